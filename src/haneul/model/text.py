"""The text encoder: English and Korean prompts to features for a generator to attend to.

Small (2 M weights and a word table, a few MB) and open-vocabulary: words are sums of parts (`words.py`), so that a
new word, a typo or an inflection still lands somewhere sensible. The vectors of words, phrases and
captions were learnt from larger sentence encoders by `train/text.py`; those are not needed here.

Shapes: B texts, L tokens (the first is a start token, so that an empty text has one), C channels.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
from einops import rearrange
from torch import Tensor, nn
from torch.nn import functional as F

from haneul.errors import MissingPart
from haneul.model.words import PARTS, Vocabulary, split

LONGEST = 48
"""Most tokens of a text, the start token included."""

# Left out first when a text is too long: they say least about a picture.
_FILLERS = "a an the is are was were be of and that this its it with as very some there"
FILLERS = frozenset(_FILLERS.split())


@dataclass(frozen=True)
class TextFeatures:
    """`tokens` (B, L, C) of RMS about 1, `mask` (B, L) True for tokens, `pooled` (B, C) of length 1."""

    tokens: Tensor
    mask: Tensor
    pooled: Tensor


@dataclass(frozen=True)
class TextShape:
    """The sizes of a text encoder."""

    vocabulary: int = 28_000
    buckets: int = 26_000
    rank: int = 96
    width: int = 256
    depth: int = 2
    heads: int = 4


class Block(nn.Module):
    """Attention among the words, then a feed-forward network, each beside a shortcut."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before_attention, self.before_mlp = nn.RMSNorm(width), nn.RMSNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width, bias=False), nn.Linear(width, width, bias=False)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        q, k, v = rearrange(self.qkv(self.before_attention(x)), "b l (n h d) -> n b h l d", n=3, h=self.heads)
        q, k = rotate(q), rotate(k)
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        x = x + self.out(rearrange(seen, "b h l d -> b l (h d)"))  # b l c
        return x + self.down(F.gelu(self.up(self.before_mlp(x))))  # b l c


def rotate(x: Tensor) -> Tensor:
    """Rotary position embedding over the token axis of (..., L, D): makes attention know word order."""
    half = x.shape[-1] // 2
    speed = 100.0 ** (-torch.arange(half, device=x.device) / half)
    angle = torch.arange(x.shape[-2], device=x.device)[:, None] * speed  # l d/2
    a, b = x.chunk(2, dim=-1)
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    return torch.cat((a * cos - b * sin, a * sin + b * cos), dim=-1)


