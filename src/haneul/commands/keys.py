"""`haneul keys`: who may use the server."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Annotated

from cyclopts import App

from haneul.extras import needs
from haneul.fields import Field, check
from haneul.flags import command
from haneul.server.settings import Place

if TYPE_CHECKING:
    from haneul.server.store import Store


def add(app: App) -> None:
    keys = App(name="keys", help="Make, list and revoke the API keys of a server.")
    keys.command(command("create", _create.__doc__ or "", (New, Place), _create), name="create")
    keys.command(command("list", _list.__doc__ or "", (Place,), _list), name="list")
    keys.command(command("revoke", _revoke.__doc__ or "", (Old, Place), _revoke), name="revoke")
    app.command(keys)


@dataclass(frozen=True)
class New:
    """A key to make."""

    name: Annotated[str, Field("Whom the key is for.", 1, 80)]
    _: KW_ONLY
    scopes: Annotated[str, Field("What it may do: read, write, admin, with commas between.")] = "read,write"
    running: Annotated[int | None, Field("Jobs that run at once; the server's own limit without.", 1, 10_000)] = None
    waiting: Annotated[int | None, Field("Jobs that may wait; the server's own limit without.", 1, 10**6)] = None
    priority: Annotated[int, Field("Higher goes first.", -100, 100)] = 0

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Old:
    """A key that is known."""

    key: Annotated[str, Field("Its id, as `haneul keys list` shows it.", 1, 80)]


def _create(new: New, place: Place) -> None:
    """Make a key and print its secret, once: nobody can look it up later."""
    from haneul.server import keys

    scopes = tuple(scope.strip() for scope in new.scopes.split(",") if scope.strip())
    key, secret = keys.create(_store(place), new.name, scopes, new.running, new.waiting, new.priority)
    print(f"{secret}\n{key.id}: key of {key.name}, may {', '.join(key.scopes)}; the secret is not shown again")


def _list(place: Place) -> None:
    """List all keys, without their secrets."""
    from datetime import datetime

    def day(moment: int | None, never: str) -> str:
        return never if moment is None else f"{datetime.fromtimestamp(moment):%Y-%m-%d}"

    for key in _store(place).keys.all(None):
        state = f"revoked {day(key.revoked_at, '')}" if key.revoked_at else f"used {day(key.used_at, 'never')}"
        print(f"{key.id}  ...{key.hint}  {','.join(key.scopes):12} made {day(key.created_at, '')}, {state}  {key.name}")


def _revoke(old: Old, place: Place) -> None:
    """Make a key useless; its videos stay."""
    key = _store(place).keys.revoke(old.key)
    print(f"{key.id}: the key of {key.name} is revoked")


def _store(place: Place) -> Store:
    with needs("server", "The server"):
        from haneul.server.store import Store
    return Store.open(place)
