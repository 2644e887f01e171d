"""What the reader makes of prompts: hand-checked ones by slot and language, and anything at all.

The held-out prompts were written after the reader was done; on them, before anything was changed because of
them, it scored a micro F1 of 0.907 in English and 0.925 in Korean (0.916 together). After that four of its lines were
corrected: three asked for what the file does not tell of those outside the cast, one was a judgement (a bee that
flies toward the camera "approaches"), and the reader was mended in general; so a higher figure is no longer held out.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haneul.prompts.english import singular
from haneul.prompts.lexicon import values
from haneul.prompts.reader import read, shots
from haneul.prompts.shot import Shot

FILE = Path(__file__).with_name("prompts.tsv")
ROWS = [line.split("\t") for line in FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
SUBJECT = re.compile(r"^(?P<name>[^/*%:<>^#]+?)(?P<marks>(?:\s[/*%:<>^#].*)?)$")
MARKS = re.compile(r"([/*%:<>^#])([^/*%:<>^#]+)")
BOUND = {"/": "hybrid", "%": "tint", "<": "side", ">": "toward", "^": "mount", "#": "prop", ":": "action", "*": "count"}
SCORED = ("place", "time", "weather", "change", "mood", "look", "framing", "angle", "camera", "pace", "shape")
KNOWN = {value.removeprefix("~") for slot in (*SCORED, "action") for value in values(slot)}

Slots = frozenset[tuple[str, str]]


def expected(subjects: str, rest: str) -> Slots:
    """(slot, value) for all that a line of the file says."""
    found = set()
    for text in filter(None, (part.strip() for part in subjects.split(";"))):
        match = SUBJECT.match(text)
        assert match, text
        name = match["name"]
        found.add(("subject", name))
        for sign, value in MARKS.findall(match["marks"]):
            found |= {(BOUND[sign], f"{name}: {one.strip()}") for one in (value.split("+") if sign == ":" else [value])}
    for text in filter(None, (part.strip() for part in rest.split(";"))):
        slot, equals, value = text.partition("=")
        assert equals, text
        found.add((slot, singular(value) if slot == "outside" else value))
    return frozenset(found)


def predicted(shot: Shot) -> Slots:
    """(slot, value) for all that the reader found."""
    found = {(slot, getattr(shot, slot)) for slot in SCORED if getattr(shot, slot)}
    found |= {("negative", one) for one in shot.negative}
    found |= {("outside", singular(one.split()[-1])) for one in shot.outside if one not in KNOWN}
    found |= {("seconds", f"{shot.seconds:g}")} if shot.seconds else set()
    for one in filter(lambda one: one.known, shot.subjects):
        found.add(("subject", one.name))
        bound = {"hybrid": one.rear, "tint": one.tint, "side": one.side, "toward": one.toward, "mount": one.mount}
        found |= {(slot, f"{one.name}: {value}") for slot, value in bound.items() if value}
        found |= {("action", f"{one.name}: {value}") for value in one.actions}
        found |= {("prop", f"{one.name}: {value}") for value in one.props}
        if one.count != 1:
            found.add(("count", f"{one.name}: {one.count or '?'}"))
    return frozenset(found)


def f1(hits: int, said: int, meant: int) -> float:
    return 2 * hits / (said + meant) if said + meant else 1.0


@cache
def slots_read(prompt: str) -> Slots:
    return predicted(read(prompt))


def score(rows: list[list[str]]) -> dict[tuple[str, str], float]:
    """Micro F1 by (slot, language), with the slot "all"."""
    hits: Counter[tuple[str, str]] = Counter()
    said: Counter[tuple[str, str]] = Counter()
    meant: Counter[tuple[str, str]] = Counter()
    for _, language, prompt, subjects, rest in rows:
        got, true = slots_read(prompt), expected(subjects, rest)
        for counter, slots in ((hits, got & true), (said, got), (meant, true)):
            for slot, _ in slots:
                counter.update([(slot, language), ("all", language), (slot, "both"), ("all", "both")])
    return {key: f1(hits[key], said[key], meant[key]) for key in sorted(said.keys() | meant.keys())}


def table(scores: dict[tuple[str, str], float]) -> str:
    slots = sorted({slot for slot, _ in scores}, key=lambda slot: (slot == "all", slot))
    lines = [f"{'slot':10}{'en':>7}{'ko':>7}{'both':>7}"]
    for slot in slots:
        lines.append(f"{slot:10}" + "".join(f"{scores.get((slot, one), 1.0):7.3f}" for one in ("en", "ko", "both")))
    return "\n".join(lines)


@pytest.mark.parametrize("part", ["dev", "held-out"])
def test_slot_f1(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row for row in ROWS if row[0] == part]
    scores = score(rows)
    with capsys.disabled():
        print(f"\n{part}: {len(rows)} prompts\n{table(scores)}")
    assert min(scores[("all", language)] for language in ("en", "ko")) >= 0.90


def test_enough_prompts_of_both_languages() -> None:
    assert len(ROWS) >= 200 and len({row[2] for row in ROWS}) == len(ROWS)
    assert min(Counter(row[1] for row in ROWS).values()) >= 100
    assert all(read(row[2], lambda text: []).language == row[1] for row in ROWS)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=80))
def test_reads_anything(text: str) -> None:
    shot = read(text)
    assert shot.text == text and shot.language in ("en", "ko")
    assert shots(text)


WORDS = sorted({word for row in ROWS for word in row[2].split()})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_reads_words_in_any_order(text: str) -> None:
    shot = read(text)
    assert all(one.name and one.words for one in shot.subjects)
    assert all(one.count is None or one.count > 0 for one in shot.subjects)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("로봇이 벚꽃 아래에서 기타를 친다", {"robot": ("guitar",), "cherry blossom": ()}),
        ("우산 쓴 여자가 걸어간다", {"woman": ("umbrella",)}),
    ],
)
def test_who_holds_it(text, held):
    assert {one.name: one.props for one in read(text).subjects} == held


@pytest.mark.parametrize("text", ["a 30 year old man walks", "a thirty-year-old man walks", "30살 남자가 걷는다"])
def test_an_age_is_no_number_of_people(text):
    assert [(one.name, one.count) for one in read(text).subjects] == [("man", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "우주에서 로켓이 왼쪽으로 빠르게 움직이는 빨간 사과를 쫓아가요",
        "a rocket chasing after a red apple rushing leftwards in space",
    ],
)
def test_who_runs_and_who_chases(text):
    rocket, apple = read(text).subjects
    assert (rocket.name, rocket.actions, rocket.toward, rocket.side) == ("rocket", ("chases",), "apple", "")
    assert (apple.name, apple.actions, apple.side) == ("apple", ("runs",), "left")
