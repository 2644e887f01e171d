"""Characters: a name and a short clip; the name in a prompt brings them back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends

from haneul.errors import NotFound
from haneul.server import paging
from haneul.server.authentication import Auth
from haneul.server.body import reads
from haneul.server.desk import Desk
from haneul.server.faults import Fault, invalid
from haneul.server.materials import Materials
from haneul.server.portrait import portrait
from haneul.server.records import Character, new_id
from haneul.server.routes.videos import Folder
from haneul.server.schemas import present
from haneul.server.schemas.things import CreateCharacter


def create(
    desk: Desk, caller: Auth, place: Folder, body: Annotated[CreateCharacter, Depends(reads(CreateCharacter, "form"))]
) -> dict[str, Any]:
    """Keep a character: the clearest picture of the clip stands beside every video whose prompt names it."""
    if not body.name.strip():
        raise invalid("name", "name is empty; give the name that prompts call the character by.")
    desk.jobs.check_space()
    clip = Materials(desk, caller, place).take(body.video, "video").path
    picture = portrait(clip, Path(place) / "portrait.png")
    id = new_id("char_")
    names = f"characters/{id}/clip{clip.suffix}", f"characters/{id}/picture.png"
    size = desk.storage.put(names[0], clip) + desk.storage.put(names[1], picture)
    character = Character(
        id=id, key_id=caller.id, name=body.name.strip(), clip=names[0], picture=names[1], bytes=size
    )  # fmt: skip
    return show(desk.store.characters.create(character))


def retrieve(desk: Desk, caller: Auth, character_id: str) -> dict[str, Any]:
    """A character of yours."""
    return show(_find(desk, caller, character_id))


def listing(
    desk: Desk, caller: Auth, after: paging.After = None, limit: paging.Limit = 20, order: paging.Order = "desc"
) -> dict[str, Any]:
    """Your characters, newest first unless `order` is asc."""
    return present.listed(paging.page(desk.store.characters, caller.id, after, limit, order), show)


def delete(desk: Desk, caller: Auth, character_id: str) -> dict[str, Any]:
    """Forget a character and its clip. Videos that show it stay, and so do jobs that wait."""
    character = _find(desk, caller, character_id)
    desk.store.characters.delete(character.id, caller.id)
    desk.storage.delete(f"characters/{character.id}")
    return {"id": character.id, "deleted": True, "object": "character.deleted"}


def show(character: Character) -> dict[str, Any]:
    return {"id": character.id, "name": character.name, "created_at": character.created_at}


def _find(desk: Desk, caller: Auth, character_id: str) -> Character:
    try:
        return desk.store.characters.get(character_id, caller.id)
    except NotFound as error:
        raise Fault(404, str(error), param="character_id") from error
