"""Which open weights there are: families by what their files say, and weights with a name of their own.

Nothing here needs torch or diffusers, so that naming a model costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from haneul.engines.base import Abilities
from haneul.engines.open_weights.ways import MaskChannels, PutBack, TimePerPatch, Way
from haneul.errors import UnknownName


@dataclass(frozen=True)
class Family:
    """Weights of one make: how their files name them, how they know a patch, what they can do."""

    name: str
    pipelines: tuple[str, ...]  # `_class_name` of model_index.json
    settings: Mapping[str, Any]  # further entries of model_index.json that tell it from its sisters
    way: Way
    abilities: Abilities

    def owns(self, index: Mapping[str, Any]) -> bool:
        """Whether a model_index.json describes weights of this family."""
        return index.get("_class_name") in self.pipelines and all(
            (index.get(key) or False) == value for key, value in self.settings.items()
        )


@dataclass(frozen=True)
class Weights:
    """Weights that have a name: where they are, what they may be used for, what they weigh."""

    name: str
    repository: str
    family: Family
    licence: str
    gigabytes: int  # in bfloat16, autoencoder in float32, text encoder included
    changes: Mapping[str, Any] = field(default_factory=dict)  # to the abilities of the family

    @property
    def summary(self) -> str:
        return f"{self.family.name}, {self.family.way.summary}; {self.licence}, {self.gigabytes} GB of weights"


def _video(size: tuple[int, int], fps: float, frames: int, largest: int) -> Abilities:
    """What the Wan families share: 50 steps, guidance 5, any place of the canvas, no references, no sound."""
    return Abilities(
        "open weights", size, fps, largest, frames, context=25, stride=4, steps=50, guidance=5.0,
        one_prompt=True, per_place_noise=True, references=False, guides=False, cast=False, sound=False,
    )  # fmt: skip


ONE_NETWORK = {"boundary_ratio": False}  # Wan 2.2 A14B has two networks and is another family

TI2V = Family(
    "Wan 2.2 TI2V",
    ("WanPipeline", "WanImageToVideoPipeline"),
    ONE_NETWORK | {"expand_timesteps": True},
    TimePerPatch(),
    _video((1280, 704), 24.0, 121, 1280),
)
VACE = Family(
    "Wan 2.1 VACE",
    ("WanVACEPipeline",),
    ONE_NETWORK,
    MaskChannels(),
    _video((832, 480), 16.0, 81, 832),
)
T2V = Family(
    "Wan 2.1 text-to-video",
    ("WanPipeline",),
    ONE_NETWORK | {"expand_timesteps": False},
    PutBack(),
    _video((832, 480), 16.0, 81, 832),
)
FAMILIES = (TI2V, VACE, T2V)

LARGE = {"size": (1280, 720), "largest": 1280}
WEIGHTS = (
    Weights("wan2.2-ti2v-5b", "Wan-AI/Wan2.2-TI2V-5B-Diffusers", TI2V, "Apache-2.0", 24),
    Weights("wan2.1-vace-1.3b", "Wan-AI/Wan2.1-VACE-1.3B-diffusers", VACE, "Apache-2.0", 16),
    Weights("wan2.1-vace-14b", "Wan-AI/Wan2.1-VACE-14B-diffusers", VACE, "Apache-2.0", 47, LARGE),
    Weights("wan2.1-t2v-1.3b", "Wan-AI/Wan2.1-T2V-1.3B-Diffusers", T2V, "Apache-2.0", 15),
    Weights("wan2.1-t2v-14b", "Wan-AI/Wan2.1-T2V-14B-Diffusers", T2V, "Apache-2.0", 40, LARGE),
)


def known(source: str) -> Weights | None:
    """The weights of that name or repository, if they have a record."""
    return next((one for one in WEIGHTS if source in (one.name, one.repository)), None)


def recognise(index: Mapping[str, Any], source: str) -> Family:
    """The family that the model_index.json of `source` describes.

    Raises `UnknownName` for other ones.
    """
    for family in FAMILIES:
        if family.owns(index):
            return family
    names = ", ".join(family.name for family in FAMILIES)
    told = [f"{key} {index[key]}" for key in ("boundary_ratio", "expand_timesteps") if index.get(key)]
    kind = " with ".join([str(index.get("_class_name", "no _class_name")), *told])
    raise UnknownName(f"{source} holds {kind}, which no engine here paints with; the supported families are {names}.")
