"""A training step against the machine's own rate: `python benchmarks/train_step.py --preset nano`.

Regime: the three stages of the recipe (pictures, clips, native sizes up to 256x144 and 49 frames), one
packed sequence of the preset's token budget each, synthetic samples with words and references; forward,
backward, clipping and Muon under bfloat16 autocast, on a GPU when there is one. The ceiling is a big
bfloat16 product, measured before and after every stage. FLOP are counted as forward times three, products
inside samples only, and the optimiser's products (Muon's iteration takes a fifth as many as the model's).
Then the same native samples in padded batches of the same size, and packed loss against one-by-one loss in
float32. The last line is JSON.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import torch
from torch.utils.flop_counter import FlopCounterMode

from haneul.model.memory import keep_freed
from haneul.model.patches import Sample, grid_rows, pack
from haneul.model.presets import Config, preset
from haneul.model.transformer import Pack, Transformer
from haneul.train.course import optimizer_of
from haneul.train.machine import device_name, matmul_rate, seconds
from haneul.train.packing import fill, first_fit_decreasing
from haneul.train.recipes import RECIPES
from report import report
from synthetic import awake, flops, sample, shapes


class Step:
    """One training step on a pack, as the loop takes it."""

    def __init__(self, model: Transformer) -> None:
        self.model, self.device = model, next(model.parameters()).device
        self.optimizer = optimizer_of(model, 1e-5)

    def __call__(self, packed: Pack) -> None:
        with torch.autocast(self.device.type, torch.bfloat16):
            made = self.model(packed)
        self.optimizer.zero_grad()
        grid_rows(made.float(), packed.kind).square().mean().backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step(1.0)

    def products(self) -> int:
        """FLOP of the products that the optimiser's own step takes (Muon's iteration); after a first step."""
        with FlopCounterMode(display=False) as counter:
            self.optimizer.step(1.0)
        return counter.get_total_flops()

    def seconds(self, packed: Pack, repeats: int) -> float:
        moved = packed.to(self.device)
        return seconds(lambda: self(moved), self.device, repeats)


def padded(samples: Sequence[Sample], length: int) -> Pack:
    """A batch in which every sample is filled up to `length` with empty words."""
    full = []
    for one in samples:
        empty = one.words.new_zeros(length - one.tokens, one.words.shape[1])
        words = torch.cat([one.words, empty])
        full.append(Sample(words, one.grid, one.time, one.position, one.references))
    return pack(full)


def ratio_to_padded(step: Step, samples: list[Sample], budget: int, repeats: int) -> float:
    """Useful tokens a second of packed sequences over those of padded batches, same samples, same budget."""
    lengths = [one.tokens for one in samples]
    longest = max(lengths)
    size = max(1, budget // longest)
    batches = [padded(samples[i : i + size], longest) for i in range(0, len(samples), size)]
    packs = [pack([samples[i] for i in part]) for part in first_fit_decreasing(lengths, max(budget, longest))]
    slow, quick = (sum(step.seconds(one, repeats) for one in many) for many in (batches, packs))
    return slow / quick


@torch.no_grad()
def difference(config: Config, samples: list[Sample]) -> float:
    """Largest relative difference of a sample's loss in the pack and alone, in float32."""
    model = Transformer(config)
    for value in model.parameters():  # answers of a size at which differences would show
        torch.nn.init.normal_(value, std=0.1)
    together = pack(samples)
    counts = [one.time.numel() for one in samples]
    parts = grid_rows(model(together), together.kind).split(counts)
    apart = [grid_rows(model(one), one.kind) for one in (pack([each]) for each in samples)]
    losses = [[float(a.square().mean()) for a in side] for side in (parts, apart)]
    return max(abs(a - b) / b for a, b in zip(*losses, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", default="nano")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--tokens", type=int, help="patches a step; the recipe's by default")
    options = parser.parse_args()
    keep_freed()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    config, recipe = preset(options.preset), RECIPES[options.preset]
    budget = options.tokens or recipe.tokens
    generator = torch.Generator().manual_seed(0)
    torch.manual_seed(0)
    step = Step(awake(Transformer(config)).to(device))
    rows: dict[str, tuple[float, str]] = {}
    shares, ceilings = [], [matmul_rate(device)]
    for stage in recipe.stages:
        drawn = [sample(shape, config, generator) for shape in shapes(stage.plan.mix, budget, generator)]
        packed = pack(sorted(drawn, key=lambda one: -one.time.numel()))
        taken = step.seconds(packed, options.repeats)
        ceilings.append(matmul_rate(device))
        own, name = 3 * flops(config, packed.lengths) / taken, stage.plan.name
        rate = own + step.products() / taken
        shares.append((rate / max(ceilings[-2:]), own / max(ceilings[-2:])))
        rows[f"{name}_rate"] = (rate / 1e9, f"{name}: GFLOP/s, {len(drawn)} samples, {sum(packed.lengths)} tokens")
        rows[f"{name}_tokens"] = (sum(packed.lengths) / taken, f"{name}: tokens a second")
        rows[f"{name}_share"] = (shares[-1][0], f"{name}: share of the machine's own rate")
    whole, model = (
        1 / sum(stage.share / share for stage, share in zip(recipe.stages, column, strict=True))
        for column in zip(*shares, strict=True)
    )
    rows["ceiling"] = (max(ceilings) / 1e9, "GFLOP/s of a big bfloat16 product (the best of its runs)")
    rows["share"] = (whole, "share of it over the whole recipe (at least 0.45)")
    rows["model_share"] = (model, "the same without the optimiser's products")
    many = shapes(recipe.stages[-1].plan.mix, 32 * max(budget, 2048), generator)
    lengths = [shape.tokens for shape in many]
    size = max(budget, max(lengths))
    full = fill(lengths, first_fit_decreasing(lengths, size), size)
    rows["fill"] = (full, "fill of packed sequences (at least 0.97)")
    native = [sample(shape, config, generator) for shape in shapes(recipe.stages[-1].plan.mix, 3 * budget, generator)]
    gain = ratio_to_padded(step, native, budget, max(1, options.repeats // 3))
    rows["packed_over_padded"] = (gain, "useful tokens a second, packed over padded, same samples")
    few = [sample(shape, config, generator) for shape in shapes(recipe.stages[0].plan.mix, 600, generator)]
    rows["difference"] = (difference(config, few), "packed loss and one-by-one loss, float32 (at most 1e-5)")
    report("train_step", rows, preset=options.preset, device=device_name(device), torch=torch.__version__)


if __name__ == "__main__":
    main()
