# ruff: noqa: E501  (Hangul counts double)
"""Seconds and shapes as people say them: "10 seconds", 10초, half a minute, "16:9", 1920x1080."""

from __future__ import annotations

import re

from haneul.prompts.lexicon import lexicon
from haneul.prompts.tokens import language, plain, tokens

_WORDS = "one:1 two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9 ten:10 twelve:12 fifteen:15 twenty:20 thirty:30 forty:40 fifty:50 sixty:60"
WORDS = {pair.split(":")[0]: float(pair.split(":")[1]) for pair in _WORDS.split()}
KOREAN = {"일": 1.0, "이": 2.0, "삼": 3.0, "사": 4.0, "오": 5.0, "육": 6.0, "칠": 7.0, "팔": 8.0, "구": 9.0, "십": 10.0, "십오": 15.0,
          "이십": 20.0, "삼십": 30.0, "육십": 60.0}  # fmt: skip
NUMBER = r"\d{1,4}(?:\.\d{1,3})?"
SECONDS = re.compile(
    rf"(?<![\w.])(?P<n>{NUMBER}|{'|'.join(WORDS)})[\s-]*(?P<u>seconds?|secs?|minutes?|mins?|s)(?![\w%])"
    rf"|(?<![\w.])(?P<k>{NUMBER}|{'|'.join(sorted(KOREAN, key=len, reverse=True))})\s*(?P<v>초|분)(?!의\s*일|위기|홍|수)"
    r"|(?P<half>half a minute|half-minute|반 분)|(?P<minute>(?<!\w)a minute)",
    re.IGNORECASE,
)
RATIO = re.compile(r"(?<![\d:.])(16|9|4|3|1|21|5|2|32|18)\s?:\s?(9|16|3|4|1|5|2)(?![\d:])")
RATIOS = frozenset(
    {"16:9", "9:16", "4:3", "3:4", "1:1", "21:9", "5:4", "4:5", "3:2", "2:3", "2:1", "1:2", "32:9", "18:9"}
)
PIXELS = re.compile(r"(?<!\d)(\d{2,4})\s?[x×*]\s?(\d{2,4})(?!\d)", re.IGNORECASE)
LEAST, MOST = 64, 1920
AGE = re.compile(
    rf"(?<![\w.])(?:\d{{1,3}}|{'|'.join(WORDS)})[\s-]years?[\s-]old|(?<![\w.])\d{{1,3}}\s*(?:살|세(?=\s))", re.I
)


def seconds(text: str) -> tuple[float | None, list[tuple[int, int]]]:
    """The length that the text asks for (the first one; None for none), and where it says so."""
    found, places = None, []
    for match in SECONDS.finditer(text):
        places.append(match.span())
        if match["half"] or match["minute"]:
            length = 30.0 if match["half"] else 60.0
        else:
            number = (match["n"] or match["k"]).lower()
            value = WORDS.get(number) or KOREAN.get(number)
            length = float(number) if value is None else value
            length *= 60 if (match["u"] or match["v"]).lower().startswith(("m", "분")) else 1
        if found is None and length > 0:
            found = length
    return found, places


def shape(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The shape or size in figures, as --size takes it ("" for none), and where it stands."""
    found, places = "", []
    for match in PIXELS.finditer(text):
        width, height = int(match[1]), int(match[2])
        if LEAST <= min(width, height) and max(width, height) <= MOST:
            places.append(match.span())
            found = found or f"{width}x{height}"
    for match in RATIO.finditer(text):
        ratio = f"{match[1]}:{match[2]}"
        if ratio in RATIOS:
            places.append(match.span())
            found = found or ratio
    return found, places


def ages(text: str) -> list[tuple[int, int]]:
    """Where it says how old somebody is, which is no number of them: "a 30 year old man", 7살 아이."""
    return [match.span() for match in AGE.finditer(text)]


def spoken_in(prompt: str) -> tuple[float | None, str]:
    """The seconds and the shape that a whole prompt asks for; needs no cast and no torch."""
    said = plain(prompt)
    found, _ = shape(said)
    words = tokens(said)
    named = (claim.value for claim in lexicon(language(said)).claims(words) if claim.slot == "shape")
    return seconds(said)[0], found or next(named, "")
