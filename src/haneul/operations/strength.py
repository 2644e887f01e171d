"""How much of what is known is re-imagined, as people say it: a word or a number.

Of one clip's layout (`evaluate/regions.py`) the embedded model keeps 0.95 at subtle, 0.81 at mild and 0.33 at strong,
where its fox has wholly become the panda that the prompt asks for; `haneul evaluate --operations` asks it of others.
"""

from __future__ import annotations

import math
from typing import Annotated, Any

from haneul.errors import InvalidInput
from haneul.fields import Field

WORDS = {"subtle": 0.4, "mild": 0.7, "strong": 0.92}

Strength = Annotated[
    str, Field("How much is re-imagined: subtle, mild, strong, or a number from 0 (keep) to 1 (invent).")
]


def level(strength: str) -> float:
    """The noise 0..1 that a strength means; `InvalidInput` for anything else."""
    word = str(strength).strip().lower()
    try:
        number = WORDS[word] if word in WORDS else float(word)
    except ValueError:
        number = math.nan
    if not 0 <= number <= 1:
        raise InvalidInput(f"strength cannot be {strength!r}; give {', '.join(WORDS)} or a number from 0 to 1.")
    return number


def settle(operation: Any) -> None:
    """The strength of an operation that is being made: checked, and as text, for 0.4 from a program is "0.4"."""
    if operation.strength is not None:
        object.__setattr__(operation, "strength", str(operation.strength))
        level(operation.strength)
