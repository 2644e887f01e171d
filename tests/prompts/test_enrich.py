"""Enriching keeps all that was said, adds the same for the same seed, and takes out what is no picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haneul.prompts.enrich import enrich
from haneul.prompts.reader import read, shots

FILE = Path(__file__).with_name("prompts.tsv")
PROMPTS = [line.split("\t")[2] for line in FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
SLOTS = ("place", "time", "weather", "look", "mood", "camera", "framing", "angle", "pace", "change")


@pytest.mark.parametrize("prompt", PROMPTS[::5])
def test_nothing_said_is_lost_or_contradicted(prompt: str) -> None:
    made = enrich(prompt, 3)
    again = read(made.text)
    assert again.language == made.shot.language
    assert all(again[slot] == made.shot[slot] for slot in SLOTS if made.shot[slot])
    assert [one.name for one in again.subjects] == [one.name for one in made.shot.subjects]
    assert [one.count for one in again.subjects] == [one.count for one in made.shot.subjects]


def test_a_dog() -> None:
    made = enrich("a dog", 1)
    assert made.text.startswith("a dog, ") and len(made.added) == 4
    again = read(made.text)
    assert again.place and again.time == "noon" and again.weather == "clear" and again.subjects[0].actions
    assert enrich("a dog", 1) == made
    assert len({enrich("a dog", seed).text for seed in range(8)}) > 2


def test_in_the_language_of_the_prompt() -> None:
    made = enrich("강아지", 1)
    assert made.text.startswith("강아지, ") and "때는 낮이다." in made.text


def test_the_launch_prompts() -> None:
    half = enrich("half duck, half dragon, flying towards a beautiful sunset with a hamster on its back")
    assert half.text.endswith("on its back. It happens in the sky under a clear sky.")
    podcast = enrich("산 위에서 팟캐스트를 하는 두 마리의 골든 리트리버를 만들어주세요")
    assert podcast.added == ("때는 낮이다", "하늘이 맑다")


@pytest.mark.parametrize(
    ("prompt", "left"),
    [
        ("a dog runs on the beach at noon in the fog, 10 seconds, vertical video, no people",
         "a dog runs on the beach at noon in the fog"),
        ("Make me a vertical video of a dog on a stage", "Make me a video of a dog on a stage"),
        ("무대에서 춤추는 고양이, 사람 없이, 10초짜리 세로 영상", "무대에서 춤추는 고양이"),
    ],
)  # fmt: skip
def test_what_is_no_picture_goes(prompt: str, left: str) -> None:
    assert enrich(prompt).text.startswith(left)
    assert not {"10", "vertical", "세로", "people", "사람"} & set(enrich(prompt).text.replace("초", " ").split())


def test_a_long_prompt_stays_as_it_is() -> None:
    long = "a dog runs over the beach " * 8
    assert enrich(long).text == long and enrich("").text == ""


def test_no_place_is_added_where_one_may_have_been_said() -> None:
    assert "happens in" not in enrich("a cat in a lighthouse hallway").text.replace("in the daytime", "")


def test_stories_are_cut_into_shots() -> None:
    told = shots("A dog runs on the beach at sunset. Film noir. Then it jumps into the sea. Cut to a cat on a stage")
    assert [one.place for one in told] == ["beach", "sea", "stage"]
    assert [one.look for one in told] == ["film noir"] * 3
    assert [one.subjects[0].name for one in told] == ["golden retriever", "golden retriever", "cat"]
    told = shots("강아지가 해변을 달린다. 그리고 나서 고양이가 숲에서 잔다.")
    assert [(one.subjects[0].name, one.place) for one in told] == [("golden retriever", "beach"), ("cat", "forest")]


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(), max_size=60), st.integers(0, 2**32 - 1))
def test_enriches_anything(text: str, seed: int) -> None:
    assert isinstance(enrich(text, seed).text, str)


def test_only_words_beside_what_is_cut_out_go_with_it():
    made = enrich("a fox on the beach, no rain, the camera zooms in", find=lambda text: [])
    assert made.text.startswith("a fox on the beach, the camera zooms in")
    assert enrich("a fox runs for 10 seconds, zooming in", find=lambda text: []).text.startswith(
        "a fox runs, zooming in"
    )


def test_a_length_goes_with_its_brackets() -> None:
    assert "[" not in enrich("[4s] a dog walks on the beach (6 seconds)", 0).text
    assert "(slowly)" in enrich("a dog walks (slowly) on the beach, 4 seconds", 0).text
