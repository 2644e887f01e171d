"""A storyboard as a YAML file: read with every fault told by its place, written to be edited by hand.

Nothing in it is silently dropped: not an unknown key, nor one that stands there twice.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haneul.errors import InvalidInput
from haneul.fields import entries, record
from haneul.operations.board import Board, Card, of_card

if TYPE_CHECKING:
    import yaml

MOST_BYTES = 1_000_000
CARDS = "cards"
SHAPE = 'write "cards:" and below it a list of cards such as "- text: a corgi runs on the beach"'


def read_board(path: Path) -> Board:
    """The board at `path`; names of files in it are taken from its folder.

    Raises `InvalidInput` for whatever is wrong with it, with the line or the card.
    """
    found = _load(path)
    if not isinstance(found, Mapping):
        raise InvalidInput(f"{path} is no storyboard; {SHAPE}.")
    try:
        _refuse_unknown(found, [CARDS, *keys(Board)])
        cards = found.get(CARDS)
        if not isinstance(cards, list):
            raise InvalidInput(f"it has no list of cards; {SHAPE}.")
        made = tuple(_card(number, given, path.parent) for number, given in enumerate(cards, 1))
        return Board(cards=made, **_placed({name: found[name] for name in found if name != CARDS}, path.parent))
    except InvalidInput as error:
        raise type(error)(f"{path}: {error}") from error


def to_yaml(board: Board) -> str:
    """The text of a file from which the same board can be read; keys that say nothing are left out."""
    import yaml

    cards = [{name: value for name, value in record(card).items() if value not in (None, "")} for card in board.cards]
    told = {name: value for name, value in record(board).items() if value}
    return str(yaml.safe_dump(told | {CARDS: cards}, sort_keys=False, allow_unicode=True, width=100))


def keys(kind: type) -> list[str]:
    """The keys of a card or of a board beside its cards."""
    return [entry.name for entry in entries(kind)]


def _card(number: int, given: Any, folder: Path) -> Card:
    with of_card(number):
        if not isinstance(given, Mapping):
            raise InvalidInput(f"it is {given!r}, not a list of keys; write one such as text: ...")
        _refuse_unknown(given, keys(Card))
        return Card(**_placed(given, folder))


def _placed(given: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The values with paths seen from `folder`, and whole seconds as numbers."""
    made = dict(given)
    for name, value in given.items():
        if value is None or value == {}:
            raise InvalidInput(f"{name} says nothing; write something behind it or leave it out.")
        if name in ("picture", "clip") and isinstance(value, str):
            made[name] = _found(folder / value)
        if name == "cast" and isinstance(value, Mapping):
            made[name] = {str(who): _found(folder / str(file)) for who, file in value.items()}
    return made


def _found(path: Path) -> Path:
    if not path.is_file():
        raise InvalidInput(f"there is no file {path}; check the name, which is taken from the storyboard's folder.")
    return path


def _refuse_unknown(given: Mapping[Any, Any], known: list[str]) -> None:
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, n=1, cutoff=0.5)
            guess = f"did you mean {near[0]}? Choose" if near else "choose"
            raise InvalidInput(f"there is no key {key!r}; {guess} from {', '.join(known)}.")


def _load(path: Path) -> Any:
    """The YAML file as plain values."""
    import yaml

    try:
        if path.stat().st_size > MOST_BYTES:
            raise InvalidInput(f"{path} has more than {MOST_BYTES:,} bytes; a storyboard is a short text file.")
        return yaml.load(path.read_text("utf-8-sig"), _strict())
    except OSError as error:
        raise InvalidInput(f"Cannot read {path}: {(error.strerror or str(error)).lower()}; check the path.") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(f"Cannot read {path}: it is not a storyboard; give a text file in YAML.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        reason = getattr(error, "problem", None) or "it is not YAML"
        raise InvalidInput(f"Cannot read {path}: {place}{reason}; mend the YAML there.") from error


@cache
def _strict() -> type[yaml.SafeLoader]:
    """A safe loader for which a key that stands there twice is a fault."""
    import yaml

    class Strict(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no types
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            seen = set()
            for key, _ in node.value:
                if key.value in seen:
                    problem = f"the key {key.value!r} stands there twice"
                    raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
                seen.add(key.value if isinstance(key.value, str) else id(key))
            return dict(super().construct_mapping(node, deep=deep))

    return Strict
