"""Makes the package's thesaurus: other words for everybody of the cast, so that a corgi is drawn as a dog.

`python -m haneul.train.thesaurus --wordnet /usr/share/wordnet` (Debian's package wordnet-base). English words are
WordNet's (Miller 1995): those of a member's own meaning, of what is a kind of it (hound), and of what it is a kind of
(canine); Korean ones, and some English, are those of the hand lexicon that mean the same.
"""

from __future__ import annotations

import argparse
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from haneul.prompts.cast import ELSEWHERE
from haneul.train import meanings
from haneul.train.wordnet import Synset, WordNet
from haneul.worlds.catalogue import Subject, catalogue

PEOPLE, BEASTS, MADE = ("person",), ("animal",), ("artifact",)
TOPICS = {
    "animal": BEASTS, "bird": BEASTS, "dinosaur": BEASTS, "fish": BEASTS, "insect": BEASTS, "person": PEOPLE,
    "food": ("food", "plant"), "plant": ("plant",), "nature": ("object", "phenomenon", "event"),
    "fantasy": ("person", "artifact", "cognition", "animal"),
}  # fmt: skip
"""Topics of WordNet in which a kind of subject is looked up; things are artifacts."""
UPWARDS = 2  # steps to words for more than the member itself
SHARED = 12  # members who at most share such a word


Words = tuple[list[str], list[str]]


def thesaurus(subjects: Sequence[Subject], wordnet: WordNet, taken: Iterable[str]) -> dict[str, Words]:
    """By name of a subject words that mean it and words near it, each word once; none that is `taken`."""
    roots = {s.english: _roots(s, wordnet) for s in subjects}
    spoken_for = set(taken) | {word.lower() for s in subjects for word in (*s.said("en"), *s.said("ko"))} | ELSEWHERE
    owners = _below(roots, wordnet)
    above = _above(roots, owners, wordnet)
    owners |= {synset: name for synset, name in above.items() if synset not in owners}
    made: dict[str, Words] = {s.english: ([], []) for s in subjects}
    own = {synset for synsets in roots.values() for synset in synsets}
    whose = {word.lower(): s.english for s in reversed(subjects) for word in (*s.said("en"), *s.said("ko"))}

    def give(name: str, words: Iterable[str], near: bool) -> None:
        for word in words:
            if word.lower() not in spoken_for and len(word) > 1:
                spoken_for.add(word.lower())
                whose[word.lower()] = name
                made[name][near].append(word)

    said = [m for m in meanings.lexicon() if m.section in meanings.NAMED_SECTIONS]
    for _ in range(2):  # what the lexicon knows by name, then what it knows by a word of WordNet's
        for meaning in said:
            words = (*meaning.english, *meaning.korean)
            name = next((whose[word.lower()] for word in words if word.lower() in whose), "")
            if name:
                give(name, words, False)
        for synset, owner in owners.items():
            give(owner, [word for word in wordnet.words(synset) if wordnet.means(word) == synset], synset not in own)
    return made


def _roots(subject: Subject, wordnet: WordNet) -> list[Synset]:
    """What the names of a subject mean first, within its topics."""
    topics = TOPICS.get(subject.kind, MADE)
    found = (next((s for s in wordnet.senses(name) if wordnet.topic(s) in topics), None) for name in subject.said("en"))
    return list(dict.fromkeys(synset for synset in found if synset is not None))


def _below(roots: Mapping[str, list[Synset]], wordnet: WordNet) -> dict[Synset, str]:
    """Every kind of somebody: to whom of them it is nearest."""
    owners: dict[Synset, str] = {}
    line = deque((synset, name) for name, synsets in roots.items() for synset in synsets)
    while line:
        synset, name = line.popleft()
        if synset not in owners:
            owners[synset] = name
            line.extend((kind, name) for kind in wordnet.kinds(synset))
    return owners


def _above(roots: Mapping[str, list[Synset]], below: Mapping[Synset, str], wordnet: WordNet) -> dict[Synset, str]:
    """What few members are kinds of: the first of them."""
    members: dict[Synset, list[str]] = {}
    for name, synsets in roots.items():
        reached = [synset for synset in synsets if below[synset] == name]
        for _ in range(UPWARDS):
            ups = [up for synset in reached for up in wordnet.above(synset)]
            reached = [up for up in ups if wordnet.topic(up) not in ("", "cognition")]
            for up in reached:
                if name not in members.setdefault(up, []):
                    members[up].append(name)
    return {synset: names[0] for synset, names in members.items() if len(names) <= SHARED}


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the package's thesaurus.")
    parser.add_argument("--wordnet", type=Path, required=True, help="folder with data.noun and index.noun")
    parser.add_argument("--output", type=Path, default=Path("src/haneul/prompts/thesaurus.tsv"))
    chosen = parser.parse_args()
    from haneul.train.cast import backdrop

    made = thesaurus(catalogue(), WordNet.load(chosen.wordnet), (phrase.lower() for phrase in backdrop()))
    lines = [f"{name}\t{' | '.join(same)}\t{' | '.join(near)}\n" for name, (same, near) in made.items() if same or near]
    head = "# Other words, of WordNet 3.0 and of this project. Columns: whose, words that mean it, words near it.\n"
    aside = chosen.output.with_suffix(".part")
    aside.write_text(head + "".join(lines), encoding="utf-8")
    aside.replace(chosen.output)
    print(
        f"{chosen.output}: {sum(len(same) + len(near) for same, near in made.values())} words for {len(lines)} members"
    )


if __name__ == "__main__":
    main()
