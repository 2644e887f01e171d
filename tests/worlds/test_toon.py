"""Pictures: every attribute shows, slices equal the whole, the truth is where the colours are."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from haneul.blocking.scene import CHANGES, LOOKS, PLACES, TIMES, TINTS, WEATHERS, Actor, Scene, Shot
from haneul.errors import UnknownName
from haneul.worlds.atlas import Atlas
from haneul.worlds.catalogue import catalogue
from haneul.worlds.sampler import sample
from haneul.worlds.toon import Rendered, render

STILL = Scene((Actor("fox", "stands", size=0.5),), "meadow", seed=7)
SMALL = {"width": 64, "height": 40, "fps": 8.0}


def shoot(scene: Scene, atlas: Atlas, frames: int = 1, start: int = 8) -> Rendered:
    return render([scene], **SMALL, frames=frames, atlas=atlas, start=start)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(12))
def test_a_slice_and_a_single_frame_equal_the_whole(seed: int, atlas: Atlas) -> None:
    scene = sample(np.random.default_rng(seed), catalogue(), 3.0)
    whole, part, one = shoot(scene, atlas, 24, 0), shoot(scene, atlas, 6, 9), shoot(scene, atlas, 1, 17)
    assert whole.frames.shape == (1, 24, 3, 40, 64)
    assert whole.frames.min() >= 0 and whole.frames.max() <= 1 and whole.frames.isfinite().all()
    torch.testing.assert_close(part.frames, whole.frames[:, 9:15], atol=1e-3, rtol=0)
    torch.testing.assert_close(one.frames, whole.frames[:, 17:18], atol=1e-3, rtol=0)
    torch.testing.assert_close(part.truth.boxes, whole.truth.boxes[:, 9:15], atol=1e-4, rtol=0)
    torch.testing.assert_close(part.truth.velocity, whole.truth.velocity[:, 9:15], atol=2e-3, rtol=1e-3)


def test_the_same_seed_is_the_same_picture_and_another_is_not(atlas: Atlas) -> None:
    first = shoot(STILL, atlas).frames
    assert torch.equal(first, shoot(STILL, atlas).frames)
    assert not torch.equal(first, shoot(replace(STILL, seed=8), atlas).frames)


@pytest.mark.parametrize("size", [(64, 36), (36, 64), (200, 48), (320, 180)])
def test_a_picture_does_not_depend_on_its_resolution(size: tuple[int, int], atlas: Atlas) -> None:
    width, height = size
    scene = replace(STILL, actors=(Actor("fox", "walks right", size=0.5),), place="farm")
    small = render([scene], width=width, height=height, fps=8, frames=2, atlas=atlas, start=5)
    large = render([scene], width=width * 2, height=height * 2, fps=8, frames=2, atlas=atlas, start=5)
    shrunk = torch.nn.functional.avg_pool2d(large.frames[0], 2)
    assert (small.frames[0] - shrunk).abs().mean() < 0.02
    torch.testing.assert_close(small.truth.boxes, large.truth.boxes)


@pytest.mark.parametrize(
    ("field", "values", "apart"),
    [("place", PLACES, 0.03), ("time", TIMES, 0.05), ("weather", WEATHERS, 0.01), ("look", LOOKS, 0.01)],
)
def test_every_value_of_an_attribute_looks_different(
    field: str, values: tuple[str, ...], apart: float, atlas: Atlas
) -> None:
    frames = [shoot(replace(STILL, **{field: value}), atlas).frames for value in values]  # type: ignore[arg-type]
    for i, first in enumerate(frames):
        for second in frames[:i]:
            assert (first - second).abs().mean() > apart


def test_tints_recolour_the_actor_and_leave_the_rest(atlas: Atlas) -> None:
    plain = shoot(STILL, atlas)
    x0, y0, x1, y1 = (plain.truth.boxes[0, 0, 0] * torch.tensor([64, 40, 64, 40])).tolist()
    middle = (..., slice(int((y0 + y1) / 2), int((y0 + y1) / 2) + 3), slice(int((x0 + x1) / 2), int((x0 + x1) / 2) + 3))
    colours = []
    for tint in TINTS[1:]:
        made = shoot(replace(STILL, actors=(replace(STILL.actors[0], tint=tint),)), atlas)
        assert torch.equal(made.frames[..., :10, :10], plain.frames[..., :10, :10])
        colours.append(made.frames[middle].mean((0, 1, 3, 4)))
    assert all((a - b).abs().max() > 0.06 for i, a in enumerate(colours) for b in colours[:i])


def test_the_truth_is_where_the_actor_is(atlas: Atlas) -> None:
    actor = Actor("fox", "walks left", size=0.5, x=0.7)
    scene = replace(STILL, actors=(actor, Actor("duck", "stands", size=0.4, x=0.2)), shots=(Shot(3.0, "still", (0,)),))
    made = shoot(scene, atlas, 2, 8)
    truth = made.truth
    assert truth.identity.tolist() == [[atlas.row("fox"), atlas.row("duck")]]
    assert truth.visible[0, 0, 0] > 0.9 and truth.visible[0, 0, 1] == 0  # not in the shot
    moved = (truth.boxes[0, 1, 0] - truth.boxes[0, 0, 0]).reshape(2, 2).mean(0)
    assert truth.velocity[0, 0, 0, 0] < -0.05
    torch.testing.assert_close(moved[0] * 8, truth.velocity[0, 0, 0, 0], atol=0.02, rtol=0.1)
    gone = replace(scene, shots=(Shot(3.0, "still", ()),))
    changed = (made.frames - shoot(gone, atlas, 2, 8).frames).abs().amax((0, 2))[0]
    x0, _, x1, _ = (truth.boxes[0, 0, 0] * 64).tolist()
    inside = changed[: int(truth.boxes[0, 0, 0, 3] * 40) - 3]  # above the feet there is no shadow
    columns = inside.amax(0).gt(0.15).nonzero()
    assert abs(columns.min().item() - x0) <= 3 and abs(columns.max().item() - x1) <= 3


@pytest.mark.parametrize("change", CHANGES[1:])
def test_changes_show_over_the_clip(change: str, atlas: Atlas) -> None:
    scene = replace(
        STILL, actors=(*STILL.actors, Actor("duck", size=0.4, x=0.75)), shots=(Shot(3.0, "still", (0, 1)),),
        time="night" if change == "night to day" else "noon",
    )  # fmt: skip
    same, other = shoot(scene, atlas, 24, 0), shoot(replace(scene, change=change), atlas, 24, 0)
    end = 0 if change == "one enters" else -1
    assert (same.frames[0, end] - other.frames[0, end]).abs().mean() > 0.01
    if change.startswith("one"):
        assert other.truth.visible[0, end, 1] == 0 and other.truth.visible[0, end, 0] > 0.9


def test_shots_cut_hard_and_closeness_enlarges(atlas: Atlas) -> None:
    scene = replace(STILL, shots=(Shot(1.0), Shot(1.0, "still", (0,), 1.6)))
    made = shoot(scene, atlas, 16, 0)
    jumps = (made.frames[0, 1:] - made.frames[0, :-1]).abs().mean((1, 2, 3))
    assert jumps.argmax() == 7
    tall = made.truth.boxes[0, :, 0, 3] - made.truth.boxes[0, :, 0, 1]
    assert tall[12] > 1.4 * tall[2]


def test_copies_share_a_box_and_props_and_riders_appear(atlas: Atlas) -> None:
    alone = shoot(STILL, atlas)
    actor = STILL.actors[0]
    three = shoot(replace(STILL, actors=(replace(actor, size=0.3, count=3),)), atlas)
    box = three.truth.boxes[0, 0, 0]
    assert (box[2] - box[0]) * 1.6 > 2.2 * (box[3] - box[1])
    for changed in (replace(actor, prop="microphone"), replace(actor, rear="duck")):
        assert (shoot(replace(STILL, actors=(changed,)), atlas).frames - alone.frames).abs().mean() > 0.001
    both = (actor, Actor("cat", mount=0, size=0.25))
    ride = shoot(replace(STILL, actors=both, shots=(Shot(2.0, "still", (0, 1)),)), atlas)
    below, above = ride.truth.boxes[0, 0]
    assert above[3] < (below[1] + below[3]) / 2 and below[0] < (above[0] + above[2]) / 2 < below[2]


def test_an_unknown_subject_is_named(atlas: Atlas) -> None:
    few = replace(atlas, keys=("fox",), pictures=atlas.pictures[:1])
    with pytest.raises(UnknownName, match="duck"):
        shoot(replace(STILL, actors=(Actor("duck"),)), few)
