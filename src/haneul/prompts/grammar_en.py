"""Who does what in an English prompt, told from the order of the words."""

from __future__ import annotations

from haneul.prompts import english
from haneul.prompts.draft import RIDDEN, Draft, Sentence, kind
from haneul.prompts.lexicon import Claim
from haneul.prompts.tokens import ARTICLES

_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
NUMBERS = {word: n for n, word in enumerate(_NUMBERS.split(), 1)} | {
    "couple": 2, "pair": 2, "both": 2, "trio": 3, "quartet": 4, "dozen": 12, "twin": 2, "single": 1, "another": 1,
}  # fmt: skip
GROUPS = frozenset(
    [
        "several",
        "many",
        "some",
        "few",
        "group",
        "herd",
        "flock",
        "pack",
        "bunch",
        "swarm",
        "school",
        "crowd",
        "family",
        "lots",
        "team",
        "army",
        "colony",
        "hundreds",
        "thousands",
        "dozens",
        "band",
        "row",
        "line",
        "litter",
        "parade",
    ]
)
OWNERS = frozenset(["his", "her", "its", "their", "my", "your", "our", "this", "that", "these", "those"])
BEFORE_NOUN = ARTICLES | frozenset(NUMBERS) | GROUPS | OWNERS | {"other"}
PREPOSITIONS = frozenset(
    [
        "in",
        "on",
        "at",
        "to",
        "from",
        "with",
        "by",
        "of",
        "into",
        "onto",
        "over",
        "under",
        "past",
        "near",
        "beside",
        "behind",
        "through",
        "across",
        "along",
        "toward",
        "towards",
        "between",
        "among",
        "around",
        "against",
        "inside",
        "outside",
        "above",
        "below",
        "off",
        "during",
        "for",
        "like",
        "as",
        "while",
        "and",
        "or",
        "but",
        "then",
        "when",
        "until",
        "before",
        "after",
        "without",
        "upon",
        "beneath",
        "next",
        "front",
        "made",
        "that",
        "who",
        "which",
        "is",
        "are",
        "was",
        "were",
        "it",
        "they",
        "he",
        "she",
    ]
)
HOLDING = frozenset(
    [
        "holding",
        "hold",
        "holds",
        "carrying",
        "carries",
        "wearing",
        "wears",
        "dressed",
        "wear",
        "riding",
        "pushing",
        "pulling",
        "eating",
        "eats",
        "drinking",
        "drinks",
        "playing",
        "plays",
        "using",
        "uses",
        "licking",
        "reading",
        "kicking",
        "kicks",
        "juggling",
        "catching",
        "throwing",
        "throws",
        "pulls",
        "pushes",
    ]
)
FILMS = frozenset(
    [
        "video",
        "clip",
        "shot",
        "film",
        "scene",
        "footage",
        "animation",
        "movie",
        "up",
        "closeup",
        "view",
        "picture",
        "image",
        "portrait",
    ]
)
STANDS_AT = frozenset(["behind", "at", "before", "in", "front", "inside"])
SAID_OF_CAMERA = ("camera", "view", "lens")


def parse(sentence: Sentence) -> None:
    """Fill the drafts of `sentence`: counts, colours, hybrids, who rides, holds and does what."""
    sentence.drafts.extend(_strangers(sentence))
    sentence.drafts.sort(key=lambda draft: draft.first)
    for draft in sentence.drafts:
        _modifiers(sentence, draft)
    _hybrids(sentence)
    for i, draft in enumerate(sentence.drafts):
        _role(sentence, draft, sentence.drafts[i - 1] if i else None)
    for claim in sentence.claims:
        if claim.slot in ("action", "rides") and not _of_camera(sentence, claim):
            _attach(sentence, claim)


