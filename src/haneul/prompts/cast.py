"""Who a prompt names: finds known characters by meaning, so that their pictures can be shown to the generator.

"A pup and two hounds", 강아지, 멍멍이가 all find the dog, though its name is golden retriever. Every
stretch of one to four words is compared, by the text encoder's pooled vectors, with every name of
every member; the best stretches that do not overlap win. Counts are left to the generator.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from haneul.errors import MissingPart, UnknownName
from haneul.model.text import TextEncoder
from haneul.model.words import PARTICLES, WORD, is_hangul

Picture = NDArray[np.uint8]

SURE = 0.8
"""Least cosine between a phrase and a name to take one for the other; measured in `benchmarks/text.py`."""
LONGEST_NAME = 4
LONGER = 0.04  # a stretch may score this much less for every word that it says more

# Words that say what is done, where, when or how it is filmed, not who. Many are also names of things
# (the fly, a frying pan, a camera), but hardly ever in a prompt.
ELSEWHERE = frozenset(
    """a an the is are was and or of in on at to from with by while as it its their there then into under over
    one two three four five another other he she they this that some many few pair both each
    fly flies flying run runs running walk walks walking swim swims swimming jump jumps float floats fall falls
    spin spins grow grows shrink shrinks chase chases meet meets stand stands standing circle circles rest rests
    bounce bounces roll rolls drive drives ride rides riding hold holds dance dances sing sings play plays
    camera pan pans panning tilt tilts zoom zooms dolly tracking track orbit orbits shake shakes shot shots still
    static close wide cut cuts film noir vintage pastel neon dreamy paper warm cold look style colours colors
    left right up down forward back front behind away toward towards beside near next around
    night day dawn noon sunset dusk evening morning afternoon rain rainy raining snow snowy snowing fog foggy wind
    windy cloudy clear sunny sky sea beach desert mountain forest meadow farm city street room stage space
    underwater ocean stars starry sun light red orange yellow green blue purple pink white black big small giant
    cute little tiny old young happy starts begins turns leaves enters slowly quickly fast
    카메라 카메라가 카메라는 화면 장면 밤에 낮에 새벽에 저녁에 비가 눈이 바람이 안개 하늘 하늘에서 하늘을 바다 바다에서
    해변에서 해변 숲 숲에서 숲속에서 초원에서 사막에서 산에서 농장에서 거리에서 방에서 무대에서 우주에서 위에서 아래 옆에
    두 세 네 한 하나 둘 셋 마리 마리가 명 명이 대 대가 개가 빨간 파란 노란 초록 하얀 검은 큰 작은 귀여운 왼쪽으로 오른쪽으로
    나는 난다 타는 타고 사는 가는 간다 도는 돈다""".split()
)


@dataclass(frozen=True)
class Member:
    """A character that can be named. `picture` (H, W, 3 or 4) uint8 shows it; `aliases` are other names."""

    name_en: str
    name_ko: str
    aliases: tuple[str, ...] = ()
    picture: Picture | None = field(default=None, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in (self.name_en, self.name_ko, *self.aliases) if name))


class Found(NamedTuple):
    """`phrase` of the prompt names `member`; `score` is the cosine, 1 for a name word for word."""

    phrase: str
    member: Member
    score: float


class Stretch(NamedTuple):
    """Words `first` to `last` of a prompt, as written, and the forms to compare."""

    first: int
    last: int
    phrase: str
    forms: tuple[str, ...]


class Cast:
    """The characters whose pictures are known."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.members = list(members)
        self._known: tuple[TextEncoder, Picture | NDArray[np.float32]] | None = None

    def __len__(self) -> int:
        return len(self.members)

    def __getitem__(self, name: str) -> Member:
        """The member of that name in either language. Raises `UnknownName`."""
        from difflib import get_close_matches

        by_name = {alias: member for member in reversed(self.members) for alias in member.names}
        if name in by_name:
            return by_name[name]
        near = get_close_matches(name, by_name, 3, 0.5)
        raise UnknownName(f"Nobody in the cast is called {name!r}" + (f"; near it: {', '.join(near)}." if near else "."))

    @classmethod
    def load(cls, path: Path | None = None) -> Cast:
        """The package's cast, or that of a file. Raises `MissingPart`."""
        from safetensors import SafetensorError, safe_open

        place = Path(str(files("haneul") / "weights" / "cast.safetensors")) if path is None else path
        if not place.is_file():
            raise MissingPart(f"There is no cast at {place}; make it: python -m haneul.train.cast")
        try:
            with safe_open(place, "np") as file:
                told = json.loads((file.metadata() or {})["members"])
                pictures = file.get_tensor("pictures")
        except (SafetensorError, KeyError, ValueError) as error:
            raise MissingPart(f"{place} is no cast ({error}); make it anew: python -m haneul.train.cast") from error
        return cls(
            Member(one["en"], one["ko"], tuple(one["aliases"]), picture)
            for one, picture in zip(told, pictures, strict=True)
        )

    def save(self, path: Path) -> None:
        """Write the cast, aside and then renamed. All members need pictures of one shape."""
        from safetensors.numpy import save_file

        pictures = np.stack([member.picture for member in self.members if member.picture is not None])
        assert len(pictures) == len(self), "every member of a stored cast has a picture"
        told = [{"en": m.name_en, "ko": m.name_ko, "aliases": m.aliases} for m in self.members]
        aside = path.with_suffix(".part")
        save_file({"pictures": pictures}, aside, {"members": json.dumps(told, ensure_ascii=False)})
        aside.replace(path)

    def find(self, prompt: str, encoder: TextEncoder, least: float = SURE) -> list[Found]:
        """The members that the prompt names, in order of appearance, none of them twice for the same words."""
        stretches = list(cut(prompt))
        if not stretches or not self.members:
            return []
        owners, names = self._names()
        vectors = self._vectors(encoder, names)
        exact = {tuple(WORD.findall(name.lower())): i for i, name in reversed(list(enumerate(names)))}
        forms = [(stretch, form) for stretch in stretches for form in stretch.forms]
        said = encoder.encode([form for _, form in forms]).pooled.numpy()
        likeness = said @ vectors.T  # (forms, names)
        best = likeness.argmax(1)
        ranked: list[tuple[float, Stretch, Found]] = []
        for i, (stretch, form) in enumerate(forms):
            known = exact.get(tuple(WORD.findall(form)))
            name, score = (known, 1.0) if known is not None else (int(best[i]), float(likeness[i, best[i]]))
            if score >= least:
                rank = score + LONGER * (stretch.last - stretch.first)
                ranked.append((rank, stretch, Found(stretch.phrase, owners[name], min(score, 1.0))))
        return chosen(ranked)

    def _names(self) -> tuple[list[Member], list[str]]:
        pairs = [(member, name) for member in self.members for name in member.names]
        return [member for member, _ in pairs], [name for _, name in pairs]

    def _vectors(self, encoder: TextEncoder, names: Sequence[str]) -> NDArray[np.float32]:
        """Pooled vectors (names, C), made once for an encoder."""
        if self._known is None or self._known[0] is not encoder:
            rows = [encoder.encode(list(names[i : i + 256])).pooled.numpy() for i in range(0, len(names), 256)]
            self._known = (encoder, np.concatenate(rows))
        return self._known[1]  # type: ignore[return-value]


