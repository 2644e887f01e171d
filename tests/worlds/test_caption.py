"""Captions are true, name everybody, and are said in many ways."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haneul.blocking.scene import Actor, Scene, Shot
from haneul.errors import UnknownName
from haneul.worlds.caption import VALUES, Language, Style, caption, say, words
from haneul.worlds.catalogue import catalogue, find
from haneul.worlds.phrases import LANGUAGES, table
from haneul.worlds.sampler import sample

SUBJECTS = catalogue()
NOVEL = {word for subject in SUBJECTS for word in subject.novel}
languages, styles = st.sampled_from(["en", "ko"]), st.sampled_from(["dense", "short"])


def told(scene: Scene, language: Language = "en", style: Style = "dense", times: int = 60) -> list[str]:
    rng = np.random.default_rng(5)
    return [caption(scene, SUBJECTS, language, style, rng).text.lower() for _ in range(times)]


@settings(max_examples=120, deadline=None)
@given(seed=st.integers(0, 2**31), language=languages, style=styles)
def test_every_caption_names_everybody_within_sixty_words(seed: int, language: Language, style: Style) -> None:
    rng = np.random.default_rng(seed)
    scene = sample(rng, SUBJECTS, 4.0)
    made = caption(scene, SUBJECTS, language, style, rng)
    assert len(made.names) == len(scene.actors)
    assert len(made.text.split()) <= 60
    for actor, name, (start, end) in zip(scene.actors, made.names, made.spans, strict=True):
        assert made.text[start:end] == name
        if not actor.rear and actor.count == 1:
            assert name.lower() in {one.lower() for one in find(actor.subject).said(language)}
    assert not set("[]{}*|<>") & set(made.text) and "  " not in made.text and ".." not in made.text
    assert made.text == made.text.strip()
    assert all(ord(letter) < 0xE000 or ord(letter) > 0xF8FF for letter in made.text), "a mark was left"


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 2**31), language=languages)
def test_novel_words_are_never_said_as_names(seed: int, language: Language) -> None:
    rng = np.random.default_rng(seed)
    made = caption(sample(rng, SUBJECTS, 4.0), SUBJECTS, language, "dense", rng)
    assert not NOVEL & {name.lower() for name in made.names}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**31), language=languages, style=styles)
def test_nothing_untrue_is_said(seed: int, language: Language, style: Style) -> None:
    """No phrase that belongs to another value alone turns up."""
    rng = np.random.default_rng(seed)
    scene = replace(sample(rng, SUBJECTS, 4.0), change="none")
    scene = replace(scene, shots=scene.shots[:1])
    text = " " + caption(scene, SUBJECTS, language, style, rng).text.lower() + " "
    for attribute in ("place", "time", "weather", "look", "camera"):
        true = words(attribute, getattr(scene, attribute), language)
        for value in VALUES[attribute]:
            for phrase in words(attribute, value, language) if value != getattr(scene, attribute) else ():
                if len(phrase.split()) < (3 if language == "en" else 2) or any(phrase in one for one in true):
                    continue
                assert f" {phrase} " not in text, (scene, text, phrase)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**31), language=languages)
def test_dense_captions_tell_all_that_is_unusual(seed: int, language: Language) -> None:
    rng = np.random.default_rng(seed)
    scene = Scene((Actor("cat", "jumps"),), "beach", "sunset", "rain", "film noir", shots=(Shot(4.0, "zoom in"),))
    text = caption(scene, SUBJECTS, language, "dense", rng).text.lower()
    hints = {
        "en": (("beach", "sea", "sand"), ("sunset", "dusk", "sundown", "evening", "golden", "setting", "sun "),
               ("rain", "wet"), ("noir", "black", "crime"), ("zoom",), ("jump", "leap", "hop")),
        "ko": (("해변", "바닷가", "모래"), ("노을", "해 질", "저녁", "석양", "황혼", "지는 해", "해가 질"),
               ("비", "빗"), ("흑백", "누아르"), ("줌", "확대"), ("점프", "뛰", "뛴", "뜁")),
    }[language]  # fmt: skip
    for choices in hints:
        assert any(choice in text for choice in choices), (text, choices)


def test_the_same_state_gives_the_same_caption_and_others_differ() -> None:
    scene = sample(np.random.default_rng(3), SUBJECTS, 4.0)
    first, again = (caption(scene, SUBJECTS, "en", "dense", np.random.default_rng(1)) for _ in range(2))
    assert first == again
    assert len(set(told(scene))) > 40
    assert len(set(told(scene, "ko"))) > 40


def test_a_share_is_lower_case_without_a_final_point() -> None:
    scene = Scene((Actor("cat", "jumps"),), "beach")
    rng = np.random.default_rng(0)
    made = [caption(scene, SUBJECTS, "en", "dense", rng).text for _ in range(400)]
    assert 0.1 < np.mean([text == text.lower() and not text.endswith(".") for text in made]) < 0.35


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_is_said_in_four_ways_at_least(language: Language) -> None:
    for attribute, values in VALUES.items():
        for value in values:
            known = words(attribute, value, language)
            assert len(known) >= (1 if attribute == "count" else 4), (attribute, value, known)
            assert all(phrase and not set("[]{}*|") & set(phrase) for phrase in known), known


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_hold_no_value_that_no_scene_has(language: str) -> None:
    verbs = {action.split()[0] for action in VALUES["action"]}
    for attribute, value, _ in table(language):
        known = verbs if attribute == "action" else VALUES.get(attribute, ("left", "right", "close", "medium", "wide"))
        assert value in known or (attribute, value) == ("count", "1"), (attribute, value)


def test_podcasts_counts_tints_riders_and_hybrids_are_told() -> None:
    podcast = Scene((Actor("golden retriever", count=2, prop="microphone"),), "mountain top")
    assert any("hosting a podcast" in text for text in told(podcast))
    assert all(any(word in text for word in ("podcast", "mic")) for text in told(podcast))
    assert any("팟캐스트" in text for text in told(podcast, "ko"))
    blue = Scene((Actor("cat", "jumps", "blue", 3),))
    assert all("blue" in text and ("cats" in text or "kitties" in text) for text in told(blue))
    assert any("고양이 세 마리" in text for text in told(blue, "ko"))
    rider = Scene((Actor("horse", "walks left"), Actor("hamster", mount=0)), shots=(Shot(4.0, "still", (0, 1)),))
    assert any("hamster on its back" in text for text in told(rider))
    assert any("등에 업" in text for text in told(rider, "ko"))
    hybrid = caption(Scene((Actor("duck", "jumps", rear="dragon"),)), SUBJECTS, "en", "dense", np.random.default_rng(0))
    for key in ("duck", "dragon"):
        assert any(word in hybrid.names[0] for word in find(key).said("en")), hybrid.names


@pytest.mark.parametrize(("key", "unit"), [("cat", "마리"), ("car", "대"), ("cook", "명"), ("sailboat", "척")])
def test_counting_words_fit_what_is_counted(key: str, unit: str) -> None:
    assert any(f"두 {unit}" in text for text in told(Scene((Actor(key, "jumps", count=2),)), "ko"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_subject_can_be_told_alone_many_and_mixed(language: Language) -> None:
    rng = np.random.default_rng(2)
    for subject in SUBJECTS:
        for actor in (Actor(subject.key, tint="blue"), Actor(subject.key, count=3), Actor(subject.key, rear="cat")):
            made = caption(Scene((actor,)), SUBJECTS, language, "dense", rng)
            assert made.names[0] and made.names[0] in made.text
            assert " a some " not in made.text and " a a " not in made.text, made.text


def test_weather_and_time_are_not_told_where_they_cannot_be_seen() -> None:
    for text in told(Scene((Actor("cat", "jumps"),), "space", "night", "clear"), times=120):
        assert not any(word in text for word in (" at night", "nighttime", "weather", "starry", "clear sky")), text


def test_leaving_at_sunset_goes_into_the_sunset() -> None:
    leaving = Scene((Actor("cat", "leaves"),), "beach", "sunset")
    assert any("towards the sunset" in text or "into the sunset" in text for text in told(leaving))
    indoors = replace(leaving, place="room")
    assert not any("towards the sunset" in text or "into the sunset" in text for text in told(indoors))


def test_cuts_are_told() -> None:
    scene = Scene((Actor("cat"),), shots=(Shot(2.0), Shot(2.0, "zoom in", (0,), 1.6)))
    assert any("cut to a close-up of the cat" in text for text in told(scene, times=150))


def test_attributes_are_exact() -> None:
    actors = (Actor("cat", "jumps", count=3), Actor("duck"))
    scene = Scene(actors, "beach", "night", "rain", "neon", shots=(Shot(1, "orbit"),))
    said = say(scene)
    assert said.subjects == ("cat", "duck") and said.count == 3 and said.action == "jumps"
    assert (said.place, said.time, said.weather, said.look, said.camera) == ("beach", "night", "rain", "neon", "orbit")


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="beach"):
        words("place", "moon", "en")
    with pytest.raises(UnknownName, match="dense"):
        caption(Scene((Actor("cat"),)), SUBJECTS, "en", "long")  # type: ignore[arg-type]
