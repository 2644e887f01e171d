"""Teaches the text encoder: `python -m haneul.train.text`, some ten minutes on one core.

What it learns, all by distillation: (1) every word, phrase and caption's pooled vector is the
teacher's (MiniLM's, reduced by PCA), a Korean text's that of its English translation; (2) every token
inside a caption foretells its own word's vector, its phrase's and what its actor does, through
linear heads that are thrown away. So tokens keep who they are and whom they belong to.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from haneul.model.text import LONGEST, TextEncoder, TextShape
from haneul.model.text_file import write
from haneul.model.words import PARTS, fingerprint, is_hangul, split, stems
from haneul.train import meanings, teachers, templates

NONE = 0  # the target row that means "nothing to learn here"


@dataclass
class Lessons:
    """Everything to be learnt. Targets are rows of `goals`, row 0 being no target."""

    words: list[tuple[str, int, float]] = field(default_factory=list)  # text, target, share
    captions: list[tuple[list[str], Tensor, int]] = field(default_factory=list)  # words, (L, 3) targets, pooled target
    goals: Tensor = field(default_factory=lambda: torch.empty(0))  # (N, C) unit vectors, principal axes first


class Targets:
    """Collects English phrases (or Korean words that only USE knows) whose vectors will be needed."""

    def __init__(self) -> None:
        self.mixtures: list[tuple[tuple[str, ...], bool]] = [((), False)]
        self.rows: dict[tuple[tuple[str, ...], bool], int] = {self.mixtures[0]: NONE}

    def row(self, *phrases: str, korean: bool = False) -> int:
        """The row of the mean of these phrases' vectors; the same phrases give the same row."""
        key = (phrases, korean)
        if key not in self.rows:
            self.rows[key] = len(self.mixtures)
            self.mixtures.append(key)
        return self.rows[key]

    def vectors(self, width: int) -> Tensor:
        """Unit vectors (N, width) by row, on the principal axes of MiniLM's space; row 0 is zero."""
        phrases = list(dict.fromkeys(p for mixture, _ in self.mixtures for p in mixture))
        place = {p: i for i, p in enumerate(phrases)}
        english = [place[p] for p in phrases if not is_hangul(p)]
        others = [place[p] for p in phrases if is_hangul(p)]
        found = np.zeros((len(phrases), teachers.WIDTHS[0]), np.float32)
        found[english] = centred(teachers.remembered(teachers.minilm, [phrases[i] for i in english]))
        universal = centred(teachers.remembered(teachers.universal, phrases))
        # What only USE knows (Korean words beyond the lexicon) comes over by a linear map between the spaces.
        found[others] = universal[others] @ bridge(universal[english], found[english])
        rows = np.stack([found[[place[p] for p in m]].mean(0) if m else 0 * found[0] for m, _ in self.mixtures])
        _, _, axes = np.linalg.svd(found[english][::3], full_matrices=False)
        return F.normalize(torch.from_numpy(rows @ axes[:width].T), dim=-1)


def bridge(one: np.ndarray, other: np.ndarray, strength: float = 30.0) -> np.ndarray:
    """The ridge regression from one space of vectors to another."""
    return np.linalg.solve(one.T @ one + strength * np.eye(one.shape[1], dtype=np.float32), one.T @ other)


def centred(vectors: np.ndarray) -> np.ndarray:
    """Vectors without their common mean, of length 1: unrelated texts come out near 0."""
    moved = vectors - vectors.mean(0)
    return moved / np.linalg.norm(moved, axis=1, keepdims=True).clip(1e-6)


def lessons(rng: Random, captions: int, width: int) -> Lessons:
    """Words, phrases and captions with their targets."""
    known = [*meanings.lexicon(), *meanings.subjects(), *meanings.spoken(), *meanings.emoji_names()]
    targets, made = Targets(), Lessons()
    static: dict[str, int] = {}  # term to target
    for meaning in known:
        for term in meaning.english:
            row = targets.row(term, *meaning.english) if len(meaning.english) > 1 else targets.row(term)
            static.setdefault(term, row)
            made.words.append((term, row, 1.0 if meaning.section != "emoji" else 0.5))
        for term in meaning.korean:
            row = targets.row(*meaning.english)
            static.setdefault(term, row)
            made.words.append((term, row, 1.6 if meaning.section != "emoji" else 0.6))
    common = teachers.english_words()
    for word in common:
        if word not in static:
            static[word] = targets.row(word)
            made.words.append((word, static[word], 0.12))
    for word in teachers.korean_words():
        if word not in static:
            static[word] = targets.row(word, korean=True)
            made.words.append((word, static[word], 0.5))
    for _ in range(8000):
        pair = f"{rng.choice(common)} {rng.choice(common)}"
        made.words.append((pair, targets.row(pair), 0.1))
    named = meanings.names(known)
    spoken: templates.Spoken = {}
    for meaning in known:
        if meaning.section.startswith("spoken"):
            spoken.setdefault(meaning.section.split()[1], []).append((meaning.english, meaning.korean))
    for number in range(captions):
        both = salad(known, rng) if number % 4 == 0 else templates.sentence(named, spoken, rng)
        whole = targets.row(templates.text(both[0]))
        made.captions += [(*annotated(said, static, targets), whole) for said in both]
    made.words = [lesson for lesson in made.words if len(split(lesson[0])) <= 5]
    made.goals = targets.vectors(width)
    return made


