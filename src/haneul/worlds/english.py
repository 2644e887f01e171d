"""English word forms for captions: articles, plurals and verbs in brackets.

Phrases are written once, with their verbs in brackets: "[run] to the left" becomes "runs to the
left", "run to the left" or "running to the left". Rules cover what the catalogue and the phrase
tables hold; the exceptions are listed, since a library for all of English would be far heavier.
"""

from __future__ import annotations

import re

PLURALS = {
    "child": "children", "person": "people", "mouse": "mice", "goose": "geese", "ox": "oxen", "foot": "feet",
    "tooth": "teeth", "leaf": "leaves", "wolf": "wolves", "calf": "calves", "elf": "elves", "loaf": "loaves",
    "knife": "knives", "half": "halves", "thief": "thieves", "scarf": "scarves", "tomato": "tomatoes",
    "potato": "potatoes", "volcano": "volcanoes", "mosquito": "mosquitoes", "mango": "mangoes",
    "hero": "heroes", "superhero": "superheroes", "buffalo": "buffalo", "cactus": "cacti",
    "snowman": "snowmen", "fireman": "firemen", "policeman": "policemen", "fisherman": "fishermen",
    "businessman": "businessmen", "spaceman": "spacemen", "gentleman": "gentlemen", "german": "germans",
    "woman": "women", "man": "men", "jack-o'-lantern": "jack-o'-lanterns", "aircraft": "aircraft",
    "spacecraft": "spacecraft", "moose": "moose", "bison": "bison", "squid": "squid", "shrimp": "shrimp",
    "salmon": "salmon", "quiz": "quizzes", "genus": "genera", "passerby": "passersby",
}  # fmt: skip
UNCHANGED = ("fish", "sheep", "deer", "swine", "series", "sushi", "dice", "tofu")
# The head stands before these: "cups of tea", "women in suits", "men with beards".
JOINTS = re.compile(r" (?:of|in|on|with|at|for|without|from|wearing|holding|that|who) ")
DOUBLED = ("run", "jog", "hop", "spin", "get", "sit", "swim", "trot", "skip", "drop", "zip", "plod", "pan",
           "skim", "bob", "cut", "shut", "chat", "step", "slip", "rip", "let", "put", "set", "begin", "stop",
           "tip", "dip", "swap", "whip", "chug", "wag", "nod", "flap", "jet", "plan", "travel")  # fmt: skip
THIRD = {"be": "is", "have": "has", "do": "does", "go": "goes", "are": "is"}
PAIRS = {"glasses", "sunglasses", "scissors", "jeans", "shorts", "trousers", "pants", "headphones", "goggles",
         "binoculars", "shoes", "gloves", "socks", "chopsticks", "cymbals", "skis"}  # fmt: skip

VERB = re.compile(r"\[(\w+)\]")


def article(phrase: str) -> str:
    """The indefinite article, by sound: "a unicorn", "an hour", "an owl"."""
    word = re.sub(r"[^a-z'-]", "", phrase.lower().split()[0])
    if word in ("ufo", "one", "x-ray") or word.startswith(("uni", "eu", "use", "ukulele", "one-")):
        return "an" if word.startswith(("unin", "unim", "x")) else "a"
    return "an" if word[:1] in tuple("aeiou") or word.startswith(("hour", "honest", "heir")) else "a"


def plural(noun: str) -> str:
    """The plural of a noun or noun phrase, its head found before "of", "in", "with" ..."""
    joint = JOINTS.search(noun)
    head, rest = (noun[: joint.start()], noun[joint.start() :]) if joint else (noun, "")
    before, space, word = head.rpartition(" ")
    return before + space + _plural(word) + rest


def _plural(word: str) -> str:
    low = word.lower()
    stem = next((one for one in PLURALS if low.endswith(one) and low not in ("german", "human", "roman")), None)
    if low in UNCHANGED or low.endswith(("fish", "sheep", "deer")):
        return word
    if low in PLURALS:
        return word[:1] + PLURALS[low][1:]
    if stem in ("man", "woman", "child", "person", "wolf", "mouse", "tooth", "leaf", "hero") and low != "shaman":
        return word[: -len(stem)] + PLURALS[stem]
    if low.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if low.endswith("y") and low[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def inflect(phrase: str, form: str) -> str:
    """Write the bracketed verbs as `s` (runs), `base` (run) or `ing` (running)."""
    return VERB.sub(lambda match: conjugate(match[1], form), phrase)


def conjugate(verb: str, form: str) -> str:
    """One verb as `s`, `base` or `ing`."""
    if form == "base":
        return "are" if verb == "be" else verb
    if form == "s":
        if verb in THIRD:
            return THIRD[verb]
        if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
            return verb + "es"
        return verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeiou" else verb + "s"
    assert form == "ing", form
    if verb in DOUBLED:
        return verb + verb[-1] + "ing"
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    return verb[:-1] + "ing" if verb.endswith("e") and not verb.endswith(("ee", "oe", "be")) else verb + "ing"
