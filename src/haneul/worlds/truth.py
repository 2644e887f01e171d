"""What a watcher of a scene's pictures could say about it: the answers that a judge must give.

Stricter than `caption.say`: where the pictures leave an answer open (who of two acts "the" action, the
weather of a clip in which rain starts, how many when a prop stands by) there is none.
"""

from __future__ import annotations

from typing import Any

from haneul.blocking.scene import ACTIONS, CAMERAS, LOOKS, PLACES, TIMES, TINTS, WEATHERS, Scene

COUNTS = ("1", "2", "3", "4", "5")
ANSWERS: dict[str, tuple[str, ...]] = {
    "count": COUNTS, "action": ACTIONS, "place": PLACES, "time": TIMES, "weather": WEATHERS, "look": LOOKS,
    "camera": CAMERAS, "tint": TINTS,
}  # fmt: skip
"""The attributes beside the subject, and the values of each."""
COLOURLESS = ("film noir", "vintage", "neon")


def truth(scene: Scene) -> dict[str, Any]:
    """`subjects` (a list of keys, whoever is meant first) and a value or None for each of `ANSWERS`."""
    lead, alone = scene.actors[0], len(scene.actors) == 1
    total = sum(actor.count for actor in scene.actors)
    tied = lead.action in ("chases", "meets") or any(actor.mount == 0 for actor in scene.actors)
    return {
        "subjects": subjects(scene),
        "count": str(total) if total <= 5 and not any(actor.prop for actor in scene.actors) else None,
        "action": lead.action if alone or tied else None,
        "place": scene.place,
        "time": scene.time if tells_time(scene) else None,
        "weather": scene.weather if "starts" not in scene.change and scene.place != "room" else None,
        "look": scene.look,
        "camera": scene.camera if len(scene.shots) == 1 else None,
        "tint": lead.tint if alone and scene.look not in COLOURLESS else None,
    }


def tells_time(scene: Scene) -> bool:
    """No clock in space; noon, dawn and sunset differ by colours that an old film does not show."""
    told = scene.time == "night" or scene.look not in ("film noir", "vintage")
    return told and scene.place != "space" and "night" not in scene.change


def subjects(scene: Scene) -> list[str]:
    """Keys of all whom the pictures show: actors, the rear halves of hybrids, props."""
    shown = [key for actor in scene.actors for key in (actor.subject, actor.rear, actor.prop) if key]
    return list(dict.fromkeys(shown))
