"""A picture file that shows how far the painting is: made anew while sampling goes on."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from haneul.engines.base import Preview, Progress
from haneul.errors import InvalidInput, MediaError

EVERY = 1.0  # seconds between two pictures at least
MOMENTS = 4  # frames side by side
WIDTH = 256  # pixels of each


def check_preview(path: Path, output: Path) -> None:
    """Raise `InvalidInput` unless a picture can be written at `path`, which is not the result's own."""
    from haneul import media

    try:
        media.check_output(path, 1)
    except MediaError as error:
        raise InvalidInput(str(error)) from error
    if path.suffix.lower() not in (".png", ".jpg", ".jpeg", ".webp"):
        raise InvalidInput(f"The preview {path} must be a picture; end its name with .png or .jpg.")
    if path.resolve() == output.resolve():
        raise InvalidInput(f"{path} is the result itself; choose another name for the preview.")


def previewed(progress: Progress, path: Path) -> Progress:
    """`progress` that also draws the present guess into `path`, at most once a second.

    Each picture takes its place whole, so that a viewer never sees half of one.
    """
    drawn = -EVERY

    def report(share: float, what: str, preview: Preview | None = None, /) -> None:
        nonlocal drawn
        progress(share, what, preview)
        if preview is not None and time.monotonic() - drawn >= EVERY:
            _draw(path, preview)
            drawn = time.monotonic()

    return report


def _draw(path: Path, preview: Preview) -> None:
    from haneul import media

    frames = preview()
    chosen = np.unique(np.linspace(0, len(frames) - 1, MOMENTS).round().astype(int))
    _, height, width, _ = frames.shape
    small = frames[chosen]
    if width > WIDTH:
        small = media.resize(small, WIDTH, max(1, round(height * WIDTH / width)))
    media.write_picture(path, np.concatenate(list(small), axis=1))