def cut(prompt: str) -> Iterable[Stretch]:
    """All stretches of up to four words that may be a name. Hyphens and spaces separate, other signs end a stretch."""
    text = unicodedata.normalize("NFKC", prompt)
    lowered = text.lower() if len(text.lower()) == len(text) else text
    words = list(WORD.finditer(lowered))
    for first in range(len(words)):
        for last in range(first, min(first + LONGEST_NAME, len(words))):
            if last > first and lowered[words[last - 1].end() : words[last].start()].strip("-' \t\n"):
                break
            said = [word.group() for word in words[first : last + 1]]
            if said[0] in ELSEWHERE or said[-1] in ELSEWHERE:
                continue
            yield Stretch(first, last, text[words[first].start() : words[last].end()], tuple(spellings(said)))


def spellings(words: Sequence[str]) -> Iterable[str]:
    """The words as written and, in Korean, without the particle of the last one: 강아지에게, 강아지."""
    yield " ".join(words)
    last = words[-1]
    if is_hangul(last):
        for length in (3, 2, 1):
            if len(last) > length and last[-length:] in PARTICLES:
                yield " ".join((*words[:-1], last[:-length]))


def chosen(ranked: Iterable[tuple[float, Stretch, Found]]) -> list[Found]:
    """The best stretches that share no word, in order of appearance."""
    taken: set[int] = set()
    kept: list[tuple[int, Found]] = []
    for _, stretch, found in sorted(ranked, key=lambda one: -one[0]):
        covered = set(range(stretch.first, stretch.last + 1))
        if not covered & taken:
            taken |= covered
            kept.append((stretch.first, found))
    return [found for _, found in sorted(kept, key=lambda one: one[0])]
