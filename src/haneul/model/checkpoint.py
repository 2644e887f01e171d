"""Weights on disk: safetensors in half precision, the configuration in the header."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from haneul.errors import MissingPart
from haneul.model.autoencoder import Autoencoder, AutoencoderConfig
from haneul.model.presets import Config
from haneul.model.transformer import Transformer


def weights(name: str) -> Path:
    """Where the package keeps the embedded weights called `name`."""
    return Path(str(files("haneul") / "weights" / name))


def save(path: Path, module: nn.Module, config: object, notes: Mapping[str, str] | None = None) -> None:
    """Write `module` in half precision, aside first; `notes` go into the header."""
    header = {"config": json.dumps(asdict(config)), **(notes or {})}  # type: ignore[call-overload]
    tensors = {name: _half(value) for name, value in module.state_dict().items()}
    aside = path.with_suffix(".part")
    save_file(tensors, aside, header)
    aside.rename(path)


def load_autoencoder(path: Path) -> Autoencoder:
    """The autoencoder stored at `path`, in float32, ready to use."""
    header, tensors = _read(path)
    module = Autoencoder(AutoencoderConfig(**json.loads(header["config"])))
    module.load_state_dict({name: value.float() for name, value in tensors.items()})
    return module.eval().requires_grad_(False)


def load_transformer(path: Path) -> Transformer:
    """The transformer stored at `path`, in float32, ready to use."""
    header, tensors = _read(path)
    module = Transformer(Config(**json.loads(header["config"])))
    module.load_state_dict({name: value.float() for name, value in tensors.items()})
    return module.eval().requires_grad_(False)


def tensors(path: Path) -> dict[str, Tensor]:
    """All tensors stored at `path`, as they are."""
    return _read(path)[1]


def notes(path: Path) -> dict[str, str]:
    """The header: configuration and what training noted."""
    return _read(path)[0]


def _read(path: Path) -> tuple[dict[str, str], dict[str, Tensor]]:
    if not path.exists():
        raise MissingPart(f"There are no weights at {path}; train them with 'haneul train' or reinstall.")
    try:
        with safe_open(path, "pt") as file:
            return file.metadata() or {}, {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise MissingPart(f"The weights at {path} cannot be read ({error}); reinstall the package.") from None


def _half(value: Tensor) -> Tensor:
    value = value.detach().cpu().contiguous()
    return value.to(torch.float16) if value.is_floating_point() else value
