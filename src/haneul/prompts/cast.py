# ruff: noqa: E501  (Hangul counts double)
"""Who a prompt names: finds known characters by meaning, so that their pictures can be shown to the generator.

"A pup and two hounds", 강아지, 멍멍이가 all find the dog, though its name is golden retriever. Every
stretch of one to five words is compared, by the text encoder's pooled vectors, with every name of
every member, and with the `backdrop`: phrases of place, time, weather, deed and film that name nobody
("on the beach", "zoom in"), else every beach would be a beach umbrella. The best stretches that do
not overlap win. Counts are left to the generator.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from haneul.errors import MissingPart, UnknownName
from haneul.model.text import TextEncoder
from haneul.model.words import PARTICLES, WORD, is_hangul
from haneul.prompts.english import singular
from haneul.prompts.thesaurus import NEAR, Thesaurus, heads, shipped

Picture = NDArray[np.uint8]

SURE = 0.82
"""Least cosine between a phrase and a name to take one for the other; measured in `benchmarks/text.py`."""
LONGEST_NAME = 5
LONGER = 0.04  # a stretch may score this much less for every word that it says more
EXACT = 0.5  # a name word for word beats any likeness
PROBE = "a golden retriever runs on the beach"  # tells whether stored vectors are this encoder's

# Words that say what is done, where, when or how it is filmed, not who. Many are also names of things
# (the fly, a frying pan, a camera), but hardly ever in a prompt.
_ELSEWHERE = """
    a an the is are was and or of in on at to from with by while as it its their there then into under over
    one two three four five another other he she they this that some many few pair both each
    cycle cycles fly flies flying run runs running walk walks walking swim swims swimming jump jumps float floats fall falls
    spin spins grow grows shrink shrinks chase chases meet meets stand stands standing circle circles rest rests
    bounce bounces slide slides sliding wave waves waving launch launches roll rolls drive drives ride rides riding hold holds dance dances sing sings play plays
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
    나는 난다 타는 타고 사는 가는 간다 도는 돈다 영상 동영상 모습 장면에서 다음 다음으로 그러다 이때 느낌 분위기 색감
    can see shows show showing video videos picture image scene clip you me make create animate thing things something
    mix half part parts lower upper front like becomes getting moving staying going coming colored coloured
    반 반은 이고 인 것 것이 생물 만들어 주세요 보여 줘 줘요 찍은 영상을
