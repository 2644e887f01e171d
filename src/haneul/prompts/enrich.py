"""Makes a short prompt as dense as the captions that the embedded model was trained on.

The user's own words stay as they are; what they leave open (place, time, weather, look, a deed) is added in
the captions' words and language, chosen by what is known of the subjects and by the seed. What is no part of
the picture (length, shape, what shall not be seen) is taken out: it goes to the canvas. The result is read
again: an addition that would change or drop anything that the prompt says is not made.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from haneul.prompts import cuts, measures, negation
from haneul.prompts.draft import kind
from haneul.prompts.lexicon import lexicon, values
from haneul.prompts.reader import Finder, read
from haneul.prompts.shot import FILMING, SETTING, Shot, Subject
from haneul.prompts.tokens import plain, tokens

DENSE = 34  # words: a longer prompt is left as it is, for the text encoder reads about 47
ORDER = ("place", "time", "weather", "look")
HOMES = {
    "fish": ("underwater",), "boat": ("sea",), "aircraft": ("sky",), "bird": ("meadow", "forest", "farm"),
    "vehicle": ("city street", "desert"), "instrument": ("stage", "room"), "food": ("room", "meadow"),
    "plant": ("meadow", "forest"), "insect": ("meadow", "forest"), "dinosaur": ("forest", "desert"),
    "person": ("city street", "meadow", "beach"), "animal": ("meadow", "forest", "beach"),
    "fantasy": ("meadow", "forest", "mountain"), "building": ("meadow", "city street"),
}  # fmt: skip
BY_ACTION = {
    "flies": "sky", "swims": "underwater", "sails": "sea", "drives": "city street", "podcasts": "room",
    "sings": "stage", "dances": "stage", "cooks": "room", "surfs": "sea", "reads": "room", "sleeps": "room",
}  # fmt: skip
DEEDS = {
    "fish": ("swims left", "swims right"), "bird": ("flies left", "flies right"),
    "insect": ("flies left", "flies right"),
    "aircraft": ("flies left", "flies right"), "vehicle": ("drives left", "drives right"),
    "animal": ("walks left", "walks right", "jumps"), "person": ("walks left", "walks right", "stands"),
    "dinosaur": ("walks left", "walks right"), "fantasy": ("walks left", "walks right", "floats"),
}  # fmt: skip
TIME_OF = {"romantic": "sunset", "mysterious": "night", "scary": "night"}
WEATHER_OF = {"mysterious": "fog", "scary": "fog", "sad": "cloudy"}
LOOK_OF = {
    "romantic": "warm", "cozy": "warm", "nostalgic": "vintage", "magical": "dreamy", "sad": "cold", "scary": "cold",
    "mysterious": "cold", "tense": "cold",
}  # fmt: skip
FILMS = frozenset({"video", "clip", "videos", "clips"})
NO_SKY = frozenset({"room", "stage", "space", "underwater"})


@dataclass(frozen=True)
class Enriched:
    """`text` for the model; `added` are the pieces that the prompt did not say; `shot` is the prompt as read."""

    text: str
    added: tuple[str, ...]
    shot: Shot


def enrich(text: str, seed: int = 0, find: Finder | None = None) -> Enriched:
    """The prompt with what it leaves open; the same seed adds the same. A dense or empty one stays as it is."""
    shot = read(text, find)
    bare = pictured(text, shot)
    if (not shot.subjects and not shot.place) or len(bare.split()) > DENSE:
        return Enriched(bare, (), shot)
    kept: list[tuple[str, str]] = []
    for slot, value in _open(shot, random.Random(seed)):
        tried = [*kept, (slot, value)]
        if _keeps(shot, read(_written(bare, tried, shot.language), find), dict(tried)):
            kept = tried
    phrases = tuple(_phrase(slot, value, shot.language) for slot, value in kept)
    return Enriched(_written(bare, kept, shot.language), phrases, shot)


def pictured(text: str, shot: Shot) -> str:
    """The text without its length, shape and what shall not be seen; all of it where nothing else is left."""
    said = plain(text)
    words = tokens(said)
    spans = [*measures.seconds(said)[1], *measures.shape(said)[1]]
    places, _ = negation.find(words, shot.language)
    shapes = [c for c in lexicon(shot.language).claims(words) if c.slot == "shape"]
    shaped = {i for claim in shapes for i in range(claim.first, claim.last + 1)}
    ahead = [*(word.word for word in words[1:]), ""]
    places |= {i for i in shaped if words[i].word not in FILMS or ahead[i] not in ("of", "with", "showing", "where")}
    spans += [(words[i].start, words[i].stop) for i in places]
    return cuts.cut(said, spans) if spans else text


def _open(shot: Shot, rng: random.Random) -> list[tuple[str, str]]:
    """What the prompt leaves open, with what is added for it."""
    out = []
    first = shot.subjects[0] if shot.subjects else None
    vague = shot.unread or any(one not in _said() for one in shot.outside)  # it may hold a place or a deed
    if first is not None and len(shot.subjects) == 1 and not _busy(first) and not vague:
        deeds = DEEDS.get(kind(first.name), ())
        out += [("action", rng.choice(deeds))] if deeds else []
    place = shot.place or ("" if vague else _place(shot, first, rng))
    out += [("place", place)] if not shot.place and place else []
    if place not in NO_SKY:
        changing = shot.change
        if not shot.time and not changing.startswith(("day", "night")):
            out.append(("time", TIME_OF.get(shot.mood, "noon")))
        if not shot.weather and not changing.endswith("starts"):
            out.append(("weather", WEATHER_OF.get(shot.mood, "clear")))
    if not shot.look and shot.mood in LOOK_OF:
        out.append(("look", LOOK_OF[shot.mood]))
    return out


@cache
def _said() -> frozenset[str]:
    """Everything that the vocabulary can say; other things outside the model are unknown names."""
    slots = (*SETTING, *FILMING, "action", "tint")
    return frozenset(value.removeprefix("~") for slot in slots for value in values(slot))


def _busy(one: Subject) -> bool:
    return bool(one.actions or one.mount or one.toward or one.props)


def _place(shot: Shot, first: Subject | None, rng: random.Random) -> str:
    """Where such a thing is likely to happen; empty where nobody is named."""
    if first is None:
        return ""
    for one in shot.subjects:
        for action in one.actions:
            if action in BY_ACTION:
                return BY_ACTION[action]
    homes = HOMES.get(kind(first.name), ("meadow",))
    return rng.choice(homes)


@cache
def _table() -> dict[tuple[str, str], tuple[str, str]]:
    text = files("haneul.prompts").joinpath("added.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {(slot, value): (english, korean) for slot, value, english, korean in lines}


def _phrase(slot: str, value: str, language: str) -> str:
    return _table()[(slot, value)][language == "ko"]


def _written(text: str, added: list[tuple[str, str]], language: str) -> str:
    """The text with the additions behind it: the deed at once, the rest as sentences."""
    if not added:
        return text
    phrase = {slot: _phrase(slot, value, language) for slot, value in added}
    core = text.rstrip(" .。,")
    marks = core[-1:] in "!?"
    if "action" in phrase:
        core += f"{'' if marks else ','} {phrase['action']}"
        marks = False
    told = [phrase[slot] for slot in ("place", "time", "weather") if slot in phrase]
    sentences = ([f"It happens {' '.join(told)}"] if told else []) if language == "en" else told
    sentences += [phrase["look"]] if "look" in phrase else []
    return f"{core}{'' if marks else '.'} {' '.join(f'{one}.' for one in sentences)}".strip()


def _keeps(shot: Shot, again: Shot, added: dict[str, str]) -> bool:
    """Whether the text still says all that it said, and beyond it nothing but what was added."""
    slots = ("place", "time", "weather", "look", "change", "mood", "camera", "framing", "angle", "pace")
    same = all(again[slot] == (shot[slot] or added.get(slot, "")) for slot in slots)
    plain_subjects = [replace(one, actions=(), side="") for one in shot.subjects]
    kept = [replace(one, actions=(), side="") for one in again.subjects] == plain_subjects
    acts = all(set(one.actions) <= set(two.actions) for one, two in zip(shot.subjects, again.subjects, strict=False))
    return same and kept and acts
