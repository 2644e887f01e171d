"""Open weights on disk or on the hub, in the layout of diffusers: recognised, then loaded."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haneul.engines.open_weights.weights import Family, known, recognise
from haneul.errors import MissingPart, UnknownName

if TYPE_CHECKING:
    import torch
    from diffusers import DiffusionPipeline
    from torch import nn

INDEX = "model_index.json"


def need_extra() -> None:
    """Raise `MissingPart` unless the libraries for open weights are installed."""
    missing = [name for name in ("diffusers", "transformers", "accelerate") if importlib.util.find_spec(name) is None]
    if missing:
        raise MissingPart(f"Open weights need {' and '.join(missing)}; run pip install 'haneul[open]'.")


def family(source: str) -> Family:
    """The family of the weights called `source`: a name of ours, a folder or owner/name on the hub.

    Raises `UnknownName` for a family that is not supported, `MissingPart` where nothing can be read.
    """
    record = known(source)
    return record.family if record else recognise(_index(source), source)


def load(source: str, device: torch.device) -> DiffusionPipeline:
    """All parts of the weights, on `device`, or waiting in main memory where they do not fit it.

    In bfloat16 on a GPU, but for the autoencoder, which needs float32; in float32 on a processor.
    """
    import torch
    from diffusers import DiffusionPipeline
    from diffusers.utils import logging
    from transformers.utils import logging as text_logging

    logging.disable_progress_bar()
    text_logging.disable_progress_bar()
    record = known(source)
    place = record.repository if record else str(Path(source).expanduser()) if _folder(source) else source
    kind = torch.float32 if device.type == "cpu" else torch.bfloat16
    try:
        # safetensors alone: a pickle could run anything
        parts = DiffusionPipeline.from_pretrained(
            place, dtype={"default": kind, "vae": torch.float32}, use_safetensors=True
        )
    except (OSError, ValueError, RuntimeError) as error:  # no files, other files, files of other shapes
        raise MissingPart(f"The weights of {source} cannot be loaded: {error}") from error
    for module in _modules(parts):
        module.requires_grad_(False)
    if device.type == "cuda" and _bytes(parts) > 0.7 * torch.cuda.mem_get_info(device)[0]:
        parts.enable_model_cpu_offload(device=device)
        return parts
    return parts.to(device)


def _modules(parts: DiffusionPipeline) -> list[nn.Module]:
    from torch import nn

    return [part for part in parts.components.values() if isinstance(part, nn.Module)]


def _bytes(parts: DiffusionPipeline) -> int:
    return sum(value.nbytes for module in _modules(parts) for value in module.parameters())


def _index(source: str) -> dict[str, Any]:
    """The model_index.json of a folder or of a repository on the hub."""
    if _folder(source):
        path = Path(source).expanduser() / INDEX
        if not path.is_file():
            raise UnknownName(f"{source} has no {INDEX}; give a folder of weights in the layout of diffusers.")
    else:
        path = _fetched(source)
    try:
        index = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise MissingPart(f"{path} is no JSON ({error}); fetch the weights again.") from error
    return index if isinstance(index, dict) else {}


def _fetched(source: str) -> Path:
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import (
        EntryNotFoundError,
        HfHubHTTPError,
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
    )

    try:
        return Path(hf_hub_download(source, INDEX))
    except LocalEntryNotFoundError as error:
        raise MissingPart(f"The hub cannot be reached for {source}; go online once, or give a folder.") from error
    except (RepositoryNotFoundError, EntryNotFoundError) as error:
        raise UnknownName(f"The hub has no weights for diffusers at {source}; check owner/name.") from error
    except (HfHubHTTPError, OSError) as error:
        raise MissingPart(f"The hub does not give out {source}: {str(error).splitlines()[0]}") from error


def _folder(source: str) -> bool:
    return Path(source).expanduser().is_dir()
