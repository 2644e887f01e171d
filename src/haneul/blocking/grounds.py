"""What each place offers to stand on."""

from __future__ import annotations

from haneul.blocking.motion import Ground

GROUNDS = {
    "meadow": Ground(0.52), "beach": Ground(0.44), "sea": Ground(0.40, "water", 0.90),
    "underwater": Ground(0.62, "water", 0.93), "desert": Ground(0.54), "snow": Ground(0.55),
    "mountain": Ground(0.58), "mountain top": Ground(0.74, near=0.93), "forest": Ground(0.56), "farm": Ground(0.53),
    "city street": Ground(0.56), "room": Ground(0.60, near=0.95), "stage": Ground(0.62, near=0.93),
    "space": Ground(0.55, "air", 0.86), "sky": Ground(0.60, "air", 0.88),
}  # fmt: skip
