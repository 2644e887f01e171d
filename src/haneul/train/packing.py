"""First-fit-decreasing: samples of any lengths into sequences of one token budget.

Padding a mix of pictures and minutes to the longest wastes most of the work; packed sequences
waste only what no sample fits into.
"""

from __future__ import annotations

from collections.abc import Sequence


def first_fit_decreasing(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Indices of `lengths` in bins of at most `budget` tokens, the longest first.

    A sample longer than the budget has a bin of its own. Inside a bin equal lengths are neighbours,
    which attention turns into one batch. (Johnson, 1973.)
    """
    bins: list[list[int]] = []
    room: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        for place, left in enumerate(room):
            if lengths[index] <= left:
                bins[place].append(index)
                room[place] -= lengths[index]
                break
        else:
            bins.append([index])
            room.append(budget - lengths[index])
    return bins


def fill(lengths: Sequence[int], bins: Sequence[Sequence[int]], budget: int) -> float:
    """Share of the bins' tokens that belong to samples, the last (least full) bin left out."""
    full = sorted((sum(lengths[i] for i in part) for part in bins), reverse=True)[: max(1, len(bins) - 1)]
    return sum(full) / (budget * len(full))
