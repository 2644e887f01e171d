# ruff: noqa: E501  (Hangul counts double)
"""What the text encoder and the cast understand, and how fast: `python benchmarks/text.py [weights]`.

nearest: a synonym's vector against all names of all subjects; taught synonyms against main names only.
in prompt: `Cast.find` inside a sentence. Novel synonyms were never taught, many are riddles ("bamboo
bear"); MiniLM itself, the teacher, brings 42 % of the English ones nearest to the right subject.
captions: scenes told as in training; missed actors, and others found that are not there. strangers:
words that name no subject. Several subjects may share a word. The last line is JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch

from haneul.model.text import TextEncoder
from haneul.prompts.cast import Cast, Member
from haneul.train.cast import backdrop
from haneul.worlds.caption import Language, Style, caption
from haneul.worlds.catalogue import Subject, catalogue
from haneul.worlds.sampler import sample

STRANGERS = (
    "democracy", "lamp shade", "philosophy", "tuesday", "seven", "happiness", "economy", "cement", "gravity",
    "a rainy evening", "very slowly", "in the distance", "tax return", "carpet", "plumbing", "silence", "history",
    "민주주의", "철학", "화요일", "행복", "경제", "시멘트", "중력", "수학", "비 오는 저녁", "아주 천천히", "저 멀리", "세금",
    "양탄자", "침묵", "역사", "정부",
)  # fmt: skip
FRAMES = {"en": "a {} walks on the beach at night", "ko": "밤에 해변에서 {} 하나가 걷는다"}
ASKED = 150  # synonyms of a kind asked inside a prompt


def members(subjects: Iterable[Subject]) -> list[Member]:
    """The cast without pictures, and without novel names."""
    return [Member(s.english, s.korean, (*s.said("en")[1:], *s.said("ko")[1:])) for s in subjects]


def owners(subjects: Iterable[Subject]) -> dict[str, set[str]]:
    """Whose a word is: word to English names."""
    found: dict[str, set[str]] = {}
    for s in subjects:
        for word in (*s.synonyms_en, *s.synonyms_ko, s.english, s.korean):
            found.setdefault(word.lower(), set()).add(s.english)
    return found


def questions(subjects: Iterable[Subject], language: str, novel: bool) -> list[str]:
    """The taught or the novel synonyms of one language."""
    pairs = ((s, word) for s in subjects for word in (s.synonyms_en if language == "en" else s.synonyms_ko))
    return [word for s, word in pairs if (word in s.novel) == novel]


def nearest(encoder: TextEncoder, asked: Sequence[str], subjects: Sequence[Subject], main: bool) -> float:
    """Share whose nearest name is a right one; `main`: compared with main names only."""
    names = [
        (name, s.english)
        for s in subjects
        for name in ((s.english, s.korean) if main else (*s.said("en"), *s.said("ko")))
    ]
    vectors, right = encoder.encode([name for name, _ in names]).pooled, owners(subjects)
    best = (encoder.encode(list(asked)).pooled @ vectors.T).argmax(1).tolist()
    return float(np.mean([names[i][1] in right[word.lower()] for word, i in zip(asked, best, strict=True)]))


def inside(encoder: TextEncoder, asked: Sequence[str], cast: Cast, right: dict[str, set[str]], frame: str) -> float:
    """Share that `Cast.find` finds inside a sentence."""
    told = [{one.member.name_en for one in cast.find(frame.format(word), encoder)} for word in asked]
    return float(np.mean([bool(who & right[word.lower()]) for word, who in zip(asked, told, strict=True)]))


def captions(encoder: TextEncoder, cast: Cast, subjects: Sequence[Subject], language: Language) -> tuple[float, float]:
    """(share of actors not found, others found a caption) over 60 captions."""
    rng, right = np.random.default_rng(5), owners(subjects)
    missed, others, actors = 0, 0, 0
    for number in range(60):
        scene = sample(rng, subjects, 4.0)
        style: Style = "dense" if number % 2 else "short"
        text = caption(scene, subjects, language, style, rng).text
        there = {s.english for s in subjects for a in scene.actors if s.key in (a.subject, a.prop, a.rear)}
        who = [one.member.name_en for one in cast.find(text, encoder)]
        known = [name for name in who if name in there or any(name in w and w & there for w in right.values())]
        first = {s.english for s in subjects for a in scene.actors if s.key == a.subject}
        alike = [words for words in right.values() if words & set(known)]
        missed += len([name for name in first if not any(name in words for words in alike)])
        others, actors = others + len(who) - len(known), actors + len(first)
    return missed / actors, others / 60


def main() -> None:
    torch.set_num_threads(1)
    start = time.process_time()
    encoder = TextEncoder.load(Path(sys.argv[1]) if sys.argv[1:] else None)
    load = time.process_time() - start
    subjects = list(catalogue())
    cast, right = Cast(members(subjects), backdrop()), owners(subjects)
    cast.find("warm up", encoder)
    report: dict[str, float] = {"subjects": len(subjects), "load_cpu_s": round(load, 3)}
    rng = np.random.default_rng(0)
    print(f"{'synonyms':16}{'count':>7}{'nearest':>9}{'in prompt':>11}")
    languages: tuple[Language, ...] = ("en", "ko")
    for language in languages:
        for novel in (False, True):
            asked = questions(subjects, language, novel)
            close = nearest(encoder, asked, subjects, main=not novel)
            some = [asked[i] for i in rng.permutation(len(asked))[:ASKED]]
            told = inside(encoder, some, cast, right, FRAMES[language])
            label = f"{language} {'novel' if novel else 'taught'}"
            report[label + " nearest"], report[label + " in prompt"] = round(close, 3), round(told, 3)
            print(f"{label:16}{len(asked):7}{close:9.1%}{told:11.1%}")
        missed, others = captions(encoder, cast, subjects, language)
        report[language + " actors missed"], report[language + " others a caption"] = round(missed, 3), round(others, 3)
        print(f"{language} captions: {missed:.1%} of actors missed, {others:.2f} others found a caption")
    wrong = [(word, hit.member.name_en) for word in STRANGERS for hit in cast.find(word, encoder)]
    report["strangers taken"] = round(len(wrong) / len(STRANGERS), 3)
    print(f"strangers: {len(wrong)} of {len(STRANGERS)} taken for somebody: {wrong}")
    prompt = "a red dog walks to the left on the beach at night, the camera zooms in, warm colours"
    calls = {"encode": lambda text: encoder.encode([text]), "find": lambda text: cast.find(text, encoder)}
    for label, call in calls.items():
        start = time.process_time()
        for number in range(20):
            call(f"{prompt} {number}")
        report[f"{label}_cpu_ms"] = round((time.process_time() - start) * 50, 2)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
