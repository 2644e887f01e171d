"""Cameras: world and screen maps are each other's inverse; each camera moves its own way."""

import numpy as np
import pytest

from haneul.blocking.camera import FAR, NEAR, Camera, camera
from haneul.blocking.scene import CAMERAS

TIMES = np.linspace(0, 3, 31)


def made(name: str, closeness: float = 1.0) -> Camera:
    follow = 0.3 * TIMES if name == "tracking" else 0 * TIMES
    return camera(name, TIMES, 3.0, 1.6, closeness, follow, 0 * TIMES + 0.6, (0.1, 0.6), 0.9, seed=4)


@pytest.mark.parametrize("name", CAMERAS)
@pytest.mark.parametrize("closeness", [0.75, 1.0, 1.6])
def test_feet_stay_on_the_ground_that_they_stand_on(name: str, closeness: float) -> None:
    """The ground's texture and a standing actor agree about where a world point is seen."""
    cam, horizon, foot, x = made(name, closeness), 0.5, 0.9, 0.2
    sx, sy, _ = cam.place(0 * TIMES + x, 0 * TIMES + foot, 0 * TIMES + foot, horizon)
    look = cam.look(horizon, 0.85, ground=True)
    back = np.einsum("tij,tj->ti", look, np.stack([sx, sy, np.ones(len(TIMES))], 1))
    np.testing.assert_allclose(back[:, 1], foot, atol=1e-9)
    np.testing.assert_allclose(back[:, 0], x, atol=1e-9)


def test_still_is_the_identity() -> None:
    look = made("still").look(0.5, 0.3)
    np.testing.assert_allclose(look, np.broadcast_to([[1, 0, 0], [0, 1, 0]], look.shape), atol=1e-12)


def test_near_things_pass_faster_than_far_ones() -> None:
    cam = made("pan right")
    near, far = cam.look(0.5, 1.2)[:, 0, 2], cam.look(0.5, 0.2)[:, 0, 2]
    assert near[-1] - near[0] > 2 * (far[-1] - far[0]) > 0
    assert NEAR > FAR


def test_each_camera_moves_its_own_way() -> None:
    assert np.ptp(made("pan left").x) > 0.3 and made("pan left").x[-1] < 0 < made("pan right").x[-1]
    assert made("tilt up").y[-1] < 0 < made("tilt down").y[-1]
    assert made("zoom in").zoom[-1] > 1.3 and made("zoom out").zoom[0] > 1.3 and made("dolly in").dolly[-1] > 0.5
    assert np.abs(np.diff(made("shake").x)).max() > 0.005
    sx, _, _ = made("tracking").place(0.1 + 0.3 * TIMES, 0 * TIMES + 0.9, 0 * TIMES + 0.9, 0.5)
    assert np.ptp(sx) < 0.15  # the tracked actor hardly moves on the screen
