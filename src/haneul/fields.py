"""What a parameter is, for people and for machines, said once.

`Annotated[float, Field("How long the clip is.", 0.01, 60, "s")]` on a dataclass is the only place:
the values are checked by it here, and the command line's flags, the HTTP schema and the reference
page are made from it. A new parameter is one line.
"""

from __future__ import annotations

import dataclasses
import inspect
import math
import numbers
from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from haneul.errors import InvalidInput


@dataclass(frozen=True)
class Field:
    """The help text, and the range: of a number in `unit`, of a text in characters."""

    help: str
    least: float | None = None
    most: float | None = None
    unit: str = ""
    error: type[InvalidInput] = InvalidInput
    short: str = ""  # a one-letter flag


@dataclass(frozen=True)
class Entry:
    """One parameter of a dataclass, read from its annotation."""

    name: str
    type: Any
    field: Field
    default: Any  # MISSING where it must be given
    drawn: bool  # the default is made anew each time, such as a seed
    positional: bool

    @property
    def label(self) -> str:
        """The name as users write it: `from_` is "from", which Python keeps for itself."""
        return self.name.rstrip("_").replace("_", "-")

    @property
    def is_file(self) -> bool:
        """Whether the value is a file's path, or several."""
        return get_origin(self.type) is not Mapping and Path in (self.type, *get_args(self.type))

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be chosen where the type is a `Literal` of texts; else nothing."""
        kinds = [self.type, *get_args(self.type)]  # the type itself, or the parts of Literal[...] | None
        return next((get_args(kind) for kind in kinds if get_origin(kind) is Literal), ())


def entries(owner: type) -> tuple[Entry, ...]:
    """The parameters of the dataclass `owner` that carry a `Field`; its own before inherited ones."""
    hints = get_type_hints(owner, include_extras=True)
    own = inspect.get_annotations(owner)
    fields = sorted(dataclasses.fields(owner), key=lambda f: f.name not in own)
    return tuple(_entry(f, hints[f.name]) for f in fields if get_origin(hints[f.name]) is Annotated)


def _entry(field: dataclasses.Field[Any], hint: Any) -> Entry:
    kind, about = get_args(hint)[:2]
    drawn = field.default_factory is not MISSING
    return Entry(field.name, kind, about, field.default, drawn, not field.kw_only)


def check(instance: Any) -> None:
    """Raise the field's own error for a value of another type or outside its range.

    A value that is the parameter's default is always allowed (an empty text, None).
    """
    for entry in entries(type(instance)):
        value = getattr(instance, entry.name)
        if entry.type is bool:
            if not isinstance(value, bool):
                raise entry.field.error(f"{entry.label} cannot be {value!r}; give true or false.")
        elif value is None or isinstance(value, bool):
            if value is not entry.default:
                raise entry.field.error(f"{entry.label} cannot be {value}; {_wanted(entry)}.")
        elif entry.default is MISSING or value != entry.default:
            _check(entry, value)


def _check(entry: Entry, value: Any) -> None:
    if choices := entry.choices:
        if value not in choices:
            raise entry.field.error(f"{entry.label} cannot be {value!r}; choose from {', '.join(choices)}.")
        return
    kinds = set(get_args(entry.type)) or {entry.type}
    if get_origin(entry.type) is Mapping:
        if not isinstance(value, Mapping):
            raise entry.field.error(f"{entry.label} must map names to files, got {value!r}.")
    elif get_origin(entry.type) is tuple:
        if not isinstance(value, (tuple, list)) or not all(isinstance(one, (str, Path)) for one in value):
            what = "paths" if Path in kinds else "texts"
            raise entry.field.error(f"{entry.label} must be a list of {what}, got {value!r}.")
    elif kinds & {int, float}:
        _check_number(entry, value, whole=float not in kinds)
    elif str in kinds:
        _check_text(entry, value)
    elif Path in kinds and not isinstance(value, (str, Path)):
        raise entry.field.error(f"{entry.label} must be a path, got {type(value).__name__}.")


def _check_number(entry: Entry, value: Any, whole: bool) -> None:
    right = isinstance(value, numbers.Integral if whole else numbers.Real) and math.isfinite(value)
    low = -math.inf if entry.field.least is None else entry.field.least
    high = math.inf if entry.field.most is None else entry.field.most
    if not (right and low <= value <= high):
        raise entry.field.error(f"{entry.label} cannot be {value!r}; {_wanted(entry)}.")


def _check_text(entry: Entry, value: Any) -> None:
    field = entry.field
    if not isinstance(value, str):
        raise field.error(f"{entry.label} must be a text, got {value!r}.")
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in value):
        raise field.error(f"The {entry.label} is not valid UTF-8; check the terminal's encoding.")
    if field.least and len(value.strip()) < field.least:
        raise field.error(f"The {entry.label} is empty; write at least a word.")
    if field.most and len(value) > field.most:
        raise field.error(f"The {entry.label} has {len(value):,} characters, more than {field.most:,.0f}; shorten it.")


def _wanted(entry: Entry) -> str:
    kind = "a whole number" if entry.type is int else "a number" if entry.field.least is not None else "a value"
    span = spell(entry.field)
    return f"give {kind}" + (f" from {span}" if span else "")


def spell(field: Field) -> str:
    """The range in words, "0.01 to 60 s"; empty where there is none."""
    if field.least is None or field.most is None:
        return ""
    return f"{_plain(field.least)} to {_plain(field.most)} {field.unit}".strip()


def _plain(number: float) -> str:
    return f"{int(number):,}" if number == int(number) else f"{number:g}"


def record(instance: Any) -> dict[str, Any]:
    """The parameters as plain JSON values, from which the same instance can be made again."""
    return {entry.name: _json(getattr(instance, entry.name)) for entry in entries(type(instance))}


def _json(value: Any) -> Any:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    if isinstance(value, Mapping):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_json(item) for item in value]
    return str(value)
