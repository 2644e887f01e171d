"""What an operator decides about the HTTP service: where it listens, what it takes, which engines paint.

Flags of `haneul serve`, next to those of the settings that workers share.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Annotated, Literal

from haneul.engines import registry
from haneul.errors import InvalidInput, UnknownName
from haneul.fields import Field, check
from haneul.operations.shape import Defaults, pixels

MIB = 2**20


@dataclass(frozen=True, kw_only=True)
class Front:
    """The service's front: address, models, limits of requests, keys."""

    host: Annotated[str, Field("The address to listen at; 0.0.0.0 for all, which needs keys.")] = "127.0.0.1"
    port: Annotated[int, Field("The port to listen at.", 1, 65_535)] = 8000
    model: Annotated[str, Field("The engine that stands behind sora-2; `haneul models` lists them.")] = registry.DEFAULT
    pro_model: Annotated[str, Field("The engine that stands behind sora-2-pro; that of sora-2 without.")] = ""
    allow_model: Annotated[
        tuple[str, ...], Field("Another engine that clients may ask for by its own name; may be repeated.")
    ] = ()
    default_size: Annotated[
        str, Field("WIDTHxHEIGHT of clips for which the client asks no size; `engine`: the size the engine draws best.")
    ] = "720x1280"
    workers: Annotated[int, Field("Workers to start on this machine; 0 for none here.", 0, 64)] = 1
    upload_mib: Annotated[int, Field("Largest body of a request.", 1, 100_000, "MiB")] = 512
    keys: Annotated[
        Literal["auto", "required"],
        Field("Whether clients need a key. auto: always, except on loopback while no key was made."),
    ] = "auto"
    cors: Annotated[str, Field("Origins whose pages may call the service, separated by commas; none without.")] = ""
    private_images: Annotated[
        bool, Field("Fetch image_url from loopback and private networks as well: only where every key is trusted.")
    ] = False

    def __post_init__(self) -> None:
        check(self)
        for name in (self.model, self.pro_model or self.model, *self.allow_model):
            registry.find(name)
        if self.default_size != "engine":
            pixels(self.default_size, Defaults())
        if "*" in self.cors:
            raise InvalidInput("cors cannot be *; name the origins, such as https://studio.example.com.")

    @property
    def is_loopback(self) -> bool:
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def origins(self) -> tuple[str, ...]:
        return tuple(origin.strip().rstrip("/") for origin in self.cors.split(",") if origin.strip())

    @property
    def most_bytes(self) -> int:
        return self.upload_mib * MIB

    @property
    def models(self) -> dict[str, str]:
        """The engine behind each name that clients may ask for: no other is loaded or fetched for them."""
        pro = self.pro_model or self.model
        sora = dict.fromkeys(("sora-2", "sora-2-2025-10-06", "sora-2-2025-12-08"), self.model)
        sora |= dict.fromkeys(("sora-2-pro", "sora-2-pro-2025-10-06"), pro)
        return sora | {name: name for name in self.allow_model}

    def engine(self, model: str) -> str:
        """The engine for what a client asks by name; `UnknownName`, which tells the names, for any other."""
        if model not in self.models:
            raise UnknownName(f"There is no model {model[:40]!r} here; choose from {', '.join(self.models)}.")
        return self.models[model]