def _strangers(sentence: Sentence) -> list[Draft]:
    """Nouns outside the cast: what stands behind an article or a number and says nothing else."""
    found: list[Draft] = []
    i = 0
    while i < len(sentence.words):
        begins = (sentence.word(i) in BEFORE_NOUN and sentence.claim_at(i) is None) or sentence.word(i) in ARTICLES
        if not begins:
            i += 1
            continue
        stop = i + 1
        while stop < len(sentence.words) and not _ends_noun(sentence, stop):
            stop += 1
        nobody = all(sentence.draft_at(j) is None for j in range(i, stop))
        head = stop - 1
        if nobody and head > i and sentence.claim_at(head) is None and sentence.word(head) not in BEFORE_NOUN:
            first = head
            while (
                first - 1 > i and sentence.claim_at(first - 1) is None and sentence.word(first - 1) not in BEFORE_NOUN
            ):
                first -= 1
            said = " ".join(sentence.word(j) for j in range(first, head + 1))
            found.append(Draft(first, head, said, english.singular(said), known=False))
        i += 1
    return found


def _ends_noun(sentence: Sentence, i: int) -> bool:
    claim, word = sentence.claim_at(i), sentence.word(i)
    verb = claim is not None and claim.slot in ("action", "rides", "carries", "back", "camera") and i == claim.first
    adjective = verb and word.endswith("ing") and sentence.word(i - 1) in BEFORE_NOUN
    doing = word.endswith("ing") and sentence.word(i - 1) not in BEFORE_NOUN and claim is None
    done = word.endswith("ed") and sentence.word(i + 1) in PREPOSITIONS
    return (
        sentence.words[i].breaks
        or word in PREPOSITIONS | ARTICLES | OWNERS
        or (verb and not adjective)
        or doing
        or done
    )


def _modifiers(sentence: Sentence, draft: Draft) -> None:
    """Count and colour from the words before the noun."""
    last = sentence.word(draft.last)
    if english.singular(last) != last and not draft.name.endswith(last):
        draft.count = None
    i = draft.first - 1
    while (i >= 0 and not sentence.words[i + 1].breaks) or (i >= 0 and _listed_adjectives(sentence, i)):
        word, claim = sentence.word(i), sentence.claim_at(i)
        if claim is not None and claim.slot == "tint":
            draft.tint = draft.tint or claim.value
        elif (word in NUMBERS or word.isdigit()) and (claim is None or claim.slot != "filler"):  # no year, no age
            number = NUMBERS.get(word) or int(word[:6])
            draft.count = number if 0 < number < 1000 else None
        elif word in GROUPS:
            draft.count = None if draft.count in (None, 1) else draft.count
        elif word == "of" and sentence.word(i - 1) in {*NUMBERS, *GROUPS}:
            pass
        elif (
            word in PREPOSITIONS
            or (claim is not None and claim.slot in ("rides", "carries", "camera"))
            or sentence.draft_at(i) is not None
            or word in FILMS
        ):
            break
        if word in ARTICLES | OWNERS and sentence.word(i - 1) != "of":
            break
        i -= 1


def _listed_adjectives(sentence: Sentence, i: int) -> bool:
    """A comma between two adjectives: "a big, red balloon"."""
    claim, after = sentence.claim_at(i), sentence.claim_at(i + 1)
    both = claim is not None and after is not None and {claim.slot, after.slot} <= {"filler", "tint", "mood"}
    return both and "," in sentence.words[i + 1].before


def _hybrids(sentence: Sentence) -> None:
    """half duck, half dragon; a cross between a cat and an owl; a duck-dragon hybrid."""
    said = [word.word for word in sentence.words]
    for a, b in zip(list(sentence.drafts), sentence.drafts[1:], strict=False):
        if b not in sentence.drafts or a not in sentence.drafts:
            continue
        halves = said[a.first - 1] in ("half", "part") and said[b.first - 1] in ("half", "part") and a.first and b.first
        around = said[max(0, a.first - 6) : a.first] + said[b.last + 1 : b.last + 3]
        mixed = {"hybrid", "mix", "mixture", "cross", "crossbreed", "mashup", "combination"} & set(around)
        front = "front" in said[max(0, a.first - 6) : b.last + 4] and {"back", "rear"} & set(said[a.last : b.last + 5])
        halved = bool(front) and "half" in said[max(0, a.first - 6) : b.last + 4]
        if (halves or mixed or halved) and b.first - a.last < 9:
            a.rear, a.last, a.count = b.name, b.last, a.count or 1
            a.words = f"{a.words} {b.words}"
            sentence.drafts.remove(b)