def salad(known: list[meanings.Meaning], rng: Random) -> tuple[templates.Sentence, templates.Sentence]:
    """Some unrelated terms in a row, in both languages: teaches to keep words apart."""
    chosen = [m for m in rng.sample(known, rng.randint(2, 5)) if m.english and m.korean]
    english, korean = [], []
    for meaning in chosen:
        term, other = rng.choice(meaning.english), rng.choice(meaning.korean)
        sense = meaning.english[0]
        english.append(templates.Chunk((templates.Piece(term, term),), sense))
        ending = rng.choice(("", "", "이/가", "을/를", "은/는", "의/의", "에/에"))
        written = templates.joined(other, ending) if ending and noun(other) else other
        korean.append(templates.Chunk((templates.Piece(written, other),), sense))
    return english, korean


def noun(term: str) -> bool:
    """Whether a Korean term may take a particle, judged by its last syllable."""
    return is_hangul(term[-1]) and term[-1] not in "다는게고로에서은를을면한운린"


def annotated(said: templates.Sentence, static: dict[str, int], targets: Targets) -> tuple[list[str], Tensor]:
    """The words of a sentence and the targets (L, 3) of each: its own, its chunk's, its actor's deed."""
    words: list[str] = []
    rows: list[tuple[int, int, int]] = []
    for chunk in said:
        sense = targets.row(chunk.sense) if chunk.sense else NONE
        deed = targets.row(chunk.deed) if chunk.deed else NONE
        for piece in chunk.pieces:
            for word in split(piece.text):
                own = static.get(piece.term, NONE) if piece.term else NONE
                own = own or next((static[stem] for stem in stems(word) if stem in static), NONE)
                words.append(word)
                rows.append((own, sense, deed))
    return words[: LONGEST - 1], torch.tensor(rows[: LONGEST - 1])


