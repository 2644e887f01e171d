"""Command line flags made from typed parameters: no command names a parameter a second time."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING
from pathlib import Path
from typing import Annotated, Any, get_origin

from cyclopts import Parameter, Token

from haneul.errors import InvalidInput
from haneul.fields import Entry, entries, spell


def command(
    name: str,
    help: str,
    kinds: tuple[type, ...],
    run: Callable[..., None],
    known: Mapping[str, Any] | None = None,
) -> Callable[..., None]:
    """A function whose parameters are those of all dataclasses `kinds`, for Cyclopts to read.

    It makes one instance of each and calls `run` with them. Only the first kind's can be positional.
    The values `known` hold where the line says nothing; with them everything is a flag and may be left out.
    """
    owned = {kind: entries(kind) for kind in kinds}

    def call(*args: Any, **named: Any) -> None:
        told = {key: value for key, value in signature.bind(*args, **named).arguments.items() if value is not None}
        given = {**(known or {}), **told}
        run(*(_instance(kind, parts, given) for kind, parts in owned.items()))

    parameters = [
        _parameter(entry, entry.positional and kind is kinds[0] and known is None, known or {})
        for kind, parts in owned.items()
        for entry in parts
    ]
    signature = inspect.Signature(sorted(parameters, key=lambda p: p.kind))
    call.__name__, call.__doc__ = name, reflow(help)
    call.__signature__ = signature  # type: ignore[attr-defined]
    call.__annotations__ = {p.name: p.annotation for p in parameters}
    return call


def _instance(kind: type, parts: tuple[Entry, ...], given: Mapping[str, Any]) -> Any:
    values = {entry.name: given[entry.name] for entry in parts if entry.name in given}
    for entry in parts:
        if get_origin(entry.type) is Mapping and not isinstance(values.get(entry.name, {}), Mapping):
            values[entry.name] = _pairs(entry.name, values[entry.name])
    return kind(**values)


def _pairs(name: str, texts: tuple[str, ...]) -> dict[str, Path]:
    """Mango=corgi.png as {"Mango": Path("corgi.png")}."""
    pairs: dict[str, Path] = {}
    for text in texts:
        key, equals, file = text.partition("=")
        if not (key.strip() and equals and file):
            raise InvalidInput(f"{name} cannot be {text!r}; give NAME=FILE such as Mango=corgi.png.")
        if key in pairs:
            raise InvalidInput(f"{name} names {key!r} twice; give each name once.")
        pairs[key] = Path(file)
    return pairs


def _parameter(entry: Entry, positional: bool, known: Mapping[str, Any]) -> inspect.Parameter:
    kind: Any = tuple[str, ...] if get_origin(entry.type) is Mapping else entry.type
    default = inspect.Parameter.empty if entry.default is MISSING and not entry.drawn else entry.default
    if entry.name in known:
        default = known[entry.name]
        if isinstance(default, Mapping):
            default = tuple(f"{key}={file}" for key, file in default.items())
    if (entry.drawn and entry.name not in known) or default is None or default == "":
        kind, default = kind | None, None
    flag = "--" + entry.label
    about = Parameter(
        name=None if positional else [flag, *(["-" + entry.field.short] if entry.field.short else [])],
        help=describe(entry),
        converter=_whole if entry.type in (int, int | None) else None,
        negative=f"--no-{flag[2:]}" if entry.type is bool and entry.default is True else "",
    )
    place = inspect.Parameter.POSITIONAL_ONLY if positional else inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(entry.name, place, default=default, annotation=Annotated[kind, about])


def _whole(kind: Any, tokens: Sequence[Token]) -> int:
    """A whole number; Cyclopts' own conversion would silently cut 2.5 to 2."""
    return int(tokens[0].value)


def reflow(text: str) -> str:
    """A docstring with each paragraph on one line, so that the terminal's width breaks it."""
    return "\n\n".join(" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n"))


def describe(entry: Entry) -> str:
    """The help text with the range of a number: "How long the clip is (0.01 to 60 s)."."""
    text, span = entry.field.help, spell(entry.field)
    if not span or entry.type is str:
        return text
    return f"{text.removesuffix('.')} ({span})."
