"""The questions are fixed, true, and of the kinds they say."""

from __future__ import annotations

import itertools

import pytest

from haneul.evaluate.prompts import GROUPS, ROUND, Question, language_of, questions
from haneul.worlds.catalogue import catalogue
from haneul.worlds.heldout import held_out
from haneul.worlds.truth import truth


@pytest.fixture(scope="module")
def asked() -> list[Question]:
    return questions(60)


def test_they_are_always_the_same(asked: list[Question]) -> None:
    assert questions(20) == asked[:20]
    assert len({question.text for question in asked}) == len(asked)


def test_every_answer_is_true_of_the_scene(asked: list[Question]) -> None:
    for question in asked:
        true = truth(question.scene)
        assert question.asked["subjects"] and None not in question.asked.values()
        assert question.asked.items() <= true.items()


def test_seen_ones_are_asked_in_both_languages(asked: list[Question]) -> None:
    for first, second in itertools.pairwise(asked):
        if first.number % len(ROUND) in (0, 4):
            assert (first.language, second.language) == ("en", "ko")
            assert first.scene == second.scene
    assert all(language_of(question.text) == question.language for question in asked)


def test_held_out_pairs_are_held_out_and_others_are_not(asked: list[Question]) -> None:
    for question in asked:
        assert held_out(question.scene) == (question.group == "held out") or question.group == "novel word"
        assert bool(question.pair) == (question.group == "held out")


def test_novel_words_are_said(asked: list[Question]) -> None:
    words = {one.key: one.novel for one in catalogue()}
    for question in asked:
        if question.group == "novel word":
            novel = words[question.scene.actors[0].subject]
            assert any(word.lower() in question.text.lower() for word in novel)


def test_every_group_has_a_place() -> None:
    assert set(GROUPS) == set(ROUND) and len(ROUND) == 10
