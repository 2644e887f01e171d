"""Bodies of `POST /v1/videos/operations/{name}`: made from the operation's own class, never written."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, create_model

from haneul.engines.base import Sampling
from haneul.fields import entries
from haneul.operations.base import Operation, every
from haneul.operations.board import Board
from haneul.operations.storyboard import Storyboard
from haneul.server.schemas.base import Request, key, named, parameter, unfolded
from haneul.server.schemas.video import NAMES, Card, Characters, Model


@cache
def body_of(kind: type[Operation]) -> type[Request]:
    """The parameters of `kind`, how to sample, which model, and whom the prompt names."""
    fields: dict[str, Any] = {key(entry): parameter(entry) for entry in (*entries(kind), *entries(Sampling))}
    for name, other in NAMES.items():
        fields[name][1].validation_alias = AliasChoices(name, other)
    if kind is Storyboard:  # its file names others: a client gives the cards themselves
        fields.pop("file")
        cards = Annotated[list[Card], BeforeValidator(unfolded), Field(min_length=1, max_length=60)]
        fields |= {"cards": (cards, ...), "look": (str | None, named(Board, "look"))}
    fields |= {"model": (Model, None), "characters": (Characters, None)}
    summary = inspect.cleandoc(kind.__doc__ or "").partition("\n\n")[0]
    return create_model(f"{kind.__name__}Operation", __base__=Request, __doc__=summary, **fields)


@cache
def bodies() -> dict[str, type[Request]]:
    """The body of each operation by its name in the address."""
    return {name: body_of(kind) for name, kind in sorted(every().items())}
