"""What the text encoder and the cast understand, and how fast: `python benchmarks/text.py`.

Three tables. (1) Names: every synonym of the catalogue must find its own subject among all of them;
novel synonyms were never taught. (2) Strangers: words that name no subject must find none. (3) Time. Several subjects may share a
word ("ship"); a synonym is right when any subject that has it is found. The last line is JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import torch

from haneul.model.text import TextEncoder
from haneul.prompts.cast import Cast, Member
from haneul.worlds.catalogue import Subject, catalogue

STRANGERS = (
    "democracy", "lamp", "philosophy", "tuesday", "seven", "happiness", "economy", "cement", "gravity", "mathematics",
    "a rainy evening", "very slowly", "in the distance", "tax return", "carpet", "plumbing", "silence", "history",
    "민주주의", "철학", "화요일", "행복", "경제", "시멘트", "중력", "수학", "비 오는 저녁", "아주 천천히", "저 멀리", "세금", "양탄자", "침묵",
    "역사", "정부",
)  # fmt: skip


def members(subjects: Iterable[Subject]) -> list[Member]:
    """The cast without pictures, and without novel names."""
    return [Member(s.english, s.korean, (*s.said("en")[1:], *s.said("ko")[1:])) for s in subjects]


def questions(subjects: Iterable[Subject], language: str, novel: bool) -> list[tuple[str, str]]:
    """(synonym, English name) of one language; the taught or the novel ones."""
    return [
        (word, s.english)
        for s in subjects
        for word in (s.synonyms_en if language == "en" else s.synonyms_ko)
        if (word in s.novel) == novel
    ]


def nearest(encoder: TextEncoder, asked: list[tuple[str, str]], subjects: list[Subject], hidden: bool) -> float:
    """Share whose nearest subject is right. `hidden`: taught synonyms are compared with main names only."""
    names = [(name, s.english) for s in subjects for name in ((s.english, s.korean) if hidden else (*s.said("en"), *s.said("ko")))]
    vectors = encoder.encode([name for name, _ in names]).pooled
    right: dict[str, set[str]] = {}
    for s in subjects:
        for word in (*s.synonyms_en, *s.synonyms_ko, s.english, s.korean):
            right.setdefault(word, set()).add(s.english)
    best = (encoder.encode([word for word, _ in asked]).pooled @ vectors.T).argmax(1).tolist()
    return sum(names[i][1] in right[word] for (word, _), i in zip(asked, best, strict=True)) / len(asked)


def found(encoder: TextEncoder, asked: list[tuple[str, str]], cast: Cast, frame: str) -> float:
    """Share that `Cast.find` finds inside a sentence."""
    hits = 0
    for word, name in asked:
        hits += any(one.member.name_en == name for one in cast.find(frame.format(word), encoder))
    return hits / len(asked)


def main() -> None:
    torch.set_num_threads(1)
    start = time.perf_counter()
    encoder = TextEncoder.load(Path(sys.argv[1]) if sys.argv[1:] else None)
    load = time.perf_counter() - start
    subjects = list(catalogue())
    cast = Cast(members(subjects))
    cast.find("warm up", encoder)
    report: dict[str, float] = {"subjects": len(subjects), "load_s": round(load, 3)}
    print(f"{'names':28}{'count':>7}{'nearest':>9}{'in prompt':>11}")
    frames = {"en": "a {} walks on the beach at night", "ko": "밤에 해변에서 {} 하나가 걷는다"}
    for language in ("en", "ko"):
        for novel in (False, True):
            asked = questions(subjects, language, novel)
            if not asked:
                continue
            close = nearest(encoder, asked, subjects, hidden=not novel)
            told = found(encoder, asked, cast, frames[language])
            label = f"{language} {'novel' if novel else 'synonyms'}"
            report[label + " nearest"], report[label + " in prompt"] = round(close, 3), round(told, 3)
            print(f"{label:28}{len(asked):7}{close:9.1%}{told:11.1%}")
    wrong = [(word, hit) for word in STRANGERS for hit in cast.find(word, encoder)]
    report["strangers taken for somebody"] = round(len(wrong) / len(STRANGERS), 3)
    print(f"{'strangers, none to be found':28}{len(STRANGERS):7}{len(wrong):9} taken:", *(f"{w}={h.member.name_en}" for w, h in wrong))
    prompt = "a red dog walks to the left on the beach at night, the camera zooms in, warm colours"
    start = time.perf_counter()
    for number in range(50):
        encoder.encode([f"{prompt} {number}"])
    report["encode_ms"] = round((time.perf_counter() - start) * 20, 2)
    start = time.perf_counter()
    for number in range(10):
        cast.find(f"{prompt} {number}", encoder)
    report["find_ms"] = round((time.perf_counter() - start) * 100, 2)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
