"""`haneul again`: repeat what made a clip, or vary it.

The flags are those of the operation that made the clip, with what it was made with as their defaults.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, get_origin

from cyclopts import App, Parameter

from haneul.engines.base import Sampling
from haneul.errors import InvalidInput, MediaError
from haneul.fields import Entry, entries
from haneul.flags import command
from haneul.operations.base import Operation, every
from haneul.output import Output, claim
from haneul.painting import Choice, paint

HELP = ("--help", "-h")


def add(app: App) -> None:
    own = App(name="again", usage="Usage: haneul again CLIP [FLAGS]", help_flags=[], version_flags=[])

    @own.default
    def again(*line: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)]) -> None:
        """Make a clip of Haneul's again, the same or varied.

        The file says what made it: operation, parameters, seed, model and steps. Everything can be
        changed by a flag: `haneul again clip.mp4 --seed 8 -o other.mp4`. The operation's own flags are
        shown by `haneul again clip.mp4 --help`.
        """
        if not line or line[0].startswith("-"):
            if line and line[0] not in HELP:
                raise InvalidInput(f"Name the clip first, then what shall differ: haneul again CLIP {' '.join(line)}")
            own.help_print([])
            return
        repeat(read_made(Path(line[0])), line[1:])

    app.command(own)


@dataclass(frozen=True)
class Made:
    """What made the file `path`: the operation, the values of all its flags, and what it read."""

    path: Path
    operation: type[Operation]
    values: Mapping[str, Any]
    inputs: Mapping[str, str]  # SHA-256 by path


def read_made(path: Path) -> Made:
    """What the file says of itself; `InvalidInput` when it says nothing that this version understands."""
    from haneul import media

    try:
        told = media.read_metadata(path)
    except MediaError as error:  # a file that the user named: misuse
        raise InvalidInput(str(error)) from error
    name, parts = told.get("operation"), [told.get(part, {}) for part in ("parameters", "sampling", "inputs")]
    if not isinstance(name, str) or not all(isinstance(part, Mapping) for part in parts):
        raise InvalidInput(
            f"{path} does not say what made it: Haneul did not, or another program wrote it anew; give a clip as "
            "Haneul wrote it."
        )
    kind = every().get(name)
    if kind is None:
        raise InvalidInput(f"{path} was made by {name!r}, which this Haneul does not have; install a newer one.")
    parameters, sampling, inputs = parts
    known = {entry.name: entry for owner in (kind, Sampling, Choice) for entry in entries(owner)}
    given = {**parameters, **sampling, "model": told.get("model")}
    for strange in sorted(set(given) - set(known)):
        print(f"haneul: {path} was made with {strange}, which this Haneul does not have", file=sys.stderr)
    values = {key: _value(known[key], value) for key, value in given.items() if key in known and value is not None}
    return Made(path, kind, values, inputs)


def _value(entry: Entry, value: Any) -> Any:
    """A value as `fields.record` wrote it, as the operation takes it."""
    if entry.is_file and isinstance(value, str):
        return Path(value)
    if get_origin(entry.type) is Mapping and isinstance(value, Mapping):
        return {key: Path(file) for key, file in value.items()}
    return tuple(_value(entry, one) for one in value) if isinstance(value, list) else value


def repeat(made: Made, changes: tuple[str, ...]) -> None:
    """Paint it again with the flags `changes`."""

    def run(operation: Operation, sampling: Sampling, choice: Choice, output: Output) -> None:
        if output.output is not None:
            claim(output.output, [made.path], output.overwrite)
        paint(_with_inputs(operation, made), sampling, choice, output)

    kinds = (made.operation, Sampling, Choice, Output)
    name = f"{made.operation.__name__.lower()}, as {made.path} was made"
    again = App(name=f"haneul again {made.path}", help_format="plaintext", version_flags=[])
    again.default(command(name, made.operation.__doc__ or "", kinds, run, made.values))
    again(changes, exit_on_error=False, print_error=False, result_action="return_value")


def _with_inputs(operation: Operation, made: Made) -> Operation:
    """The operation with its input files where they are now; says so when they have changed."""
    from haneul import media

    found: dict[str, Any] = {}
    for entry in entries(type(operation)):
        value, was = getattr(operation, entry.name), made.values.get(entry.name)
        if entry.is_file and value and value == was:
            several = isinstance(value, tuple)
            files = tuple(_found(file, entry, made) for file in (value if several else (value,)))
            found[entry.name] = files if several else files[0]
        elif get_origin(entry.type) is Mapping and value == was:
            found[entry.name] = {key: _found(file, entry, made) for key, file in value.items()}
        elif entry.is_file and value != was:
            return operation  # other files were asked for
    operation = replace(operation, **found)
    for file in operation.inputs() if made.inputs else ():
        if file.is_file() and media.digest(file) not in made.inputs.values():
            print(f"haneul: {file} is not the file that {made.path} was made from; frames will differ", file=sys.stderr)
    return operation


def _found(file: Path, entry: Entry, made: Made) -> Path:
    """Where the file is: at its path as it was given, else beside the clip."""
    from haneul import media

    beside = made.path.parent
    there = [place for place in (file, beside / file, beside / file.name) if place.is_file()]
    if not there:
        pair = "NAME=FILE" if get_origin(entry.type) is Mapping else "FILE"
        raise InvalidInput(
            f"{made.path} was made from {file}, which is not there; put it back, or name another with "
            f"--{entry.label} {pair}."
        )
    wanted = made.inputs.get(str(file))
    return next((place for place in there if media.digest(place) == wanted), there[0])