class TextEncoder(nn.Module):
    """Texts to token features and one pooled vector. `TextEncoder.load()` gives the trained one."""

    shift: Tensor
    scale: Tensor

    def __init__(self, shape: TextShape, fingerprints: Sequence[int]) -> None:
        super().__init__()
        assert len(fingerprints) == shape.vocabulary, "one fingerprint a vocabulary row"
        self.shape, self.width = shape, shape.width
        self.words = Vocabulary({print_: row for row, print_ in enumerate(fingerprints, 1)}, shape.buckets)
        # The last column is a gate: how much a part counts beside the other parts of its word.
        size = 1 + shape.vocabulary + shape.buckets
        # Given its weights, Embedding draws no random ones, which would take most of the loading time.
        empty = torch.zeros(size, shape.rank + 1)
        self.table = nn.Embedding(size, shape.rank + 1, padding_idx=0, _weight=empty)
        self.project = nn.Linear(shape.rank, shape.width)
        self.start = nn.Parameter(torch.zeros(shape.width))
        self.blocks = nn.ModuleList(Block(shape.width, shape.heads) for _ in range(shape.depth))
        self.norm = nn.RMSNorm(shape.width, elementwise_affine=False)
        self.attend, self.pool = nn.Linear(shape.width, 1), nn.Linear(shape.width, shape.width)
        # Set after training so that every channel has mean 0 and RMS 1 over captions.
        self.register_buffer("shift", torch.zeros(shape.width))
        self.register_buffer("scale", torch.ones(shape.width))

    @classmethod
    def load(cls, path: Path | None = None) -> TextEncoder:
        """The trained encoder, frozen; from the package's weights unless a path is given. Raises `MissingPart`."""
        from haneul.model.text_file import read

        place = Path(str(files("haneul") / "weights" / "text.safetensors")) if path is None else path
        if not place.is_file():
            raise MissingPart(f"The text encoder's weights are not at {place}; make them: python -m haneul.train.text")
        return read(place).eval().requires_grad_(False)

    @classmethod
    @cache
    def shipped(cls) -> TextEncoder:
        """The package's own, loaded once. Raises `MissingPart`."""
        return cls.load()

    @torch.inference_mode()
    def encode(self, texts: list[str]) -> TextFeatures:
        """Features of texts. One longer than `LONGEST` tokens loses repeated words and fillers first, then
        its end; its pooled vector still hears every word, as the mean over stretches of that length."""
        listed = [split(text) for text in texts]
        tokens, mask, pooled = self(*self.look_up([shorten(words) for words in listed]))
        for i, words in enumerate(listed):
            if len(words) >= LONGEST:
                pooled[i] = self._pooled_in_stretches(words)
        return TextFeatures((tokens - self.shift) * self.scale * mask[..., None], mask, pooled)

    def knows(self, text: str) -> bool:
        """Whether every word of the text was taught; the vectors of other words are guesses from their letters."""
        return all(self.words.has(word) for word in split(text))

    def _pooled_in_stretches(self, words: list[str]) -> Tensor:
        step = LONGEST - 1
        stretches = [words[i : i + step] for i in range(0, len(words), step)]
        pooled = [self(*self.look_up(stretches[i : i + 64]))[2] for i in range(0, len(stretches), 64)]
        return F.normalize(torch.cat(pooled).mean(0), dim=0)

    def look_up(self, texts: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor]:
        """The table rows (1 + U, PARTS) of the U different words, and which of them stands where (B, L).
        Place 0 is no word; rows 0 are no part; the start token's place is left out."""
        numbers = {word: i for i, word in enumerate(dict.fromkeys(w for words in texts for w in words), 1)}
        rows = np.zeros((1 + len(numbers), PARTS), np.int64)
        for word, i in numbers.items():
            found = self.words.rows(word)
            rows[i, : len(found)] = found
        places = np.zeros((len(texts), max(map(len, texts), default=0)), np.int64)
        for i, words in enumerate(texts):
            places[i, : len(words)] = [numbers[word] for word in words]
        device = self.start.device
        return torch.from_numpy(rows).to(device), torch.from_numpy(places).to(device)

    def forward(self, rows: Tensor, places: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """`look_up`'s answer to tokens (B, 1 + L, C) of RMS 1, mask (B, 1 + L) and pooled (B, C)."""
        mask = F.pad(places > 0, (1, 0), value=True)  # b 1+l
        start = self.start.expand(len(places), 1, -1)
        x = torch.cat((start, F.embedding(places, self.embed(rows).to(start.dtype))), dim=1)  # b 1+l c
        for block in self.blocks:
            x = block(x, mask)
        x = self.norm(x)
        weight = self.attend(x).squeeze(-1).masked_fill(~mask, -1e4).softmax(-1)  # b 1+l
        pooled = F.normalize(self.pool((weight[..., None] * x).sum(1)), dim=-1)
        return x, mask, pooled

    def embed(self, rows: Tensor) -> Tensor:
        """Word vectors (..., C): the mean of the parts' rows, each weighted by its gate."""
        found = self.table(rows)  # ... p r+1
        gate = found[..., -1].masked_fill(rows == 0, -1e4).softmax(-1)
        vector: Tensor = self.project((gate[..., None] * found[..., :-1]).sum(-2))
        return vector


def shorten(words: Sequence[str]) -> list[str]:
    """At most `LONGEST` - 1 words: repeated words and fillers are left out first, then the end."""
    limit = LONGEST - 1
    if len(words) <= limit:
        return list(words)
    plain = [word for word in words if word not in FILLERS]
    return list(plain if len(plain) <= limit else dict.fromkeys(plain))[:limit]


def describe(shape: TextShape) -> str:
    """The shape as JSON, for the weights file."""
    return json.dumps(vars(shape))
