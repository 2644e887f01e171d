"""The nouns of WordNet (Miller, "WordNet: a lexical database for English", 1995), from its own files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from haneul.errors import MissingPart

Synset = str
"""The offset of a meaning in data.noun."""
TOPICS = {
    "05": "animal", "06": "artifact", "09": "cognition", "11": "event", "13": "food", "17": "object",
    "18": "person", "19": "phenomenon", "20": "plant",
}  # fmt: skip
UP, DOWN = ("@", "@i"), ("~", "~i")


@dataclass(frozen=True)
class Entry:
    """A meaning: its topic, its words and (relation, meaning) pairs."""

    topic: str
    words: tuple[str, ...]
    links: tuple[tuple[str, Synset], ...]


@dataclass(frozen=True)
class WordNet:
    """`found`: meanings of a word, the commonest first; `verbs`: how much oftener a word is no noun in tagged text."""

    entries: dict[Synset, Entry]
    found: dict[str, tuple[Synset, ...]]
    verbs: Counter[str]

    @classmethod
    def load(cls, folder: Path) -> WordNet:
        """The files of `folder`; raises `MissingPart`."""
        if not (folder / "data.noun").is_file():
            raise MissingPart(f"There is no WordNet in {folder} (data.noun); apt-get install wordnet-base puts it into "
                              "/usr/share/wordnet.")  # fmt: skip
        index = {line[0]: tuple(line[-int(line[2]) :]) for line in _lines(folder / "index.noun")}
        tagged: Counter[str] = Counter()
        for key, _, times in _lines(folder / "cntlist.rev"):
            word, _, sense = key.partition("%")
            tagged[word] += int(times) * (-1 if sense[0] == "1" else 1)
        return cls({line[0]: _entry(line) for line in _lines(folder / "data.noun")}, index, tagged)

    def senses(self, word: str) -> tuple[Synset, ...]:
        return self.found.get(word.lower().replace(" ", "_"), ())

    def means(self, word: str) -> Synset:
        """What the word means first; nothing when it is rather no noun."""
        senses = self.senses(word)
        return senses[0] if senses and self.verbs[word.lower().replace(" ", "_")] <= 0 else ""

    def topic(self, synset: Synset) -> str:
        return self.entries[synset].topic

    def words(self, synset: Synset) -> tuple[str, ...]:
        return self.entries[synset].words

    def kinds(self, synset: Synset) -> list[Synset]:
        """What is a kind of this."""
        return [other for relation, other in self.entries[synset].links if relation in DOWN]

    def above(self, synset: Synset) -> list[Synset]:
        """What this is a kind of."""
        return [other for relation, other in self.entries[synset].links if relation in UP]


def _lines(path: Path) -> Iterator[list[str]]:
    """Fields of the lines that are no part of the licence, without glosses."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("  "):
            yield line.partition(" | ")[0].split()


def _entry(line: list[str]) -> Entry:
    """A line of data.noun: offset, topic, type, words (in hexadecimal) in pairs with a number, links in fours."""
    count = int(line[3], 16)
    words = tuple(word.replace("_", " ") for word in line[4 : 4 + 2 * count : 2])
    links = line[5 + 2 * count :]
    nouns = [(links[i], links[i + 1]) for i in range(0, len(links), 4) if links[i + 2] == "n"]
    return Entry(TOPICS.get(line[1], ""), words, tuple(nouns))
