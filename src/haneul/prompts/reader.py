"""Reads prompts in English and Korean: `read` makes a shot of a text, `shots` several of a story.

Whom a prompt names is found by meaning (`cast.py`), everything else by the vocabulary (`lexicon.py`) and
the order of the words (`grammar_en.py`, `grammar_ko.py`). What is left over is told, not guessed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from haneul.prompts import grammar_en, grammar_ko, measures, negation
from haneul.prompts.cast import Found, installed
from haneul.prompts.draft import Draft, Sentence
from haneul.prompts.lexicon import UNSAID, Claim, lexicon
from haneul.prompts.shot import FILMING, SETTING, Shot, Subject
from haneul.prompts.similes import similes
from haneul.prompts.story import parts
from haneul.prompts.thesaurus import NEAR
from haneul.prompts.tokens import Token, language, plain, tokens

SMALL = frozenset({"be", "am", "do", "don't", "i", "me"})
LONGEST = 4000  # letters that are read; nobody means more by one shot


class Finder(Protocol):
    """Whoever knows whom a text names."""

    def __call__(self, text: str) -> list[Found]: ...


def read(text: str, find: Finder | None = None) -> Shot:
    """What the prompt says. `find` looks up its subjects; the installed cast does by default.

    Reads anything: an empty text gives an empty shot.
    """
    said = plain(text)[:LONGEST]
    told = language(said)
    words = tokens(said)
    length, spans = measures.seconds(said)
    shape, more = measures.shape(said)
    measured = [_covered(words, span) for span in [*spans, *more, *measures.ages(said)]]
    unwanted, negative = negation.find(words, told)
    silent = unwanted.union(*measured)
    drafts = _named(words, said, (find or installed)(said), told, silent)
    likened = similes(words, drafts)
    drafts = [draft for at, draft in enumerate(drafts) if at not in likened]
    silent = silent.union(*likened.values())
    claims = _settled(_claims(words, told, drafts, silent), words)
    claims = sorted([*claims, *(Claim(i, i, "filler", "filler") for i in silent)])
    kept = [d for d in drafts if all(c.last < d.first or c.first > d.last for c in claims)]
    sentence = Sentence(words, claims, kept)
    (grammar_ko if told == "ko" else grammar_en).parse(sentence)
    _aside(sentence)
    slots = {slot: _first(claims, slot) for slot in (*SETTING, *FILMING)}
    held = {prop for draft in sentence.drafts for prop in draft.props}
    subjects = tuple(d.subject() for d in sentence.drafts if not (d.role == "held" and d.name in held))
    return Shot(
        text, told, _merged(subjects), **slots, seconds=length, shape=shape or _first(claims, "shape"),
        negative=negative, outside=_outside(sentence, subjects), unread=_unread(sentence, silent),
    )  # fmt: skip


def shots(text: str, find: Finder | None = None) -> list[Shot]:
    """The shots of a story of several sentences; what a later one leaves open stays as it was."""
    told: list[Shot] = []
    for part in parts(plain(text)[: 4 * LONGEST]):
        shot = read(part, find)
        if told and not shot.subjects and not any(shot[slot] for slot in ("place", "time", "change")):
            told[-1] = _joined(told[-1], shot)
        else:
            told.append(_carried(told[-1], shot) if told else shot)
    return told or [read(text, find)]


def _aside(sentence: Sentence) -> None:
    """A side that no verb took belongs to the subject before it: "a cat rides a skateboard to the left"."""
    for claim in sentence.claims:
        mains = [draft for draft in sentence.drafts if draft.last < claim.first and draft.role == "main"]
        if claim.slot == "side" and mains and not any(draft.side for draft in sentence.drafts):
            mains[-1].side = claim.value


def _covered(words: list[Token], span: tuple[int, int]) -> set[int]:
    return {i for i, word in enumerate(words) if word.start < span[1] and word.stop > span[0]}


def _named(words: list[Token], said: str, found: list[Found], told: str, silent: set[int]) -> list[Draft]:
    """Where the text names whom was found. A mere likeness gives way to a word of the vocabulary."""
    sayings = lexicon(told).claims(words)
    drafts: list[Draft] = []
    at = 0
    for one in found:
        start = said.find(one.phrase, at)
        covered = _covered(words, (start, start + len(one.phrase))) if start >= 0 else set()
        if not covered or covered & silent:
            continue
        at = start + len(one.phrase)
        meant = [claim for claim in sayings if covered & set(range(claim.first, claim.last + 1))]
        likeness = one.score < 1 and any(
            claim.slot not in (*UNSAID, "tint") or covered <= set(range(claim.first, claim.last + 1)) for claim in meant
        )
        if not likeness:
            named = f"{one.member.name_en} {one.member.name_ko}".split()
            tints = [
                c.value for c in meant if c.slot == "tint" and len(covered) > 1 and words[c.first].word not in named
            ]
            first, last = min(covered), max(covered)
            near = one.score == NEAR
            drafts.append(Draft(first, last, one.phrase, one.member.name_en, near=near, tint="".join(tints[:1])))
    young = ("baby", "아기")
    return [
        d for d, after in zip(drafts, [*drafts[1:], None], strict=False)
        if not (d.name in young and after is not None and after.first == d.last + 1)
    ]  # fmt: skip


def _claims(words: list[Token], told: str, drafts: list[Draft], silent: set[int]) -> list[Claim]:
    """What the vocabulary finds, in the prompt's language and, for words in other letters, in the other."""
    taken = [(draft.first, draft.last) for draft in drafts]
    found = lexicon(told).claims(words, taken)
    if told == "ko":
        claimed = {i for claim in found for i in range(claim.first, claim.last + 1)}
        found += [
            claim
            for claim in lexicon("en").claims(words, taken)
            if not claimed & set(range(claim.first, claim.last + 1))
        ]
    return sorted(claim for claim in found if not silent & set(range(claim.first, claim.last + 1)))