class Heads(nn.Module):
    """Linear maps from tokens to the goals' space; for training only."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.own, self.chunk, self.deed = (nn.Linear(width, width) for _ in range(3))


class Classroom:
    """Batches, losses and the optimiser."""

    def __init__(self, encoder: TextEncoder, made: Lessons, steps: int, rng: np.random.Generator) -> None:
        self.encoder, self.made, self.rng, self.steps = encoder, made, rng, steps
        self.heads = Heads(encoder.width)
        self.share = np.array([share for *_, share in made.words])
        self.share /= self.share.sum()
        body = [p for name, p in encoder.named_parameters() if name != "table.weight"]
        # Few rows of the table are seen at a step: sparse gradients spare passes over all of it.
        encoder.table.sparse = True
        self.body = [*body, *self.heads.parameters()]
        self.optimisers = (
            torch.optim.SparseAdam([encoder.table.weight], lr=1.5e-3, betas=(0.9, 0.98)),
            torch.optim.Adam(self.body, lr=1.5e-3, betas=(0.9, 0.98), fused=True),
        )
        self.schedules = [torch.optim.lr_scheduler.LambdaLR(one, self.pace) for one in self.optimisers]

    def pace(self, step: int) -> float:
        """Warm-up over 30 steps, then a cosine down to 2 %."""
        return min(1, (step + 1) / 30) * (0.02 + 0.98 * (0.5 + 0.5 * np.cos(np.pi * min(1, step / self.steps))))

    def look_up(self, texts: list[list[str]]) -> tuple[Tensor, Tensor]:
        """The encoder's rows, a quarter of the vocabulary's left out so that the parts learn the words too."""
        rows, places = self.encoder.look_up(texts)
        exact = (rows > 0) & (rows <= self.encoder.shape.vocabulary)
        dropped = torch.from_numpy(self.rng.random(len(rows)) < 0.25)[:, None]
        return rows.masked_fill(exact & dropped, 0), places

    def step(self, words: int, captions: int) -> dict[str, float]:
        """One update; returns the losses by name."""
        with torch.autocast("cpu", torch.bfloat16):
            losses = {**self.word_loss(words), **self.caption_loss(captions)}
        total = torch.stack(list(losses.values())).sum()
        total.backward()
        nn.utils.clip_grad_norm_(self.body, 1.0)
        for optimiser, schedule in zip(self.optimisers, self.schedules, strict=True):
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            schedule.step()
        return {name: float(loss.detach()) for name, loss in losses.items()}

    def word_loss(self, count: int) -> dict[str, Tensor]:
        chosen = self.rng.choice(len(self.made.words), count, p=self.share)
        texts, goals = [], []
        for i in chosen:
            term, goal, _ = self.made.words[i]
            if noun(term) and self.rng.random() < 0.4:
                endings = ("이/가", "을/를", "은/는", "의/의", "과/와", "도/도", "에서/에서", "에게/에게")
                term = templates.joined(term, str(self.rng.choice(endings)))
            texts.append(split(term)[: LONGEST - 1])
            goals.append(goal)
        goal = torch.tensor(goals)
        tokens, mask, pooled = self.encoder(*self.look_up(texts))
        alone = mask.sum(1) == 2
        own = self.match(self.heads.own(tokens[alone, 1]), goal[alone])
        return {"words": own, "pooled words": 2 * self.match(pooled, goal)}

    def caption_loss(self, count: int) -> dict[str, Tensor]:
        chosen = 2 * self.rng.integers(len(self.made.captions) // 2, size=count)
        told = [self.joined(i, side) for i in chosen for side in (0, 1)]
        tokens, _, pooled = self.encoder(*self.look_up([words for words, *_ in told]))
        goal = nn.utils.rnn.pad_sequence([rows for _, rows, _ in told], batch_first=True)  # b l 3
        heads = (self.heads.own, self.heads.chunk, self.heads.deed)
        losses = {}
        for side, (name, head, weight) in enumerate(zip(("own", "chunk", "deed"), heads, (1.0, 1.5, 0.7), strict=True)):
            wanted = goal[..., side] > NONE
            losses[name] = weight * self.match(head(tokens[:, 1:][wanted]), goal[..., side][wanted])
        return {**losses, "pooled": self.match(pooled, torch.tensor([whole for *_, whole in told]))}

    def joined(self, first: int, side: int) -> tuple[list[str], Tensor, int]:
        """A caption, or a third of the time two or three in a row, so that long prompts are nothing new."""
        more = 2 * self.rng.integers(len(self.made.captions) // 2, size=self.rng.choice(3, p=(0.65, 0.25, 0.1)))
        picked = [self.made.captions[i + side] for i in (first, *more)]
        words, rows = [word for p in picked for word in p[0]], torch.cat([p[1] for p in picked])
        return words[: LONGEST - 1], rows[: LONGEST - 1], picked[0][2] if len(picked) == 1 else NONE

    def match(self, found: Tensor, goal: Tensor) -> Tensor:
        """Cosine distance to the goals, and telling the goals of a batch apart."""
        return distance(found, self.made.goals[goal]) + 0.25 * confusion(found, goal, self.made.goals)


def distance(found: Tensor, goal: Tensor) -> Tensor:
    """Mean of 1 - cosine where there is a goal (it is not all zero)."""
    found, there = found.float(), goal.any(-1)
    return 1 - F.cosine_similarity(found[there], goal[there], dim=-1).mean()


def confusion(found: Tensor, goal: Tensor, bank: Tensor, heat: float = 0.07) -> Tensor:
    """Cross-entropy of which of the batch's goals is meant, softened by how alike the goals are."""
    found, there = found.float(), bank[goal].any(-1)
    rows, place = goal[there].unique(return_inverse=True)
    keys = F.normalize(bank[rows], dim=-1)
    meant = (keys[place] @ keys.T / heat).softmax(-1)
    logits = F.normalize(found[there], dim=-1) @ keys.T / heat
    return F.kl_div(logits.log_softmax(-1), meant, reduction="batchmean")


def vocabulary(made: Lessons) -> list[int]:
    """Fingerprints of all single words that are taught."""
    pairs = (word for term, _, share in made.words if share != 0.1 for word in split(term))
    told = (word for words, *_ in made.captions for word in words)
    return list(dict.fromkeys(fingerprint(word) for word in (*pairs, *told)))


