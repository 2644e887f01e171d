# ruff: noqa: E501  (Hangul counts double)
"""The text encoder's lessons: well-formed meanings, sentences that say the same in both languages, and words added later."""

from random import Random

from haneul.model.words import split
from haneul.train import meanings, templates


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
