"""The prompts' vocabulary stays in step with the rendered world, which it may not import."""

from __future__ import annotations

import re

import pytest

from haneul.prompts import korean
from haneul.prompts.draft import kinds
from haneul.prompts.enrich import _table
from haneul.prompts.lexicon import VERB, lexicon, rows, values
from haneul.prompts.tokens import plain, tokens
from haneul.worlds.caption import VALUES, words
from haneul.worlds.catalogue import catalogue

SETTING = ("place", "time", "weather", "look", "camera", "tint")
GOING = {"walks", "runs", "swims", "drives", "rolls", "sails"}  # captions say "walks" of whatever goes


@pytest.mark.parametrize("slot", SETTING)
def test_knows_exactly_the_values_of_the_world(slot: str) -> None:
    known = {value for value in values(slot) if not value.startswith("~")}
    assert known == set(VALUES[slot])


def test_knows_the_deeds_of_the_world() -> None:
    deeds = {value.split()[0] for value in VALUES["action"]}
    known = {value for value in values("action") if not value.startswith("~")}
    assert deeds <= known <= deeds | GOING | {"podcasts"}


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("slot", [*SETTING, "action"])
def test_reads_what_captions_say(slot: str, language: str) -> None:
    """At least 19 of 20 phrases of the world's own captions say to the reader what they mean."""
    missed, count = [], 0
    for value in VALUES[slot]:
        meant = GOING if value.split()[0] in ("walks", "runs") else {value.split()[0] if slot == "action" else value}
        for phrase in words(slot, value, language):  # type: ignore[arg-type]
            said = {claim.value for claim in lexicon(language).claims(tokens(plain(phrase))) if claim.slot == slot}
            count += 1
            missed += [] if said & meant else [f"{value}: {phrase}"]
    assert len(missed) <= count / 20, missed


def test_what_is_added_is_read_as_what_it_is() -> None:
    for (slot, value), phrases in _table().items():
        for language, phrase in zip(("en", "ko"), phrases, strict=True):
            said = {c.value for c in lexicon(language).claims(tokens(plain(phrase))) if c.slot == slot}
            meant = GOING if value.startswith("drives") else {value.split()[0] if slot == "action" else value}
            assert said & meant, phrase  # Korean cars 달리다 as runners do


def test_the_kind_of_everybody() -> None:
    assert kinds() == {subject.key: subject.kind for subject in catalogue()}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_files_are_tidy(language: str) -> None:
    table = rows(language)
    assert len({(slot, value) for slot, value, _ in table}) == len(table)
    for _, _, phrases in table:
        assert all(phrase.count("[") == phrase.count("]") for phrase in phrases)
        if language == "ko":
            verbs = [match[1] for phrase in phrases for match in VERB.finditer(phrase)]
            assert all(verb.endswith("다") for verb in verbs), verbs


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("달리다", "달린다 달리는 달려요 달려가는 달리고 달렸다 달립니다 달리며 달린"),
        ("날다", "난다 나는 날아 날고 납니다 날며 날았다 나니"),
        ("걷다", "걷는다 걸어 걸으며 걷고 걸었다 걷습니다"),
        ("눕다", "누워 누운 눕고 누웠다 누우며"),
        ("춤추다", "춤춘다 춤춰 춤추는 춤춥니다"),
        ("오르다", "올라 오른다 오르는 올랐다"),
        ("회전하다", "회전해 회전하는 회전한다 회전합니다 회전했다"),
    ],
)
def test_korean_verbs_in_all_forms(verb: str, forms: str) -> None:
    assert [form for form in forms.split() if not korean.is_verb(form, verb)] == []
    assert not korean.is_verb("강아지", verb)


def test_korean_nouns_with_particles_only() -> None:
    for word in ("산", "산이", "산에서", "산에서는", "산속의"):
        assert korean.is_noun(word, "산"), word
    for word in ("산타", "산호초", "산책하는"):
        assert not korean.is_noun(word, "산"), word
    assert korean.is_noun("점프하며", "점프")
    assert not re.search("[ㄱ-ㅎ]", "".join(korean.TAILS))