def _role(sentence: Sentence, draft: Draft, before: Draft | None) -> None:
    """How it hangs on the subject before it: held, ridden, chased; or a main one."""
    i = draft.first - 1
    while i >= 0 and not sentence.words[i + 1].breaks and _within_noun(sentence, i, draft):
        i -= 1
    if i < 0 or sentence.words[i + 1].breaks or before is None:
        return
    word, claim = sentence.word(i), sentence.claim_at(i)
    owner = _owner(sentence, draft)
    if owner is None:
        return
    slot = claim.slot if claim is not None else ""
    if (word == "with" and any(c.slot == "back" and 0 <= c.first - draft.last <= 5 for c in sentence.claims)) or (
        slot == "carries" and any(c.slot == "back" and 0 <= c.first - draft.last <= 5 for c in sentence.claims)
    ):
        draft.role, draft.mount = "rider", owner.name
    elif slot == "rides" or (slot == "back" and word in ("on", "of", "back")):
        draft.role, owner.mount = "mount", draft.name
    elif word == "on" and kind(draft.name) == "thing" and _rests(sentence, i):
        draft.role = "aside"
    elif word == "on" and kind(draft.name) in RIDDEN | {"thing", "sport"} and owner.alive:
        draft.role, owner.mount = "mount", draft.name
    elif (slot == "action" and claim is not None and claim.value in ("chases", "meets")) or (
        word == "after" and "chases" in owner.actions
    ):
        draft.role, owner.toward = "toward", draft.name
    elif word in HOLDING or slot == "carries" or (slot == "action" and claim is not None and claim.outside):
        draft.role = "held"
        if draft.holdable:
            owner.props.append(draft.name)
    elif word in ("with", "wearing", "in", "at", "behind", "into", "front", "of", "from") and draft.known:
        if word == "of" and sentence.word(i - 1) not in ("front",):
            return
        if word == "with" and draft.alive:
            draft.role = "companion"
        else:
            draft.role = "held" if draft.holdable else "aside"
            if draft.holdable:
                owner.props.append(draft.name)
    elif word in PREPOSITIONS and word not in ("and", "or", "while", "as", "then", "but", "when", "of"):
        draft.role = "aside"


def _rests(sentence: Sentence, i: int) -> bool:
    """Whether a verb of resting stands before "on": sitting on a sofa is no riding."""
    rests = ("sits", "sleeps", "stands")
    return any(c.slot == "action" and c.said in rests and 0 < i - c.last <= 3 for c in sentence.claims)


def _within_noun(sentence: Sentence, i: int, draft: Draft) -> bool:
    word, claim = sentence.word(i), sentence.claim_at(i)
    if sentence.draft_at(i) is not None:
        return False
    if word in BEFORE_NOUN:
        return True
    if word == "of":
        return sentence.word(i - 1) in {*NUMBERS, *GROUPS}
    if word in PREPOSITIONS or word in HOLDING:
        return False
    if claim is not None:
        participle = claim.slot == "action" and word.endswith("ing") and sentence.word(i - 1) in BEFORE_NOUN
        return claim.slot in ("tint", "filler", "mood", "look", "time", "weather", "place") or participle
    return True


def _owner(sentence: Sentence, draft: Draft) -> Draft | None:
    before = [one for one in sentence.drafts if one.first < draft.first and one.role in ("main", "companion")]
    return before[-1] if before else None


