"""A whole scene acted without a renderer: copies, props, mirrored figures, hybrids."""

import numpy as np

from haneul.blocking.blocking import Blocking
from haneul.blocking.body import Body
from haneul.blocking.grounds import GROUNDS
from haneul.blocking.motion import Ground
from haneul.blocking.scene import PLACES, Actor, Scene, Shot

TIMES = np.arange(25) / 12
BODIES = {"fox": Body(faces="left"), "hen": Body(faces="right"), "drum": Body(kind="instrument")}


def acted(*actors, camera="still"):
    shot = Shot(2.0, camera, tuple(range(len(actors))))
    blocking = Blocking(Scene(actors, shots=(shot,)), Ground(), 16 / 9, BODIES)
    tracks = blocking.tracks(shot, TIMES, TIMES)
    parts = blocking.parts(shot, tracks, TIMES, 0.0)
    return parts, blocking.camera(0, shot, TIMES, tracks), blocking


def test_every_place_has_a_ground():
    assert set(GROUNDS) == set(PLACES)


def test_who_goes_against_its_picture_is_mirrored_and_leans():
    (fox,), camera, _ = acted(Actor("fox", "runs right"))
    assert fox.mirrored.all() and np.abs(fox.angle(camera)).max() > 0.05
    (fox,), camera, _ = acted(Actor("fox", "stands"))
    assert not fox.mirrored.any() and fox.angle(camera).tolist() == [0.0] * 25


def test_every_copy_has_its_prop_before_it():
    parts, camera, blocking = acted(Actor("fox", count=2, prop="drum"))
    assert [part.figure.key for part in parts] == ["fox", "drum", "fox", "drum"]
    boxes = [blocking.box(part, camera)[0] for part in parts]
    assert boxes[0][0] < boxes[2][0] and boxes[1][0] < boxes[3][0]
    assert all(drum[2] < (fox[0] + fox[2]) / 2 + 0.1 for fox, drum in zip(boxes[::2], boxes[1::2], strict=True))


def test_a_hybrids_halves_look_the_same_way():
    (part,), _, _ = acted(Actor("fox", rear="hen"))
    assert part.figure.rear == "hen" and part.figure.front == "left" and part.figure.rear_flip
