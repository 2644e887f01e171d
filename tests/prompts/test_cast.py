# ruff: noqa: E501  (Hangul counts double)
"""Who a prompt names, in both languages, by names never listed, and who it does not name."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haneul.errors import MissingPart, UnknownName
from haneul.model.text import TextEncoder
from haneul.prompts.cast import Cast, Member, cut

PEOPLE = (
    ("golden retriever", "골든 리트리버", "dog", "puppy", "개"), ("cat", "고양이"), ("wolf", "늑대"), ("fox", "여우"), ("lamb", "어린 양"),
    ("dragon", "용"), ("duck", "오리"), ("hamster", "햄스터"), ("penguin", "펭귄"), ("rabbit", "토끼"), ("robot", "로봇"),
    ("firefighter", "소방관"), ("whale", "고래"), ("car", "자동차"), ("guitar", "기타"), ("bear", "곰"), ("polar bear", "북극곰"),
)  # fmt: skip
BACKDROP = ("on the beach", "해변에서", "running", "달린다", "a room", "방", "table", "philosophy", "music")


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder.load()


@pytest.fixture(scope="module")
def cast() -> Cast:
    picture = np.zeros((4, 4, 4), np.uint8)
    return Cast((Member(en, ko, tuple(aliases), picture) for en, ko, *aliases in PEOPLE), BACKDROP)


def named(cast: Cast, encoder: TextEncoder, prompt: str) -> list[str]:
    return [found.member.name_en for found in cast.find(prompt, encoder)]


@pytest.mark.parametrize(
    ("prompt", "who"),
    [
        ("a golden retriever runs on the beach", ["golden retriever"]),
        ("two pups and a hound", ["golden retriever", "golden retriever"]),
        ("a feline meets a bunny", ["cat", "rabbit"]),
        ("멍멍이가 고양이과 함께 걷는다", ["golden retriever", "cat"]),
        ("강아지 두 마리가 해변에서 달린다", ["golden retriever"]),
        ("늑대가 여우를 쫓는다", ["wolf", "fox"]),
        ("a polar bear sings at night", ["polar bear"]),
        ("a fireman rides a dragon", ["firefighter", "dragon"]),
        ("소방관이 드래곤을 타고 난다", ["firefighter", "dragon"]),
        ("용이 하늘을 난다", ["dragon"]),
        ("A Robot, a DUCK and a Hamster!", ["robot", "duck", "hamster"]),
    ],
)
def test_finds_who_is_named(cast: Cast, encoder: TextEncoder, prompt: str, who: list[str]) -> None:
    assert named(cast, encoder, prompt) == who


@pytest.mark.parametrize(
    "prompt",
    ["a lamp on a table", "democracy in the city", "민주주의와 자유", "the camera pans left over the sea at sunset", "",
     "비가 내리는 밤의 도시", "램프가 켜진 방", "a philosophical question about music"],
)  # fmt: skip
def test_finds_nobody_where_nobody_is(cast: Cast, encoder: TextEncoder, prompt: str) -> None:
    assert named(cast, encoder, prompt) == []


def test_tells_the_phrase_as_written(cast: Cast, encoder: TextEncoder) -> None:
    (found,) = cast.find("Look: a Golden Retriever!", encoder)
    assert (found.phrase, found.member.name_ko, found.score) == ("Golden Retriever", "골든 리트리버", 1.0)


def test_by_name(cast: Cast) -> None:
    assert cast["개"].name_en == "golden retriever"
    with pytest.raises(UnknownName, match="dragon"):
        cast["dragn"]


def test_korean_counters_are_not_dogs(cast: Cast, encoder: TextEncoder) -> None:
    assert named(cast, encoder, "세 개의 공이 굴러간다") == []
    assert named(cast, encoder, "개의 꼬리") == ["golden retriever"]


def test_the_backdrop_takes_its_words(encoder: TextEncoder) -> None:
    sun = [Member("sun", "해")]
    prompt = "해 질 녘에 걷는다"
    assert named(Cast(sun), encoder, prompt) == ["sun"]
    assert named(Cast(sun, ["해 질 녘에"]), encoder, prompt) == []


def test_stored_and_read_back(cast: Cast, encoder: TextEncoder, tmp_path: Path) -> None:
    cast.save(tmp_path / "cast.safetensors", encoder)
    again = Cast.load(tmp_path / "cast.safetensors")
    assert again.find("두 마리의 늑대", encoder) == cast.find("두 마리의 늑대", encoder) != []
    assert again.members == cast.members
    assert again.members[0].picture is not None and again.members[0].picture.shape == (4, 4, 4)
    with pytest.raises(MissingPart, match=r"haneul\.train\.cast"):
        Cast.load(tmp_path / "none.safetensors")


def test_an_empty_cast_finds_nobody(encoder: TextEncoder) -> None:
    assert Cast([]).find("a dog", encoder) == []


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60))
def test_stretches_are_parts_of_the_prompt(prompt: str) -> None:
    import unicodedata

    whole = unicodedata.normalize("NFKC", prompt)
    assert all(stretch.phrase in whole for stretch in cut(prompt))
