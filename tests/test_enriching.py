"""What render does with prompts: spoken length and shape, enrichment, notes; only where the user left it open."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from haneul.engines.base import Abilities
from haneul.engines.fake import Fake
from haneul.errors import MissingPart, RewriterFailed
from haneul.operations.animate import Animate
from haneul.operations.generate import Generate
from haneul.prompts import cast as casts
from haneul.prompts.rewriter import Rewriter
from haneul.render import takes

WANTS = Abilities("wants", enrich=True)


@pytest.fixture(autouse=True)
def no_server(monkeypatch):
    monkeypatch.delenv("HANEUL_LLM_URL", raising=False)


def canvas(operation, abilities=WANTS):
    return takes(operation, Fake(abilities))[0].canvas


def text(of):
    return of.prompts[0].text


def test_a_short_prompt_grows_and_that_is_told():
    made = canvas(Generate("a dog", seed=1))
    assert text(made).startswith("a dog, ") and any(text(made) in note for note in made.notes)
    assert canvas(Generate("a dog", seed=1)).prompts == made.prompts


def test_it_can_be_switched_off_and_others_do_not_want_it():
    assert text(canvas(Generate("a dog, 2 seconds", enrich=False))) == "a dog, 2 seconds"
    assert canvas(Generate("a dog, 2 seconds", enrich=False)).frames == 48
    assert text(canvas(Generate("a dog"), Abilities("plain"))) == "a dog"


def test_length_and_shape_as_spoken():
    made = canvas(Generate("a dog, 2 seconds, vertical video"))
    assert made.frames == 24 and made.height > made.width
    assert any("2 s long, as the prompt says" in note for note in made.notes)
    made = canvas(Generate("10초 동안 달리는 강아지, 세로 영상", seconds=1, size="64x64"))
    assert (made.frames, made.width, made.height) == (12, 64, 64)
    assert canvas(Generate("a dog")).frames == 48


def test_nobody_can_ask_for_more_than_a_minute():
    take = takes(Generate("a dog, 5 minutes", size="64x64"), Fake(WANTS))[0]
    assert take.operation.seconds == 60 and any("60 s is the longest" in note for note in take.canvas.notes)


def test_what_shall_not_be_seen_goes_where_it_belongs():
    made = canvas(Generate("a beach at sunset, no people", negative="text"))
    assert made.negative == "text, people" and "people" not in text(made)


def test_strangers_are_told_even_without_enriching():
    for enrich in (True, False):
        made = canvas(Generate("a gramophone dances on a stage", enrich=enrich))
        assert any("was not taught gramophone, dances" in note for note in made.notes)


def test_known_pixels_are_not_talked_over(tmp_path):
    Image.fromarray(np.full((8, 8, 3), 99, np.uint8)).save(tmp_path / "dog.png")
    assert text(canvas(Animate(tmp_path / "dog.png", "a dog"))) == "a dog"


def nobody():
    raise MissingPart("no cast")


def test_ones_own_character_keeps_its_words(tmp_path, monkeypatch):
    monkeypatch.setattr(casts, "parts", nobody)
    Image.fromarray(np.full((8, 8, 3), 99, np.uint8)).save(tmp_path / "mango.png")
    made = canvas(Generate("Mango runs", cast={"Mango": tmp_path / "mango.png"}))
    assert "Mango" in text(made) and made.references[0].words == "Mango"


def test_a_language_model_rewrites_for_open_weights(monkeypatch):
    monkeypatch.setenv("HANEUL_LLM_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("HANEUL_LLM_MODEL", "small")
    open_weights = Abilities("open")
    with pytest.raises(RewriterFailed, match="cannot be reached"):
        canvas(Generate("a dog"), open_weights)
    assert text(canvas(Generate("a dog", enrich=False), open_weights)) == "a dog"
    monkeypatch.setattr(Rewriter, "rewrite", lambda self, prompt, seed: prompt + " in detail")
    made = canvas(Generate("a dog"), open_weights)
    assert text(made) == "a dog in detail" and any("small made the prompt" in note for note in made.notes)