"""
ELSEWHERE = frozenset(_ELSEWHERE.split())
_NUMERALS = "한 두 세 네 다섯 여섯 일곱 여덟 아홉 열 몇 여러 하나 둘 셋 넷"
NUMERALS = frozenset(_NUMERALS.split())
_COUNTERS = "개 마리 명 대 척 채 잔 송이 그루 켤레 쌍 권 자루 장 병 조각 접시 그릇 분 사람"
COUNTERS = frozenset(_COUNTERS.split())


ROLL = 128  # stored pictures in one WebP, whose sides are limited


def rolled(pictures: Picture) -> Picture:
    """Pictures (N, P, P, 4) as the bytes of WebP columns of at most 128 pictures, each behind its length."""
    import io

    from PIL import Image

    parts = []
    for start in range(0, len(pictures), ROLL):
        file = io.BytesIO()
        Image.fromarray(np.concatenate(list(pictures[start : start + ROLL]))).save(file, "WEBP", quality=92, method=4)
        parts += [len(file.getvalue()).to_bytes(4, "little"), file.getvalue()]
    return np.frombuffer(b"".join(parts), np.uint8).copy()


def unrolled(stored: Picture, count: int) -> Picture:
    """The `count` pictures (N, P, P, 4) of `rolled`."""
    import io

    from PIL import Image

    parts, data, start = [], stored.tobytes(), 0
    while start < len(data):
        stop = start + 4 + int.from_bytes(data[start : start + 4], "little")
        column = np.asarray(Image.open(io.BytesIO(data[start + 4 : stop])).convert("RGBA"))
        parts.append(column.reshape(-1, column.shape[1], column.shape[1], 4))
        start = stop
    pictures = np.concatenate(parts)
    assert len(pictures) == count, (len(pictures), count)
    return pictures


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
    """`phrase` of the prompt names `member`; `score` is the cosine, 1 for a name word for word, `thesaurus.NEAR` for a
    kind of it."""

    phrase: str
    member: Member
    score: float


class Stretch(NamedTuple):
    """Words `first` to `last` of a prompt, as written, and the forms to compare. `nameless`: it can name nobody."""

    first: int
    last: int
    phrase: str
    forms: tuple[str, ...]
    nameless: bool


class Names(NamedTuple):
    """All that is compared with: names and backdrop phrases, whose they are (None: nobody's), their vectors (N, C)."""

    exact: dict[tuple[str, ...], int]
    owners: list[Member | None]
    vectors: NDArray[np.float32]


class Cast:
    """The characters whose pictures are known, the `backdrop`, phrases that name none of them, and other words."""

    def __init__(
        self, members: Iterable[Member], backdrop: Iterable[str] = (), thesaurus: Thesaurus | None = None
    ) -> None:
        self.members, self.thesaurus = list(members), thesaurus or Thesaurus()
        self.by_name = {alias: member for member in reversed(self.members) for alias in member.names}
        self.backdrop = [phrase for phrase in dict.fromkeys(backdrop) if phrase not in self.by_name]
        self._stored: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None  # vectors, that of the probe
        self._ready: tuple[TextEncoder, Names] | None = None

    def __len__(self) -> int:
        return len(self.members)

    def __getitem__(self, name: str) -> Member:
        """The member of that name in either language. Raises `UnknownName`."""
        from difflib import get_close_matches

        if name in self.by_name:
            return self.by_name[name]
        near = get_close_matches(name, self.by_name, 3, 0.5)
        hint = f"; near it: {', '.join(near)}." if near else "."
        raise UnknownName(f"Nobody in the cast is called {name!r}{hint}")

    @classmethod
    def load(cls, path: Path | None = None) -> Cast:
        """The package's cast, or that of a file. Raises `MissingPart`."""
        from safetensors import SafetensorError, safe_open

        place = Path(str(files("haneul") / "weights" / "cast.safetensors")) if path is None else path
        if not place.is_file():
            raise MissingPart(f"There is no cast at {place}; make it: python -m haneul.train.cast")
        try:
            with safe_open(place, "np") as file:
                told = json.loads((file.metadata() or {})["cast"])
                stored = {name: file.get_tensor(name) for name in ("pictures", "vectors", "probe")}
        except (SafetensorError, KeyError, ValueError) as error:
            raise MissingPart(f"{place} is no cast ({error}); make it anew: python -m haneul.train.cast") from error
        members = zip(told["members"], unrolled(stored["pictures"], len(told["members"])), strict=True)
        everybody = (Member(en, ko, tuple(aliases), shown) for (en, ko, aliases), shown in members)
        cast = cls(everybody, told["backdrop"], shipped())
        cast._stored = (stored["vectors"].astype(np.float32) / 127, stored["probe"])
        return cast

    def save(self, path: Path, encoder: TextEncoder) -> None:
        """Write the cast with its vectors, aside and then renamed. All members need pictures of one shape."""
        from safetensors.numpy import save_file

        pictures = np.stack([member.picture for member in self.members if member.picture is not None])
        assert len(pictures) == len(self), "every member of a stored cast has a picture"
        told = {"members": [(m.name_en, m.name_ko, m.aliases) for m in self.members], "backdrop": self.backdrop}
        vectors = np.round(127 * self._names(encoder).vectors).astype(np.int8)
        aside = path.with_suffix(".part")
        stored: dict[str, NDArray[Any]] = {"pictures": rolled(pictures), "vectors": vectors}
        stored["probe"] = pooled(encoder, [PROBE])
        save_file(stored, aside, {"cast": json.dumps(told, ensure_ascii=False)})
        aside.replace(path)

    def find(self, prompt: str, encoder: TextEncoder, least: float = SURE) -> list[Found]:
        """The members that the prompt names, in order of appearance, none of them twice for the same words."""
        if not self.members:
            return []
        names = self._names(encoder)
        ranked: list[tuple[float, Stretch, Found | None]] = []
        unsettled: list[tuple[Stretch, str]] = []
        for stretch in cut(prompt):
            known = [i for form in stretch.forms if (i := names.exact.get(tuple(WORD.findall(form)))) is not None]
            single = stretch.nameless and stretch.first == stretch.last  # "red fox" may start with any word
            owners = [names.owners[i] for i in known if names.owners[i] is None or not single]
            longer = LONGER * (stretch.last - stretch.first)
            if owners:
                who = next((owner for owner in owners if owner), None)
                ranked.append((1 + EXACT + longer, stretch, Found(stretch.phrase, who, 1.0) if who else None))
            elif not stretch.nameless and (other := self._other(stretch, names)):
                ranked.append((1 + longer, stretch, other))
            elif not stretch.nameless:
                unsettled += [(stretch, form) for form in stretch.forms if encoder.knows(form)]
        if unsettled:
            likeness = pooled(encoder, [form for _, form in unsettled]) @ names.vectors.T  # (forms, names)
            for (stretch, _), row in zip(unsettled, likeness, strict=True):
                best = int(row.argmax())
                if (score := float(row[best])) >= least:
                    owner, rank = names.owners[best], score + LONGER * (stretch.last - stretch.first)
                    ranked.append((rank, stretch, Found(stretch.phrase, owner, min(score, 1.0)) if owner else None))
        return chosen(ranked)

    def _other(self, stretch: Stretch, names: Names) -> Found | None:
        """Whom another word means, or a Korean compound that ends with a name."""
        if (meaning := self.thesaurus.look_up(stretch.forms)) and meaning.name in self.by_name:
            return Found(stretch.phrase, self.by_name[meaning.name], meaning.score)
        ends = (names.exact.get((end,)) for form in stretch.forms for end in heads(form))
        who = next((names.owners[at] for at in ends if at is not None), None)
        return Found(stretch.phrase, who, NEAR) if who else None

    def _names(self, encoder: TextEncoder) -> Names:
        """What prompts are compared with, made once for an encoder. Names with untaught words count as written."""
        if self._ready is None or self._ready[0] is not encoder:
            pairs = [(name, member) for member in self.members for name in member.names]
            said = [name for name, _ in pairs] + self.backdrop
            exact = {tuple(WORD.findall(name.lower())): i for i, name in reversed(list(enumerate(said)))}
            if self._stored is not None and float(pooled(encoder, [PROBE])[0] @ self._stored[1][0]) > 0.999:
                vectors = self._stored[0]
            else:
                vectors = pooled(encoder, said)
                vectors[[not encoder.knows(name) for name in said]] = 0
            owners = [*(member for _, member in pairs), *[None] * len(self.backdrop)]
            self._ready = (encoder, Names(exact, owners, vectors))
        return self._ready[1]


def pooled(encoder: TextEncoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Pooled vectors (N, C), a few hundred texts at a time."""
    return np.concatenate([encoder.encode(list(texts[i : i + 256])).pooled.numpy() for i in range(0, len(texts), 256)])


def cut(prompt: str) -> Iterable[Stretch]:
    """All stretches of up to five words. Hyphens and spaces separate, other signs end a stretch."""
    text = unicodedata.normalize("NFKC", prompt)
    lowered = text.lower() if len(text.lower()) == len(text) else text
    words = list(WORD.finditer(lowered))
    said = [word.group() for word in words]
    counters = {i for i in range(1, len(said)) if counts(said[i - 1], said[i])}
    for first in range(len(words)):
        for last in range(first, min(first + LONGEST_NAME, len(words))):
            if last > first and lowered[words[last - 1].end() : words[last].start()].strip("-' \t\n"):
                break
            edges = {said[first], said[last]}
            named = first == last and first > 0 and said[first - 1] in ("a", "an")  # "a fly", but not "they fly"
            nameless = (not named and bool(edges & ELSEWHERE)) or first in counters or last in counters
            phrase = text[words[first].start() : words[last].end()]
            yield Stretch(first, last, phrase, tuple(spellings(said[first : last + 1])), nameless)


def counts(number: str, word: str) -> bool:
    """Whether a Korean word only counts: 개를 in 세 개를."""
    if number not in NUMERALS and not number.isdigit():
        return False
    return any(stem in COUNTERS for stem in spellings([word]))


def spellings(words: Sequence[str]) -> Iterable[str]:
    """The words as written, an English plural's singular, and Korean without the last particle: 강아지에게, 강아지."""
    yield " ".join(words)
    last = words[-1]
    if (one := singular(last)) != last:
        yield " ".join((*words[:-1], one))
    if "of" in words[1:-1]:  # kings of the jungle
        head = words.index("of", 1) - 1
        yield " ".join((*words[:head], singular(words[head]), *words[head + 1 :]))
    if is_hangul(last):
        for length in (3, 2, 1):
            if len(last) > length and last[-length:] in PARTICLES | {"인", "인데"}:
                yield " ".join((*words[:-1], last[:-length]))


def chosen(ranked: Iterable[tuple[float, Stretch, Found | None]]) -> list[Found]:
    """The best stretches that share no word, without the backdrop's, in order of appearance."""
    taken: set[int] = set()
    kept: list[tuple[int, Found]] = []
    for _, stretch, found in sorted(ranked, key=lambda one: -one[0]):
        covered = set(range(stretch.first, stretch.last + 1))
        if not covered & taken:
            taken |= covered
            kept += [(stretch.first, found)] if found else []
    return [found for _, found in sorted(kept, key=lambda one: one[0])]


@cache
def parts() -> tuple[Cast, TextEncoder]:
    """The package's cast with the encoder that finds it. Raises `MissingPart`."""
    return Cast.load(), TextEncoder.shipped()


def installed(text: str) -> list[Found]:
    """Whom of the package's cast the text names; nobody where no cast is installed."""
    try:
        cast, encoder = parts()
    except MissingPart:
        return []
    return cast.find(text, encoder)
