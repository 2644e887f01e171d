"""Whoever a prompt only likens somebody to is not in the picture."""

import pytest

from haneul.prompts.reader import read


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a canoe bounces like a rubber ball", ["canoe"]),
        ("a pig flies like a bird over the sea", ["pig"]),
        ("새처럼 나는 돼지", ["pig"]),
        ("숲에서 고양이가 공처럼 튄다", ["cat"]),
        ("곰 같은 남자가 춤춘다", ["man"]),
        ("a creature like a dragon", ["dragon"]),
        ("a man who looks like a bear dances", ["man", "bear"]),
        ("용처럼 생긴 고양이", ["dragon", "cat"]),
        ("a fox runs, like a film of a duck", ["fox", "duck"]),
    ],
)
def test_who_is_in_the_picture(text, names):
    assert [one.name for one in read(text).subjects] == names


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("맑게 갠 하늘 아래 해변에서 여우가 달린다", "beach"),
        ("an owl dropping out of the sky on the beach", "beach"),
        ("장소는 넓은 바다다. 문어가 헤엄친다", "sea"),
        ("five pink kings of the jungle walk in a farmyard", "farm"),
        ("a bird in the sky", "sky"),
    ],
)
def test_where_it_happens(text, place):
    assert read(text).place == place
