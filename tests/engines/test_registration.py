"""Who is seen in an animatic is averaged along their way; nothing else is touched."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from haneul.canvas import Guide, Span
from haneul.engines import registration
from haneul.engines.surroundings import NEAR
from haneul.media.animatic import Animatic, Pasted
from haneul.prompts.shot import Shot
from haneul.prompts.staging import stage

FRAMES, HEIGHT, WIDTH, FPS = 13, 72, 128, 12.0


def registered(frames, guides, fps, true=None, known=None):
    """Nothing is known unless it is said."""
    known = np.zeros(len(frames), bool) if known is None else known
    return registration.registered(frames, guides, fps, frames if true is None else true, known)


def face(colour):
    """A cut-out (40, 30, 4) with a pattern that is not the same on both sides."""
    picture = np.full((40, 30, 4), (*colour, 255), np.uint8)
    picture[6:16, 4:12, :3] = 20
    picture[24:30, 14:28, :3] = 240
    return picture


def moving(*shots):
    """The guide of an animatic whose figures are where `shots` (frame -> Pasted) put them."""
    scenery = stage(Shot("", "en"), WIDTH / HEIGHT, {}, [k / FPS for k in range(FRAMES)], 5).scenery
    scenery = replace(scenery, marks=np.empty((FRAMES, 0, 2)))
    made = Animatic(HEIGHT, WIDTH, lambda frame: [shot(frame) for shot in shots], scenery)
    return Guide(made, 0, Span(0, FRAMES))


def runs(frame):
    left = 0.05 + 0.05 * frame
    return Pasted(face((200, 90, 30)), (left, 0.2, left + 0.3, 0.9))


def spins(frame):
    size = 0.3 + 0.01 * frame
    return Pasted(face((200, 90, 30)), (0.5 - size / 2, 0.5 - size, 0.5 + size / 2, 0.5 + size), angle=0.3 * frame)


def turns(frame):
    turned, picture = frame % 2 == 1, face((200, 90, 30))
    return Pasted(picture[:, ::-1] if turned else picture, (0.3, 0.2, 0.6, 0.9), 0.0, 0, turned)


def grainy(frames):
    return (frames + np.random.default_rng(1).normal(0, 25, frames.shape)).round().clip(0, 255).astype(np.uint8)


def errors(made, true, inside):
    return float(np.square(made.astype(float) - true)[inside].mean())


@pytest.mark.parametrize("shot", [runs, spins, turns])
def test_who_moves_is_painted_with_less_chance_and_the_set_stays(shot):
    guide, empty = moving(shot), moving()
    true, ground = guide.pixels(), empty.pixels()
    figure = np.abs(true.astype(int) - ground).max(-1) > 8
    reach = round(NEAR * HEIGHT) + 6
    around = F.max_pool2d(torch.from_numpy(figure).float(), 2 * reach + 1, 1, reach).numpy() > 0
    painted = grainy(true)
    made = registered(painted, [guide], FPS)
    assert errors(made, true, figure) < 0.5 * errors(painted, true, figure)
    assert np.array_equal(made[~around], painted[~around])
    assert errors(made, true, ~figure) <= errors(painted, true, ~figure)


def test_who_is_hidden_is_not_seen_on_whoever_hides_them():
    wall = Pasted(face((30, 60, 220)), (0.4, 0.0, 0.7, 1.0), who=1)
    guide = moving(runs, lambda frame: wall)
    true = guide.pixels()
    made = registered(true, [guide], FPS)
    assert np.abs(made.astype(int) - true).mean() < 1.2
    column = made[:, 30:40, round(0.5 * WIDTH) : round(0.6 * WIDTH)].astype(int)
    assert (column[..., 2] >= column[..., 0]).all(), "nothing orange before the blue one"


def test_frames_without_an_animatic_stay():
    painted = grainy(np.full((FRAMES, HEIGHT, WIDTH, 3), 128))
    drawn = Guide(painted, 0, Span(0, FRAMES))
    assert np.array_equal(registered(painted, [drawn], FPS), painted)
    later = replace(moving(runs), at=5, part=Span(2, 8))
    made = registered(painted, [later], FPS)
    changed = np.abs(made.astype(int) - painted).max((1, 2, 3)) > 0
    assert changed.tolist() == [5 <= frame < 11 for frame in range(FRAMES)]
    assert np.array_equal(registered(painted, [], FPS), painted)


def test_somebody_out_of_the_picture_or_as_good_as_gone_is_no_fault():
    painted = grainy(np.full((FRAMES, HEIGHT, WIDTH, 3), 128))
    guide = moving(lambda frame: Pasted(face((200, 90, 30)), (1.5, 0.2, 1.8, 0.9)))
    assert np.array_equal(registered(painted, [guide], FPS), painted)
    guide = moving(lambda frame: Pasted(face((200, 90, 30)), (0.5, 0.5, 0.5, 0.5)))
    assert np.abs(registered(painted, [guide], FPS).astype(int) - painted).max((1, 2, 3)).max() < 128


def test_new_frames_show_whom_the_known_ones_show():
    guide, known = moving(runs), np.arange(FRAMES) < 4
    true = guide.pixels()
    redder = true.copy()
    figure = np.abs(true.astype(int) - moving().pixels()).max(-1) > 8
    redder[figure] = (0.7 * true[figure] + 0.3 * np.array((255, 0, 0))).astype(np.uint8)
    painted = np.where(known[:, None, None, None], true, redder)
    new = replace(guide, at=4, part=Span(4, FRAMES))
    made = registered(painted, [new], FPS, true, known)
    assert np.array_equal(made[:4], painted[:4])
    for frame in (4, 8):
        inside = np.zeros_like(figure)
        inside[frame] = figure[frame]
        assert errors(made, true, inside) < 0.5 * errors(painted, true, inside)
    stranger = true[::-1, ::-1].copy()  # shows somebody else where the animatic has them
    beside = registered(painted, [new], FPS, stranger, known)
    alone = registered(painted, [new], FPS)
    assert np.abs(beside[4:].astype(int) - alone[4:]).max() <= 2
