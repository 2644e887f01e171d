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
    "spacecraft": "spacecraft", "die": "dice", "wife": "wives", "moose": "moose", "bison": "bison", "squid": "squid",
    "shrimp": "shrimp", "salmon": "salmon", "quiz": "quizzes", "genus": "genera", "passerby": "passersby",
}  # fmt: skip
UNCHANGED = ("people", "fish", "sheep", "deer", "swine", "series", "sushi", "dice", "tofu")
# The head stands before these: "cups of tea", "women in suits", "men rowing a boat".
JOINTS = re.compile(
    r" (?:of|full of|in|on|with|at|for|out|without|from|wearing|holding|that|who) "
    r"|(?:(?<=man)|(?<=men)|(?<=person)|(?<=child)|(?<=boy)|(?<=girl)) (?=\w+ing\b)"
    r"| (?=\w+ing (?:its|her|his|their|a|the|water)\b)"
)
COLOURS = {"red", "orange", "yellow", "green", "blue", "purple", "pink", "white", "black", "brown", "grey",
           "tan", "ginger", "gold", "golden", "silver"}  # fmt: skip
DOUBLED = ("run", "jog", "hop", "spin", "get", "sit", "swim", "trot", "skip", "drop", "zip", "plod", "pan",
           "skim", "bob", "cut", "shut", "chat", "step", "slip", "rip", "let", "put", "set", "begin", "stop",
           "tip", "dip", "swap", "whip", "chug", "wag", "nod", "flap", "jet", "plan", "travel")  # fmt: skip
THIRD = {"be": "is", "have": "has", "do": "does", "go": "goes", "are": "is"}
PAIRS = ("glasses", "sunglasses", "scissors", "jeans", "shorts", "trousers", "pants", "headphones", "goggles",
         "binoculars", "shoes", "boots", "gloves", "socks", "chopsticks", "cymbals", "skis", "maracas", "sandals",
         "sneakers", "skates", "shears", "tongs", "spectacles", "bongos")  # fmt: skip
MASS = (
    "popcorn", "spaghetti", "sushi", "bread", "rice", "cheese", "bacon", "broccoli", "honey", "milk",
    "chocolate", "fire", "water", "lightning", "money", "tofu", "butter", "salt", "garlic", "seaweed",
    "corn", "ramen", "curry", "ice", "tea", "coffee", "beer", "wine", "lettuce", "soup", "food",
    "sashimi", "cabbage", "celery", "juice", "meat", "pasta", "wheat", "maize", "wool", "luggage",
    "bamboo", "mail", "smoke", "dust", "grass", "furniture", "jewelry", "yarn", "thread", "soap",
    "sake", "champagne", "lemonade", "ham", "steam", "fog", "wind", "candy floss", "cotton candy",
    "shaved ice", "bubble tea", "boba", "kimchi", "tempura", "cash", "foliage", "ivy",
)  # fmt: skip
# Without an article; and with "the".
NAMES = ("santa claus", "santa", "father christmas", "mother christmas", "mrs claus", "santa's wife",
         "count dracula", "saturn", "lady liberty")  # fmt: skip
UNIQUE = ("sun", "earth", "statue of liberty", "tokyo tower", "front of a train")
SINGULAR_S = ("us", "ss", "ceros", "is", "lens", "news", "series", "cosmos", "atlas", "christmas", "gas", "canvas")

VERB = re.compile(r"\[(\w+)\]")


def article(phrase: str) -> str:
    """The indefinite article, by sound: "a unicorn", "an hour", "an SUV", "a UFO"."""
    first = phrase.split()[0]
    word = re.sub(r"[^a-z'-]", "", first.lower())
    if first.isupper() and len(first) > 1:
        return "an" if first[0] in "AEFHILMNORSX" else "a"
    if word.startswith(("uni", "eu", "ew", "use", "ukulele", "one-")) and not word.startswith(("unin", "unim")):
        return "a"
    return "an" if word[:1] in tuple("aeiou") or word.startswith(("hour", "honest", "heir")) else "a"


def number(noun: str) -> str:
    """Whether a noun is `one` (a dog), `mass` (some bread), `pair` (a pair of glasses) or `many` (some grapes)."""
    head = _parts(noun)[0].lower().split(" and ")[0]
    word = head.rsplit(" ", 1)[-1]
    if head in MASS or word in MASS:
        return "mass"
    if head.endswith(PAIRS):
        return "pair"
    if head in NAMES or head in UNIQUE:
        return "one"
    plain = word.endswith("s") and not word.endswith(SINGULAR_S)
    return "many" if plain or word in ("men", "women", "people", "children") else "one"


def one(noun: str, before: str = "", kind: str = "") -> str:
    """What stands before a single one, adjectives (`before`) included: "a blue", "some", "a pair of red".

    `kind` is its `number` where that is known.
    """
    kind, low = kind or number(noun), noun.lower()
    if (low in NAMES and not before) or low.startswith(("half a ", "half an ", "two ")):
        return before
    if low in UNIQUE and not before:
        return "the"
    start = {"mass": "some", "many": "some", "pair": "a pair of"}.get(kind) or article(f"{before} {noun}")
    return f"{start} {before}".strip()


LINKS = {"mass": "pieces of ", "pair": "pairs of "}  # between a count and such a noun


def plural(noun: str) -> str:
    """The plural of a noun or noun phrase, its head found before "of", "in", "with" ..."""
    if half := re.fullmatch(r"half an? (.+)", noun):
        return f"{half[1]} halves"
    head, rest = _parts(noun)
    first, link, second = head.partition(" and ")
    if link and first.split()[-1] not in COLOURS:
        return f"{plural(first)} and {second if number(second) == 'many' else plural(second)}{rest}"
    before, space, word = head.rpartition(" ")
    rest = re.sub(r"\b(?:its|her|his)\b", "their", re.sub(r"^ who (\w+?)s\b", r" who \1", rest))
    return before + space + (word if number(word) == "many" else _plural(word)) + rest


def _parts(noun: str) -> tuple[str, str]:
    """The head of a noun phrase, and the rest."""
    joint = JOINTS.search(noun)
    return (noun[: joint.start()], noun[joint.start() :]) if joint else (noun, "")


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
