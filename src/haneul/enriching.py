"""Prompts made ready for an engine: length and shape as spoken, short texts enriched, strangers told.

Only what the user left open is touched: a length or size that was given wins over the prompt's, known
pixels are never talked over, and --no-enrich leaves the words alone. Whatever was done is noted on the canvas.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from haneul.canvas import Canvas, Prompt
from haneul.casting import around
from haneul.engines.base import Abilities
from haneul.errors import InvalidSize
from haneul.operations.base import Operation
from haneul.operations.shape import Defaults, pixels
from haneul.operations.timeline import MARK

if TYPE_CHECKING:
    from haneul.prompts.shot import Shot

LONGEST = 60.0  # seconds that an operation makes


def spoken(operation: Operation) -> tuple[Operation, tuple[str, ...]]:
    """The operation with the seconds and the shape that its prompt speaks of, where none were given; the notes.

    A shape holds for what is made from nothing; a picture or clip keeps its own.
    """
    prompt = getattr(operation, "prompt", "")
    open_length = hasattr(operation, "seconds") and operation.seconds is None
    if not (operation.enrich and prompt) or not (open_length or not operation.size):
        return operation, ()
    from haneul.prompts.measures import spoken_in

    seconds, shape = spoken_in(MARK.sub(" ", prompt))
    changes: dict[str, Any] = {}
    notes = []
    if seconds and open_length:
        changes["seconds"] = min(seconds, LONGEST)
        most = f", but {LONGEST:g} s is the longest" if seconds > LONGEST else ""
        notes.append(f"{min(seconds, LONGEST):g} s long, as the prompt says{most}; --seconds overrules it")
    if shape and not operation.size and not operation.inputs() and _possible(shape):
        changes["size"] = shape
        notes.append(f"in the shape {shape}, as the prompt says; --size overrules it")
    return (replace(operation, **changes), tuple(notes)) if changes else (operation, ())


def noted(canvas: Canvas, notes: Iterable[str]) -> Canvas:
    """The canvas with all the notes."""
    for note in notes:
        canvas = canvas.note(note)
    return canvas


def enriched(canvas: Canvas, operation: Operation, abilities: Abilities) -> Canvas:
    """The canvas with prompts as dense as the engine was trained on, for an engine that wants them.

    Nothing is added to a shot of which something is known: the pixels show already where and when it is.
    """
    if not canvas.prompts:
        return canvas
    canvas = _latest(canvas, operation)
    if not abilities.enrich:
        return _rewritten(canvas, operation)
    from haneul.prompts.enrich import enrich

    prompts, negative = [], [canvas.negative] if canvas.negative else []
    for prompt in canvas.prompts:
        made = enrich(prompt.text, canvas.seed)
        canvas = _outside(canvas, made.shot, abilities)
        known = any(len(layer.span & around(canvas, prompt.span)) for layer in canvas.layers)
        if operation.enrich and not known and _names_kept(canvas, prompt.text, made.text):
            negative += [one for one in made.shot.negative if one not in negative]
            if made.text != prompt.text:
                canvas = canvas.note(f'the prompt became "{made.text}"; --no-enrich leaves it alone')
            prompt = Prompt(made.text, prompt.span)
        prompts.append(prompt)
    return replace(canvas, prompts=tuple(prompts), negative=", ".join(negative))


def _latest(canvas: Canvas, operation: Operation) -> Canvas:
    """The canvas without what its prompts said before of the slots in which the operation has the last word."""
    if not (operation.enrich and operation.overrules):
        return canvas
    from haneul.prompts.cuts import latest

    prompts = tuple(Prompt(latest(one.text, operation.overrules), one.span) for one in canvas.prompts)
    slots = " and ".join(operation.overrules)
    for new, old in zip(prompts, canvas.prompts, strict=True):
        if new != old:
            canvas = canvas.note(f'the prompt became "{new.text}": what is said last of the {slots} counts')
    return replace(canvas, prompts=prompts)


def _rewritten(canvas: Canvas, operation: Operation) -> Canvas:
    """The prompts rewritten by a language model, where one is set up; engines of open weights like long ones."""
    from haneul.prompts.rewriter import Rewriter

    rewriter = Rewriter.installed() if operation.enrich else None
    if rewriter is None:
        return canvas
    prompts = []
    for prompt in canvas.prompts:
        text = prompt.text
        known = any(len(layer.span & around(canvas, prompt.span)) for layer in canvas.layers)
        if not known:
            text = rewriter.rewrite(prompt.text, canvas.seed)
        if text != prompt.text and _names_kept(canvas, prompt.text, text):
            canvas = canvas.note(f'{rewriter.model} made the prompt "{text}"; --no-enrich leaves it alone')
            prompt = Prompt(text, prompt.span)
        prompts.append(prompt)
    return replace(canvas, prompts=tuple(prompts))


def _outside(canvas: Canvas, shot: Shot, abilities: Abilities) -> Canvas:
    """Tells what the model was not taught, instead of guessing silently."""
    if shot.outside:
        canvas = canvas.note(
            f"{abilities.name} was not taught {', '.join(shot.beyond())}; it paints something near or leaves it out"
        )
    return canvas


def _names_kept(canvas: Canvas, before: str, after: str) -> bool:
    """Whether every reference that the prompt names is still named."""
    return all(one.words in after for one in canvas.references if one.words in before)


def _possible(shape: str) -> bool:
    """Whether a canvas can have the spoken size."""
    try:
        pixels(shape, Defaults())
    except InvalidSize:
        return False
    return True
