"""Makes the package's cast: a small picture of every subject of the catalogue, with its names.

`python -m haneul.train.cast` reads the artwork's atlas. Unseen subjects are in it too: their
pictures are all that the generator ever gets of them. Novel synonyms stay out, as in training.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from einops import rearrange
from numpy.typing import NDArray

from haneul.model.text import TextEncoder
from haneul.prompts.cast import Cast, Member
from haneul.train import meanings
from haneul.worlds.artwork import Atlas
from haneul.worlds.catalogue import Subject, catalogue


def cast(atlas: Atlas, subjects: Sequence[Subject], pixels: int = 64) -> Cast:
    """A member a subject that the atlas shows, with the first frame of its loop as RGBA uint8 (pixels, pixels, 4)."""
    shown = [subject for subject in subjects if subject.key in atlas.index]
    members = (
        Member(
            subject.english,
            subject.korean,
            (*subject.said("en")[1:], *subject.said("ko")[1:]),
            picture(atlas.pictures[atlas.row(subject.key), 0], pixels),
        )
        for subject in shown
    )
    return Cast(members, backdrop())


def backdrop() -> list[str]:
    """Phrases that name nobody: the captions' own of place, time, deed and film, and the lexicon's."""
    told = [meaning for meaning in meanings.lexicon() if meaning.section not in meanings.NAMED_SECTIONS]
    return [phrase for meaning in (*meanings.spoken(), *told) for phrase in (*meaning.english, *meaning.korean)]


def picture(frame: torch.Tensor, pixels: int) -> NDArray[np.uint8]:
    """A straight-alpha RGBA frame (P, P, 4) shrunk by area to (pixels, pixels, 4)."""
    colour = rearrange(frame.float(), "h w c -> 1 c h w")
    alpha = colour[:, 3:] / 255
    small = torch.nn.functional.interpolate(torch.cat((colour[:, :3] * alpha, alpha), 1), (pixels, pixels), mode="area")
    straight = small[:, :3] / small[:, 3:].clamp_min(1 / 255)
    whole = torch.cat((straight, small[:, 3:] * 255), 1).round().clamp(0, 255).to(torch.uint8)
    return rearrange(whole, "1 c h w -> h w c").numpy()


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the cast's weights file from the artwork's atlas.")
    parser.add_argument("--atlas", type=Path, default=None, help="atlas file; the user's cache without it")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "weights" / "cast.safetensors")
    parser.add_argument("--pixels", type=int, default=64)
    options = parser.parse_args()
    atlas = Atlas.load() if options.atlas is None else Atlas.load(options.atlas)
    made = cast(atlas, catalogue(), options.pixels)
    made.save(options.out, TextEncoder.load())
    print(f"{len(made)} members, {options.out.stat().st_size / 1e6:.1f} MB, at {options.out}")


if __name__ == "__main__":
    main()
