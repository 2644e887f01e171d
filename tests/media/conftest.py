"""Real files, made by PyAV directly: nothing of what is tested makes them."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """make(frames, name=..., fps=..., pixels=..., codec=..., times=..., clockwise=..., ...) -> path of a video."""

    def make(
        frames: np.ndarray,
        name: str = "made.mp4",
        fps: float = 12,
        pixels: str = "yuv420p",
        codec: str = "libx264",
        times: Sequence[float] | None = None,
        clockwise: int = 0,
        squeeze: Fraction | None = None,
        tagged: bool = True,
    ) -> Path:
        path = tmp_path / name
        rate = Fraction(fps).limit_denominator(1001)
        with av.open(str(path), "w") as container:
            stream = container.add_stream(codec, rate=rate, options={"crf": "12", "preset": "ultrafast"})
            stream.height, stream.width = frames.shape[1:3]
            stream.pix_fmt = pixels
            if times is not None:
                stream.codec_context.time_base = Fraction(1, 1000)
            if clockwise:
                stream.set_display_rotation(-clockwise)
            if squeeze:
                stream.codec_context.sample_aspect_ratio = squeeze
            if tagged:
                stream.codec_context.colorspace = stream.codec_context.color_range = 1
            for at, picture in enumerate(frames):
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                matrix = {"dst_colorspace": 1, "dst_color_range": 1} if tagged else {"dst_colorspace": 5}
                frame = frame.reformat(format=pixels, interpolation=0x40000 | 0x6000 | 4, **matrix)
                frame.pts, frame.time_base = at, 1 / rate
                if times is not None:
                    frame.pts, frame.time_base = round(times[at] * 1000), Fraction(1, 1000)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return path

    return make
