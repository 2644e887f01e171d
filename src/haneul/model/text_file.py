"""The text encoder's weights file: matrices as 8-bit integers with one scale a row, the rest in half precision.

The file is a safetensors file: `NAME` (int8) with `NAME.scale` (float16), or `NAME` (float16) alone;
`fingerprints` (int64) are the hashes of the vocabulary; the metadata's `shape` is JSON.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from haneul.errors import MissingPart
from haneul.model.text import TextEncoder, TextShape, describe


def write(encoder: TextEncoder, path: Path) -> None:
    """Store an encoder, written aside and then renamed."""
    stored: dict[str, Tensor] = {"fingerprints": torch.tensor(list(encoder.words.known))}
    for name, tensor in encoder.state_dict().items():
        if tensor.ndim == 2 and tensor.shape[0] > 1:
            stored[name], stored[name + ".scale"] = quantize(tensor)
        else:
            stored[name] = tensor.half().contiguous()
    aside = path.with_suffix(".part")
    save_file(stored, aside, {"shape": describe(encoder.shape)})
    aside.replace(path)


def read(path: Path) -> TextEncoder:
    """The encoder of a weights file, in float32. Raises `MissingPart` when the file is not one."""
    try:
        with safe_open(path, "pt") as file:
            shape = TextShape(**json.loads((file.metadata() or {})["shape"]))
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except Exception as error:
        raise MissingPart(f"{path} is no text encoder ({error}); make it anew: python -m haneul.train.text") from error
    encoder = TextEncoder(shape, stored.pop("fingerprints").tolist())
    state = {name: restore(name, stored) for name in stored if not name.endswith(".scale") or name == "scale"}
    encoder.load_state_dict(state, assign=True)
    return encoder


def quantize(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """(R, C) floats to int8 and (R, 1) half-precision scales."""
    scale = (matrix.abs().amax(1, keepdim=True) / 127).clamp_min(1e-6).half()
    return (matrix / scale.float()).round().clamp(-127, 127).to(torch.int8), scale


def restore(name: str, stored: dict[str, Tensor]) -> Tensor:
    tensor = stored[name].float()
    scale = stored.get(name + ".scale")
    return tensor if scale is None else tensor * scale.float()
