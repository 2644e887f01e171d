"""Makes `docs/pictures/world.jpg`: what the training world looks like. These are renders, not the model's work."""

from __future__ import annotations

import numpy as np
from PIL import Image

from haneul.train.world import Shape, World


def main() -> None:
    takes = World().clips(Shape(256, 144, 1), 80, 7)[::5]  # one moment of each of 16 scenes
    chosen = [take.frames[:, 0].permute(1, 2, 0).numpy() for take in takes]
    rows = [np.concatenate(list(chosen[start : start + 4]), axis=1) for start in range(0, 16, 4)]
    Image.fromarray(np.concatenate(rows)).save("docs/pictures/world.jpg", quality=86)


if __name__ == "__main__":
    main()
