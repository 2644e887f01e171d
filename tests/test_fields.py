"""Parameters said once: read, checked, recorded."""

import json
import math
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.errors import InvalidInput, InvalidSize
from haneul.fields import Field, check, entries, record, spell


@dataclass(frozen=True)
class Thing:
    text: Annotated[str, Field("Words.", 1, 10)]
    _: KW_ONLY
    length: Annotated[float, Field("Length.", 0.5, 60, "s", error=InvalidSize)] = 4.0
    rate: Annotated[float | None, Field("Rate.", 1, 60)] = None
    count: Annotated[int, Field("Count.", 1, 1000)] = 3
    loud: Annotated[bool, Field("Loud.")] = False
    files: Annotated[Mapping[str, Path], Field("Files.")] = field(default_factory=dict)
    unsaid: int = 0

    def __post_init__(self):
        check(self)


def test_entries_read_the_annotations():
    by_name = {entry.name: entry for entry in entries(Thing)}
    assert list(by_name) == ["text", "length", "rate", "count", "loud", "files"]
    assert by_name["text"].positional and not by_name["length"].positional
    assert by_name["length"].default == 4.0 and by_name["files"].drawn


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_number_is_taken_exactly_when_it_is_in_range(value):
    if 0.5 <= value <= 60:
        assert Thing("a", length=value).length == value
    else:
        with pytest.raises(InvalidSize, match=r"length cannot be .*; give a number from 0.5 to 60 s"):
            Thing("a", length=value)


@given(st.text(max_size=15))
def test_a_text_is_taken_exactly_when_it_has_words_and_is_short(text):
    if text.strip() and len(text) <= 10:
        assert Thing(text).text == text
    else:
        with pytest.raises(InvalidInput, match="empty|has .* characters"):
            Thing(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": 2.5}, {"count": "3"}, {"count": True}, {"count": None}, {"length": "4"},
        {"length": [1]}, {"length": math.nan}, {"rate": 0}, {"files": ["a"]}, {"text": 3}, {"text": None},
        {"text": "a\udcff"},
    ],
)  # fmt: skip
def test_other_types_are_refused_in_one_line(wrong):
    with pytest.raises(InvalidInput) as caught:
        Thing(**{"text": "a"} | wrong)
    assert "\n" not in str(caught.value) and next(iter(wrong)) in str(caught.value)


def test_a_default_is_always_allowed():
    assert Thing("a", rate=None).rate is None


def test_record_is_plain():
    thing = Thing("하늘", length=np.float32(2), count=np.int64(5), files={"Mango": Path("a.png")})
    assert json.loads(json.dumps(record(thing))) == {
        "text": "하늘", "length": 2.0, "rate": None, "count": 5, "loud": False, "files": {"Mango": "a.png"},
    }  # fmt: skip


def test_spelling_of_ranges():
    assert spell(Field("", 0.01, 60, "s")) == "0.01 to 60 s"
    assert spell(Field("", 0, 2**32 - 1)) == "0 to 4,294,967,295"
    assert spell(Field("")) == ""


@dataclass(frozen=True)
class Choosing:
    pace: Annotated[Literal["slow", "fast"], Field("Pace.")] = "slow"
    mood: Annotated[Literal["warm", "cold"] | None, Field("Mood.")] = None
    loud: Annotated[bool, Field("Loud.")] = True

    def __post_init__(self):
        check(self)


def test_choices_and_flags_are_checked():
    assert Choosing("fast", "warm", False).pace == "fast"
    assert [entry.choices for entry in entries(Choosing)] == [("slow", "fast"), ("warm", "cold"), ()]
    for wrong in ({"pace": "quick"}, {"mood": "wet"}, {"loud": 1}, {"loud": None}):
        with pytest.raises(InvalidInput, match=rf"{next(iter(wrong))} cannot be"):
            Choosing(**wrong)


def test_a_name_that_python_keeps_for_itself_is_said_without_its_underscore():
    @dataclass(frozen=True)
    class Part:
        from_: Annotated[float, Field("Where it begins.", 0, 5)] = 1.0
        top_speed: Annotated[float, Field("How fast.", 0, 5)] = 1.0

    Part.__annotations__ = {name: Annotated[float, Field("How much.", 0, 5)] for name in ("from_", "top_speed")}
    assert [entry.label for entry in entries(Part)] == ["from", "top-speed"]
    with pytest.raises(InvalidInput, match="^from cannot be 9"):
        check(Part(from_=9))
    assert record(Part()) == {"from_": 1.0, "top_speed": 1.0}
