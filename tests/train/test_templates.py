# ruff: noqa: E501  (Hangul counts double)
"""The text encoder's lessons: well-formed meanings, sentences that say the same in both languages, and words added later."""

from random import Random

import numpy as np
import pytest
import torch

from haneul.model.text import TextEncoder, TextShape
from haneul.model.words import fingerprint, split
from haneul.train import meanings, more_words, teachers, templates


def test_lexicon_is_in_both_languages() -> None:
    told = list(meanings.lexicon())
    assert len(told) > 800
    for meaning in told:
        assert meaning.english and meaning.korean, meaning
        assert all(word.isascii() for word in " ".join(meaning.english)), meaning
        assert all(not term.isascii() for term in meaning.korean), meaning


def test_novel_names_are_not_taught() -> None:
    taught = {term for meaning in meanings.subjects() for term in (*meaning.english, *meaning.korean)}
    assert "dog" in taught and "canine" not in taught and "멍멍이" not in taught


def test_particles_follow_the_last_sound() -> None:
    assert templates.joined("강아지", "이/가") == "강아지가"
    assert templates.joined("곰", "이/가") == "곰이"


def test_sentences_have_the_same_senses_in_both_languages() -> None:
    names = [templates.Name("dog", "개"), templates.Name("polar bear", "북극곰")]
    for seed in range(40):
        english, korean = templates.sentence(names, {}, Random(seed))
        assert {chunk.sense for chunk in english} == {chunk.sense for chunk in korean}
        assert split(templates.text(english)) and split(templates.text(korean))


def test_added_words_leave_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    vectors = {word: rng.normal(size=384).astype(np.float32) for word in ("dog", "cat", "capybara")}
    monkeypatch.setattr(teachers, "english_words", lambda: ["dog", "cat"])
    monkeypatch.setattr(teachers, "remembered", lambda _, words: np.stack([vectors[word] for word in words]))
    torch.manual_seed(0)
    shape = TextShape(vocabulary=2, buckets=40, rank=8, width=32, heads=2)
    before = TextEncoder(shape, [fingerprint("dog"), fingerprint("cat")]).eval()
    torch.nn.init.normal_(before.table.weight)
    after = more_words.extended(before, ["cat", "capybara"])
    assert after.shape.vocabulary == 3 and after.knows("capybara")
    texts = ["a dog and cats", "zebras run"]
    assert torch.equal(before.encode(texts).tokens, after.encode(texts).tokens)
    assert not torch.equal(before.encode(["capybara"]).tokens, after.encode(["capybara"]).tokens)
