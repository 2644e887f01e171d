"""Adds rare English words to a trained text encoder without changing what it makes of any other word.

A word's row is a linear map of MiniLM's vector, fitted on the words that were learnt. The list,
`words.txt`, holds nouns and verbs of motion that can be seen (WordNet's animals, artifacts, food,
people, plants, places), the commonest that neither MiniLM's vocabulary nor the lexicon has.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

import numpy as np
import torch

from haneul.model.text import TextEncoder, TextShape
from haneul.model.words import fingerprint
from haneul.train import teachers


def rare_words() -> list[str]:
    """The list that comes with the package, one word a line."""
    return files("haneul.train").joinpath("words.txt").read_text(encoding="utf-8").split()


@torch.no_grad()
def extended(encoder: TextEncoder, words: Sequence[str], strength: float = 10.0) -> TextEncoder:
    """A copy that also knows `words`; those already known stay as they are. `strength` of the ridge fit."""
    known, rank = encoder.words.known, encoder.shape.rank
    learnt = [word for word in teachers.english_words() if fingerprint(word) in known]
    new = [word for word in dict.fromkeys(words) if fingerprint(word) not in known]
    one, other = teachers.remembered(teachers.minilm, learnt), teachers.remembered(teachers.minilm, new)
    mean = one.mean(0)
    place = torch.tensor([known[fingerprint(word)] for word in learnt])
    table = encoder.table.weight
    fit = ridge(one - mean, table[place, :rank].numpy(), strength)
    rows = torch.from_numpy((other - mean) @ fit)
    rows *= (table[place, :rank].norm(dim=1).mean() / rows.norm(dim=1, keepdim=True)).clamp(max=2)
    gate = table[place, rank].median().expand(len(rows), 1)
    shape = TextShape(**{**vars(encoder.shape), "vocabulary": len(known) + len(new)})
    bigger = TextEncoder(shape, [*known, *map(fingerprint, new)])
    state = encoder.state_dict()
    end = 1 + len(known)
    state["table.weight"] = torch.cat((table[:end], torch.cat((rows, gate), 1), table[end:]))
    bigger.load_state_dict(state)
    return bigger.eval().requires_grad_(False)


def ridge(one: np.ndarray, other: np.ndarray, strength: float) -> np.ndarray:
    """The linear map from rows of `one` to rows of `other`, shrunk a little."""
    return np.linalg.solve(one.T @ one + strength * np.eye(one.shape[1], dtype=np.float32), one.T @ other)