@torch.no_grad()
def prepare(encoder: TextEncoder, heads: Heads, made: Lessons) -> None:
    """Start close to the answer: a known word's row is its goal, a part's row the mean over words that have it.

    The better those words agree, the wider the part's gate. The blocks start as near identities.
    """
    rank, width = encoder.shape.rank, encoder.width
    told = [(split(term), row) for term, row, _ in made.words]
    pairs = [(words[0], row) for words, row in told if len(words) == 1]
    inside = [pair for words, rows, _ in made.captions[::3] for pair in zip(words, rows[:, 0].tolist(), strict=True)]
    pairs += [(word, own) for word, own in inside if own]
    goals: dict[str, list[int]] = {}
    for word, row in pairs:
        goals.setdefault(word, []).append(row)
    rows, _ = encoder.look_up([list(goals)])
    meant = torch.stack([made.goals[found].mean(0)[:rank] for found in goals.values()])
    meant = F.normalize(meant, dim=-1)
    total = torch.zeros(len(encoder.table.weight), rank)
    count = torch.zeros(len(total), 1)
    flat, owner = rows[1:].flatten(), torch.arange(len(goals)).repeat_interleave(PARTS)
    total.index_add_(0, flat, meant[owner])
    count.index_add_(0, flat, torch.ones(len(flat), 1))
    agreement = total.norm(dim=1) / count[:, 0].clamp_min(1)
    exact = encoder.shape.vocabulary + 1
    encoder.table.weight[:, :rank] = F.normalize(total, dim=-1)
    encoder.table.weight[:, rank] = 4 * agreement - 3
    encoder.table.weight[1:exact, rank] = 3.0
    encoder.table.weight[0] = 0
    known = torch.tensor([encoder.words.exact(word) for word in goals])
    encoder.table.weight[known, :rank] = meant
    spread = torch.empty(width, width)
    nn.init.orthogonal_(spread)
    encoder.project.weight.copy_(spread[:, :rank] * width**0.5)
    for layer in (heads.own, heads.chunk, heads.deed, encoder.pool):
        layer.weight.copy_(spread.T / width**0.5)
        layer.bias.zero_()
    for name, weight in encoder.blocks.named_parameters():
        if name.endswith(("out.weight", "down.weight")):
            weight.mul_(0.3)
    nn.init.normal_(encoder.start, std=0.5)
    encoder.project.bias.zero_()


@torch.no_grad()
def settle(encoder: TextEncoder, made: Lessons, rng: np.random.Generator) -> None:
    """Set shift and scale so that token channels have mean 0 and RMS 1 over captions."""
    chosen = rng.choice(len(made.captions), min(1500, len(made.captions)), replace=False)
    tokens, mask, _ = encoder(*encoder.look_up([made.captions[i][0] for i in chosen]))
    seen = tokens[:, 1:][mask[:, 1:]]
    encoder.shift, encoder.scale = seen.mean(0), 1 / seen.std(0)


def train(
    out: Path, steps: int = 900, captions: int = 14_000, words: int = 144, told: int = 16, seed: int = 0
) -> TextEncoder:
    """Teach a new encoder and store it at `out`."""
    from rich.progress import Progress

    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    width = TextShape().width
    made = lessons(Random(seed), captions, width)
    fingerprints = vocabulary(made)
    shape = TextShape(vocabulary=len(fingerprints), buckets=56_000 - len(fingerprints))
    encoder = TextEncoder(shape, fingerprints)
    room = Classroom(encoder, made, steps, rng)
    prepare(encoder, room.heads, made)
    with Progress() as progress:
        task = progress.add_task("text encoder", total=steps)
        for step in range(steps):
            losses = room.step(words, told)
            if step % 25 == 0:
                shown = " ".join(f"{name} {loss:.3f}" for name, loss in losses.items())
                progress.update(task, completed=step, description=shown)
                if not progress.console.is_terminal and step % 100 == 0:
                    progress.console.print(step, shown)
    settle(encoder, made, rng)
    encoder.eval()
    write(encoder, out)
    return encoder


def main() -> None:
    default = Path(__file__).parents[1] / "weights" / "text.safetensors"
    parser = argparse.ArgumentParser(description="Train the text encoder.")
    parser.add_argument("--out", type=Path, default=default)
    parser.add_argument("--steps", type=int, default=900)
    parser.add_argument("--captions", type=int, default=14_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(1)
    train(options.out, options.steps, options.captions, seed=options.seed)


if __name__ == "__main__":
    main()
