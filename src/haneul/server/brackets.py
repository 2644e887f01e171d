"""Names of form fields as the official clients nest them: `input_reference[image_url]`, `characters[][id]`.

Which item of a list a field belongs to is nowhere said. Some clients send item by item, the Python one all
fields of a name together: both are told apart here, and what could mean two things is refused. `[0]`
names the item; lists and objects may also be given as JSON in the text of their field.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from haneul.server.faults import invalid

DEEPEST, MOST_ITEMS = 5, 1000


def nested(fields: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The fields of a form as the JSON body that they mean.

    Raises `Fault` for a name that is no such path, given twice, or used as two kinds of thing.
    """
    given = [(name, _path(name), value) for name, value in fields]
    items = _items([path for _, path, _ in given])
    body: dict[str, Any] = {}
    for (name, path, value), item in zip(given, items, strict=True):
        if item is not None:
            path[path.index("")] = str(item)
        _put(body, path, value, name)
    return body


def _items(paths: Sequence[list[str]]) -> list[int | None]:
    """For each path such as ["cards", "", "id"] the item that it belongs to; None for all others."""
    lists: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, path in enumerate(paths):
        if "" in path[:-1]:
            lists[tuple(path[: path.index("")])].append(number)
    found: list[int | None] = [None] * len(paths)
    for owner, numbers in lists.items():
        names = [".".join(paths[number][len(owner) + 1 :]) for number in numbers]
        for number, item in zip(numbers, _of_names(names, owner[0]), strict=True):
            found[number] = item
    return found


def _of_names(names: Sequence[str], owner: str) -> list[int]:
    """The item of each field of one list, from the order of their names."""
    counts = Counter(names)
    runs = [name for name, _ in groupby(names)]
    if len(set(counts.values())) == 1 and not any(name.endswith(".") for name in names):
        seen: Counter[str] = Counter()
        return [seen.update([name]) or seen[name] - 1 for name in names]  # the first of a name is the first item's
    if len(counts) > 1 and len(runs) == len(counts) and not any(name.endswith(".") for name in names):
        raise invalid(owner, f"It cannot be told which fields of {owner} belong together, for its items have different "
                      f"ones; number them ({owner}[0]...), or give {owner} as JSON.")  # fmt: skip
    items: list[int] = []
    held: set[str] = set()
    number = 0
    for name in names:
        if name in held and not name.endswith("."):  # a list in an item takes any number of values
            held, number = set(), number + 1
        held.add(name)
        items.append(number)
    return items


def _path(name: str) -> list[str]:
    """`a[b][]` as ["a", "b", ""]."""
    match = re.fullmatch(r"([^\[\]]+)((?:\[[^\[\]]*\])*)", name)
    parts = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])] if match else []
    if not parts or len(parts) > DEEPEST:
        raise invalid(name[:80], f"{name[:80]!r} is not the name of a field.", "unknown_parameter")
    return parts


def _put(body: dict[str, Any], path: list[str], value: Any, name: str) -> None:
    here: Any = body
    for number, part in enumerate(path):
        rest = path[number + 1 :]
        key: Any = _item(here, part, name) if isinstance(here, list) else part
        if not rest:
            _set(here, key, value, name)
            return
        here = _step(here, key, [] if rest[0] == "" or rest[0].isdecimal() else {}, name)


def _step(here: Any, key: Any, fresh: Any, name: str) -> Any:
    """The list or mapping at `key`, made where there is none."""
    if isinstance(here, list):
        if key == len(here):
            here.append(fresh)
    else:
        here.setdefault(key, fresh)
    if type(here[key]) is not type(fresh):
        raise invalid(name[:80], f"{name[:80]!r} is given as two kinds of thing; give it one way.")
    return here[key]


def _item(items: list[Any], part: str, name: str) -> int:
    """Which item of a list the field belongs to; the one after the last is a new one."""
    if not (part == "" or (part.isdecimal() and part.isascii() and len(part) <= 4)):
        raise invalid(name[:80], f"{name[:80]!r}: items of a list are [] or [0], [1] ...")
    number = int(part) if part else len(items)
    if number > len(items) or number >= MOST_ITEMS:
        raise invalid(name[:80], f"{name[:80]!r}: its items must be given in order, at most {MOST_ITEMS}.")
    return number


def _set(here: Any, key: Any, value: Any, name: str) -> None:
    if isinstance(here, list) and key == len(here):
        here.append(value)
    elif isinstance(here, dict) and key not in here:
        here[key] = value
    else:
        raise invalid(name[:80], f"{name[:80]!r} is given twice; give it once.", "duplicate_parameter")
