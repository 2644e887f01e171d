"""Words taken out of prompts: of two looks the later stays, and nobody is cut with a look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.prompts.cuts import cut, latest
from haneul.prompts.reader import read
from haneul.worlds.phrases import all_phrases

LOOKS = ("film noir", "vintage", "pastel", "neon", "dreamy", "paper cut-out", "warm", "cold", "plain")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a fox runs in thick fog, as paper cut-outs, in neon colours", "a fox runs in thick fog, in neon colours"),
        ("A dreamy fox runs, in black and white", "A fox runs, in black and white"),
        ("a fox runs. It looks like an old film., in soft pastel colours", "a fox runs, in soft pastel colours"),
        ("오래된 흑백 범죄 영화처럼 여우가 달린다, 네온 색감으로", "여우가 달린다, 네온 색감으로"),
        ("여우가 달린다. 색감이 따뜻하다, 흑백 필름 누아르 스타일로", "여우가 달린다, 흑백 필름 누아르 스타일로"),
        ("a fox runs in neon colours", "a fox runs in neon colours"),
        ("", ""),
    ],
)
def test_of_two_looks_the_later_stays(text, left):
    assert latest(text, ("look",)) == left


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_look_of_the_captions_gives_way(look, language):
    new = "glowing like an anime" if language == "en" else "지브리 스타일로"
    who = "a fox runs on the beach" if language == "en" else "여우가 해변에서 달린다"
    for phrase in all_phrases(language, "look", look):
        left = latest(f"{who}, {phrase.replace('[', '').replace(']', '')}, {new}", ("look",))
        shot = read(left)
        assert shot.look == "anime" and shot.place == "beach"
        assert [one.name for one in shot.subjects] == ["fox"], left


def test_other_slots_keep_all_that_they_say():
    text = "a fox at night, at sunset, in neon colours, in pastel colours"
    assert latest(text, ()) == text
    assert "night" in latest(text, ("look",)) and "sunset" in latest(text, ("look",))


@given(st.text("ab ,.", max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_cutting_leaves_letters_of_the_text_in_their_order(text, start, stop):
    left = iter(cut(text, [(min(start, len(text)), max(min(start, len(text)), min(stop, len(text))))]))
    letters = iter(text.replace(" ", ""))
    assert all(letter in letters for letter in "".join(left).replace(" ", ""))