def _of_camera(sentence: Sentence, claim: Claim) -> bool:
    """Whether the verb tells what the camera does."""
    for i in range(claim.first - 1, max(-1, claim.first - 5), -1):
        if sentence.word(i) in SAID_OF_CAMERA:
            return True
        if sentence.words[i + 1].breaks or sentence.draft_at(i) is not None:
            return False
    return False


def _attach(sentence: Sentence, claim: Claim) -> None:
    """Give an action to those who do it."""
    doers = _described(sentence, claim) or _before(sentence, claim) or _after(sentence, claim)
    side = next((c.value for c in sentence.claims if c.slot == "side" and 0 < c.first - claim.last <= 4), "")
    for doer in doers:
        if claim.slot == "action":
            doer.does(claim.said, side)
        if claim.value == "podcasts":
            doer.props = [prop for prop in doer.props if prop not in ("microphone", "studio microphone")]


def _described(sentence: Sentence, claim: Claim) -> list[Draft]:
    """A dancing bear: the verb stands inside the noun."""
    if not sentence.word(claim.last).endswith("ing"):
        return []
    before = sentence.word(claim.first - 1)
    if (
        claim.first
        and before not in BEFORE_NOUN
        and before not in ("of", "half")
        and not _filler(sentence, claim.first - 1)
    ):
        return []
    for draft in sentence.drafts:
        if draft.first > claim.last:
            between = range(claim.last + 1, draft.first)
            inside = all(_filler(sentence, i) or _tint(sentence, i) for i in between)
            return [draft] if inside and not sentence.broken(claim.last, draft.first) else []
    return []


def _filler(sentence: Sentence, i: int) -> bool:
    claim = sentence.claim_at(i)
    return claim is not None and claim.slot in ("filler", "mood")


def _tint(sentence: Sentence, i: int) -> bool:
    claim = sentence.claim_at(i)
    return claim is not None and claim.slot == "tint"


def _before(sentence: Sentence, claim: Claim) -> list[Draft]:
    """The nearest main subject before the verb, with those coordinated with it."""
    before = [draft for draft in sentence.drafts if draft.last < claim.first]
    if not before:
        return []
    adjacent = before[-1]
    beside = all(
        _filler(sentence, i) or sentence.word(i) in ("is", "are", "was", "were", "who", "that")
        for i in range(adjacent.last + 1, claim.first)
    )
    chased = adjacent.role == "toward" and sentence.word(claim.first).endswith("ing")  # a ball rolling left
    if adjacent.role in ("rider", "toward", "companion", "aside") and beside and (adjacent.alive or chased):
        if adjacent.role == "companion":
            owner = _owner(sentence, adjacent)
            return [one for one in (owner, adjacent) if one is not None]
        return [adjacent]
    mains = [draft for draft in before if draft.role in ("main", "companion")]
    if not mains:
        return []
    group = [mains[-1]]
    for draft in reversed(mains[:-1]):
        if draft.role == "companion" or group[0].role == "companion" or _joined(sentence, draft, group[0]):
            group.insert(0, draft)
        else:
            break
    return group


def _joined(sentence: Sentence, a: Draft, b: Draft) -> bool:
    """Whether only and, commas and modifiers stand between two subjects."""
    between = range(a.last + 1, b.first)
    linked = (
        any(sentence.word(i) in ("and", "plus") for i in between)
        or sentence.words[b.first].breaks
        or sentence.broken(a.last, b.first)
    )
    inner = all(
        sentence.word(i) in ("and", "plus") or _within_noun(sentence, i, b) or sentence.draft_at(i) for i in between
    )
    return linked and inner and not any("." in sentence.words[i].before for i in range(a.last + 1, b.first + 1))


def _after(sentence: Sentence, claim: Claim) -> list[Draft]:
    return [draft for draft in sentence.drafts if draft.first > claim.last and draft.role == "main"][:1]
