"""The table of an evaluation: what was reached, what the judge itself reaches, what is asked for.

An attribute that the judge reads below SURE on renders gets no score: it stands there as unread, with its ceiling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from haneul.evaluate.measures import STEADY
from haneul.evaluate.prompts import GROUPS
from haneul.worlds.judge import SURE
from haneul.worlds.verdict import SCORED

BARS = {
    "subject": 0.90, "place": 0.90, "time": 0.90, "action": 0.85, "camera": 0.85, "count": 0.85, "weather": 0.85,
    "look": 0.85,
}  # fmt: skip
NOVEL_BAR, STRANGER_BAR, SAME_BAR = 0.80, 0.70, 0.95
LANGUAGE_GAP, PAIR_GAP = 0.03, 0.10
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One row of the table. `real` is the judge's score on renders of the very same scenes, None without artwork;
    `ceiling` its score on the held-out renders of its own training; `bar` the least score, None where none is set."""

    name: str
    score: float | None
    real: float | None
    ceiling: float | None
    bar: float | None
    prompts: int

    @property
    def verdict(self) -> str:
        """yes, no, unread, or empty where there is no bar."""
        if self.ceiling is not None and self.ceiling < SURE:
            return "unread"
        if self.bar is None or self.score is None:
            return ""
        return "yes" if self.score >= self.bar - 1e-9 else "no"


def lines(rows: Sequence[Row], ceilings: Mapping[str, float]) -> list[Line]:
    """All lines of the table: attributes, languages, held-out pairs, novel words, strangers, sameness, motion."""
    made = [attribute(name, of(rows, "seen"), ceilings) for name in SCORED]
    made = [line for line in made if line.prompts]
    made += _languages(rows, ceilings) + _pairs(rows, ceilings)
    made.append(_subject("novel words: subject", of(rows, "novel word"), ceilings, NOVEL_BAR))
    made.append(_subject("never trained on: subject", of(rows, "never trained"), ceilings, STRANGER_BAR))
    made.append(_same(rows))
    made.append(_motion(rows))
    return [line for line in made if line.prompts]


def of(rows: Iterable[Row], group: str, language: str = "") -> list[Row]:
    assert group in GROUPS, group
    return [row for row in rows if row["group"] == group and language in ("", row["language"])]


def mean(values: Iterable[float | None]) -> float | None:
    """The average of what is there, None for nothing."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def attribute(
    name: str, rows: Sequence[Row], ceilings: Mapping[str, float], label: str = "", bar: float | None = None
) -> Line:
    """How one attribute fares in `rows`."""
    scored = [row for row in rows if name in row["verdict"]]
    score = mean(row["verdict"][name] for row in scored)
    real = mean(row["real"].get(name) for row in scored)
    return Line(label or name, score, real, ceilings.get(name), BARS.get(name) if bar is None else bar, len(scored))


def readable(ceilings: Mapping[str, float]) -> list[str]:
    """Attributes that the judge reads well enough to score."""
    return [name for name in SCORED if ceilings.get(name, 0.0) >= SURE]


def overall(row: Row, which: str, names: Sequence[str]) -> float | None:
    """The mean over the readable attributes of one prompt."""
    return mean(row[which].get(name) for name in names if name in row["verdict"])


def _languages(rows: Sequence[Row], ceilings: Mapping[str, float]) -> list[Line]:
    """Korean and English prompts for the same scenes, all readable attributes together."""
    names = readable(ceilings)
    made: list[Line] = []
    for language, label in (("en", "English"), ("ko", "Korean")):
        asked = [row for row in of(rows, "seen", language) if overall(row, "verdict", names) is not None]
        score = mean(overall(row, "verdict", names) for row in asked)
        real = mean(overall(row, "real", names) for row in asked)
        bar = made[0].score - LANGUAGE_GAP if made and made[0].score is not None else None
        made.append(Line(f"{label}: all attributes", score, real, None, bar, len(asked)))
    return made


def _pairs(rows: Sequence[Row], ceilings: Mapping[str, float]) -> list[Line]:
    """The held-out attribute of each pair, against the same attribute in seen scenes."""
    made = []
    for name in ("action", "place", "tint"):
        pairs = [row for row in of(rows, "held out") if row["pair"] == name]
        seen = attribute(name, of(rows, "seen"), ceilings).score
        bar = None if seen is None else seen - PAIR_GAP
        made.append(attribute(name, pairs, ceilings, f"held-out pairs: {name}", bar))
    seen = attribute("subject", of(rows, "seen"), ceilings).score
    bar = None if seen is None else seen - PAIR_GAP
    made.append(attribute("subject", of(rows, "held out"), ceilings, "held-out pairs: subject", bar))
    return made


def _subject(label: str, rows: Sequence[Row], ceilings: Mapping[str, float], bar: float) -> Line:
    return attribute("subject", rows, ceilings, label, bar)


def _same(rows: Sequence[Row]) -> Line:
    """Whether the character at the end is the one of the beginning."""
    known = [row for row in rows if row["same"] is not None]
    share: Callable[[str], float | None] = lambda name: mean(  # noqa: E731
        None if row[name] is None else float(row[name]) for row in known
    )
    return Line("same character at start and end", share("same"), share("same_real"), None, SAME_BAR, len(known))


def _motion(rows: Sequence[Row]) -> Line:
    """The share of clips that move 0.5 to 2 times as much as a render of the same scene."""
    known = [row for row in rows if row["motion"] is not None]
    share = mean(float(STEADY[0] <= row["motion"] <= STEADY[1]) for row in known)
    return Line("motion within 0.5 to 2 of renders", share, 1.0 if known else None, None, None, len(known))
