"""Whether a reading agrees with the truth, attribute by attribute, and averages of that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from haneul.worlds.judge import Reading
from haneul.worlds.truth import ANSWERS

SCORED = ("subject", *ANSWERS)


def verdict(reading: Reading, truth: Mapping[str, Any]) -> dict[str, float]:
    """A score 0..1 for every attribute that has a truth and was read.

    Of k true subjects those count that are among the k likeliest; every other attribute is right or wrong.
    """
    scores = {}
    wanted = set(truth.get("subjects") or ())
    if wanted:
        scores["subject"] = len(wanted & set(reading.subjects[: len(wanted)])) / len(wanted)
    for name in ANSWERS:
        if truth.get(name) is not None and name in reading.values:
            scores[name] = float(reading.values[name] == truth[name])
    return scores


def averages(verdicts: Iterable[Mapping[str, float]]) -> dict[str, tuple[float, int]]:
    """Mean score and number of verdicts by attribute, in the order of SCORED."""
    sums: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for one in verdicts:
        sums.update(one)
        counts.update(one.keys())
    return {name: (sums[name] / counts[name], counts[name]) for name in SCORED if counts[name]}


def confusions(
    readings: Sequence[Reading], truths: Sequence[Mapping[str, Any]], name: str, most: int = 8
) -> list[tuple[str, str, int]]:
    """The commonest mistakes in one attribute: (true, read, how often); of subjects only lone ones."""
    wrong: Counter[tuple[str, str]] = Counter()
    for reading, truth in zip(readings, truths, strict=True):
        if name == "subject":
            true = truth["subjects"][0] if len(truth["subjects"]) == 1 else None
            read = reading.subjects[0]
        else:
            true, read = truth.get(name), reading.values.get(name, "")
        if true is not None and true != read:
            wrong[true, read] += 1
    return [(true, read, times) for (true, read), times in wrong.most_common(most)]