def _settled(claims: list[Claim], words: list[Token]) -> list[Claim]:
    """Snow on the ground is weather or mere adornment where another place is named: "New York in the snow"."""
    elsewhere = any(claim.slot == "place" and claim.value != "snow" for claim in claims)
    if not elsewhere:
        return claims
    out = []
    for claim in claims:
        if (claim.slot, claim.value) == ("place", "snow"):
            falling = words[claim.last].word == "snow"
            claim = claim._replace(slot="weather" if falling else "filler")
        out.append(claim)
    return out


def _first(claims: list[Claim], slot: str) -> str:
    """The value said first; one that the embedded model knows before one that it does not."""
    said = sorted((claim for claim in claims if claim.slot == slot), key=lambda claim: (claim.outside, claim.first))
    return said[0].said if said else ""


def _merged(subjects: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """Whom the text names twice, once: "a dog runs. The dog jumps"."""
    found: dict[tuple[str, str, str], Subject] = {}
    for one in subjects:
        key = next((k for k in found if k[0] == one.name and k[1] == one.rear and one.tint in ("", k[2])), None)
        if key is None or (one.count != 1 and found[key].count != one.count):
            found[(one.name, one.rear, one.tint)] = one
        else:
            first = found[key]
            actions = tuple(dict.fromkeys(first.actions + one.actions))
            props = tuple(dict.fromkeys(first.props + one.props))
            found[key] = replace(
                first, actions=actions, props=props, side=first.side or one.side,
                toward=first.toward or one.toward, mount=first.mount or one.mount,
            )  # fmt: skip
    return tuple(found.values())


def _outside(sentence: Sentence, subjects: tuple[Subject, ...]) -> tuple[str, ...]:
    """What the text asks for beyond the embedded model: strangers, kinds of whom it knows, other looks, other deeds."""
    strangers = [(draft.first, draft.words) for draft in sentence.drafts if draft.near or not draft.known]
    values = [(claim.first, claim.said) for claim in sentence.claims if claim.outside]
    return tuple(dict.fromkeys(said for _, said in sorted(strangers + values)))


def _unread(sentence: Sentence, silent: set[int]) -> tuple[str, ...]:
    """Words that carry meaning and say nothing to the reader."""
    small = (
        grammar_en.BEFORE_NOUN | grammar_en.PREPOSITIONS | grammar_en.HOLDING | {"be", "am", "do", "don't", "i", "me"}
    )
    out = []
    for i, token in enumerate(sentence.words):
        known = i in silent or sentence.claim_at(i) is not None or sentence.draft_at(i) is not None
        counted = grammar_ko.COUNTER.fullmatch(token.word)
        if (
            known
            or token.word in small
            or token.word.endswith("처럼")
            or len(token.word) < 2
            or token.word.isdigit()
            or counted
        ):
            continue
        if token.word not in grammar_ko.NUMBERS and token.word not in grammar_ko.MANY:
            out.append(token.word)
    return tuple(dict.fromkeys(out))


def _joined(shot: Shot, more: Shot) -> Shot:
    """A shot with what a later sentence adds about it: its look, its camera, who acts further."""
    changes: dict[str, Any] = {slot: shot[slot] or more[slot] for slot in (*SETTING, *FILMING)}
    return replace(
        shot, **changes, text=f"{shot.text} {more.text}".strip(), seconds=shot.seconds or more.seconds,
        shape=shot.shape or more.shape, negative=tuple(dict.fromkeys(shot.negative + more.negative)),
        outside=tuple(dict.fromkeys(shot.outside + more.outside)),
        unread=tuple(dict.fromkeys(shot.unread + more.unread)),
    )  # fmt: skip


def _carried(before: Shot, shot: Shot) -> Shot:
    """The next shot: same place, look and shape unless it says otherwise; its "it" is who came before."""
    kept: dict[str, Any] = {slot: shot[slot] or before[slot] for slot in ("place", "time", "weather", "look")}
    subjects = shot.subjects or tuple(replace(one, actions=(), toward="") for one in before.subjects)
    return replace(shot, **kept, subjects=subjects, shape=shot.shape or before.shape)
