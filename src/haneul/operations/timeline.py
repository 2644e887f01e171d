"""A prompt that changes along the clip: "a cat walks on a beach [4s] the cat jumps [8s] the cat sleeps".

A mark says from which second on the words after it hold; they hold alone, so each passage names who and
where. It is part of the prompt and not a flag, so that every operation and the API have it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from haneul.canvas import Prompt, Span, say
from haneul.errors import InvalidPrompt

MARK = re.compile(r"\[\s*(\d{1,4}(?:\.\d{1,3})?)\s*(?:s|sec|secs|seconds?|초)\s*\]", re.IGNORECASE)


def timeline(text: str, frames: int, fps: float) -> tuple[Prompt, ...]:
    """The prompts of a clip of `frames` at `fps` that `text` means; one where it has no mark, none if empty.

    Raises `InvalidPrompt` for marks out of order or beyond the end, and for one that no words follow.
    """
    head, *rest = MARK.split(text)
    if not rest:
        return say(text, frames)
    times = [0.0, *map(float, rest[::2])]
    texts = [head.strip(), *(words.strip() for words in rest[1::2])]
    if not texts[0]:  # it begins with a mark: the words after it hold from the start
        times, texts = [0.0, *times[2:]], texts[1:]
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise InvalidPrompt(f"The marks of the prompt must rise, got {_spell(times[1:])}; put them in order.")
    if not all(texts):
        raise InvalidPrompt("A mark of the prompt has no words after it; say what happens from there on, or remove it.")
    starts = [round(time * fps) for time in times]
    if starts[-1] >= frames:
        raise InvalidPrompt(
            f"The prompt has a mark at {times[-1]:g} s, but the clip is {frames / fps:g} s long; "
            "give an earlier mark, or a longer clip with --seconds."
        )
    stops = [*starts[1:], frames]
    return tuple(Prompt(words, Span(a, b)) for words, a, b in zip(texts, starts, stops, strict=True) if a < b)


def last_mark(text: str) -> float:
    """The second of the last mark in `text`; 0 where it has none."""
    return max(map(float, MARK.findall(text)), default=0.0)


def lead_over(before: str, after: str) -> str:
    """One prompt that begins as `before` and ends as `after`."""
    if not (before and after) or before == after:
        return before or after
    korean = any("가" <= letter <= "힣" for letter in after)
    return f"{before}, {'그다음' if korean else 'then'} {after}"


def _spell(times: list[float]) -> str:
    return ", ".join(f"[{time:g}s]" for time in times)
