"""English word forms, as far as a prompt's words must be found in the vocabulary: running, ran, wolves."""

from __future__ import annotations

from functools import lru_cache

_PAST = """
    ran:run flew:fly flown:fly swam:swim swum:swim fell:fall fallen:fall grew:grow grown:grow shrank:shrink
    shrunk:shrink spun:spin leapt:leap rode:ride ridden:ride drove:drive driven:drive sang:sing sung:sing ate:eat
    eaten:eat drank:drink slept:sleep sat:sit lay:lie lying:lie stood:stand came:come went:go gone:go met:meet
    chose:choose fought:fight spoke:speak told:tell gave:give made:make built:build wrote:write hid:hide
    began:begin begun:begin became:become took:take taken:take got:get shot:shoot drew:draw strode:stride
    crept:creep froze:freeze woke:wake dove:dive hung:hang kept:keep saw:see seen:see shown:show does:do did:do
    tying:tie dying:die sped:speed bore:bear has:have had:have is:be are:be was:be were:be shook:shake shone:shine
"""
PAST = dict(pair.split(":") for pair in _PAST.split())
_PLURALS = """
    children:child people:person men:man women:woman mice:mouse geese:goose wolves:wolf leaves:leaf feet:foot
    teeth:tooth oxen:ox knives:knife calves:calf elves:elf loaves:loaf cacti:cactus snowmen:snowman firemen:fireman
    puppies:puppy bunnies:bunny cities:city skies:sky valleys:valley clauses:claus
"""
PLURALS = dict(pair.split(":") for pair in _PLURALS.split())


@lru_cache(maxsize=8192)
def bases(word: str) -> frozenset[str]:
    """The word, and the verbs of which it may be a form: running, run; gliding, glide; flies, fly."""
    found = {word}
    if word in PAST:
        found.add(PAST[word])
    for ending in ("ing", "ed", "es", "s", "d"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 2:
            continue
        found |= {stem, stem + "e"}
        if len(stem) > 2 and stem[-1] == stem[-2]:
            found.add(stem[:-1])
        if stem.endswith("i"):
            found.add(stem[:-1] + "y")
    return frozenset(found)


@lru_cache(maxsize=8192)
def singular(word: str) -> str:
    """The noun of which it may be the plural; the word itself for another one."""
    if word in PLURALS:
        return PLURALS[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word
