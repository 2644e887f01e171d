"""The bodies of the rendered world's characters, read off the atlas and the catalogue."""

from __future__ import annotations

from functools import cache

from haneul.blocking.body import Body, saddle
from haneul.blocking.scene import Scene
from haneul.worlds.atlas import Atlas
from haneul.worlds.catalogue import find


def bodies(scene: Scene, atlas: Atlas) -> dict[str, Body]:
    """Of everybody and everything in a scene, by key."""
    keys = {key for actor in scene.actors for key in (actor.subject, actor.rear, actor.prop) if key}
    return {key: body(key, atlas) for key in keys}


@cache
def body(key: str, atlas: Atlas) -> Body:
    """Of one subject of the atlas."""
    who, row, size = find(key), atlas.row(key), atlas.pictures.shape[-2]
    wide, high = (float(v) for v in atlas.extent[row])
    edge, top = round(size * (1 - wide) / 2), round(size * (1 - high))
    solid = (atlas.pictures[row, :, :, :, 3].float().mean(0) > 128).cpu().numpy()[top:, edge : size - edge]
    return Body(
        float(atlas.aspect[row]), who.faces, who.kind, who.legs, float(atlas.fps[row]),
        atlas.boxes[row].numpy(), saddle(solid, who.faces),
    )  # fmt: skip
