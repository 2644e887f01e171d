import numpy as np
import pytest
from PIL import Image

import haneul
from haneul import media
from haneul.canvas import Clip
from haneul.errors import InvalidInput
from haneul.evaluate.regions import exactness, leakage, touched
from haneul.operations.edit import Edit
from haneul.operations.shape import Defaults

BOX = np.zeros((64, 96), bool)
BOX[10:42, 30:70] = True


def edited(clip_file, **more):
    return haneul.edit(clip_file, "waves", seed=3, model="fake", **more)


@pytest.mark.parametrize("feather", [0, 8])
def test_outside_the_box_every_pixel_stays(clip_file, decoded, feather):
    made = edited(clip_file, box="30,10,40,32", feather=feather)
    mask = np.broadcast_to(BOX, decoded.shape[:3])
    assert leakage(made.clip.frames, decoded, mask) == 0 and touched(made.clip.frames, decoded, mask) > 20
    assert exactness(made.clip.frames, decoded, made.canvas.noise()) == 1


def test_masks_and_boxes_are_painted_together(clip_file, decoded, tmp_path):
    other = np.zeros((32, 48), np.uint8)
    other[24:, :8] = 255
    Image.fromarray(other).save(tmp_path / "m.png")
    made = edited(clip_file, box="30,10,40,32", mask=tmp_path / "m.png", feather=0)
    mask = BOX.copy()
    mask[48:, :16] = True
    assert "m.png was stretched from 48x32 to 96x64" in made.canvas.notes
    assert np.array_equal(made.canvas.noise()[5] == 1, mask)
    assert leakage(made.clip.frames, decoded, np.broadcast_to(mask, decoded.shape[:3])) == 0


def test_a_video_mask_moves(clip_file, decoded, tmp_path):
    frames = np.zeros_like(decoded)
    for at, frame in enumerate(frames):
        frame[:, 6 * at : 6 * at + 24] = 255
    media.write(tmp_path / "m.webm", Clip(frames, 12.0))
    made = edited(clip_file, mask=tmp_path / "m.webm")
    mask = media.read(tmp_path / "m.webm").frames[..., 0] >= 128
    assert leakage(made.clip.frames, decoded, mask) == 0 and touched(made.clip.frames, decoded, mask) > 20


def test_the_mask_is_fitted_as_the_clip_is(clip_file):
    canvas = Edit(clip_file, "waves", box="16,0,64,64", size="64x64", feather=0).canvas(Defaults())
    assert canvas.noise().min() == 1  # the box is all that a square keeps of the clip


def test_strength_is_the_most_noise(clip_file):
    canvas = Edit(clip_file, "waves", box="30,10,40,32", strength=0.4).canvas(Defaults())
    assert canvas.noise().max() == np.float32(0.4)


def test_only_the_region_moves(clip_file, decoded):
    made = haneul.edit(clip_file, box="30,10,40,32", still=True, model="fake")
    frames = made.clip.frames
    assert np.array_equal(frames[:, ~BOX], np.broadcast_to(decoded[0][~BOX], frames[:, ~BOX].shape))
    inner = np.s_[:, 18:34, 38:62]
    assert np.array_equal(frames[inner], decoded[inner])
    assert np.abs(np.diff(frames[inner].astype(int), axis=0)).max() > 50
    invented = haneul.edit(clip_file, "waves", box="30,10,40,32", still=True, strength=1, model="fake").clip.frames
    assert not np.array_equal(invented[inner], decoded[inner])
    assert np.array_equal(invented[:, ~BOX], frames[:, ~BOX])


def test_a_region_is_needed_and_must_exist(clip_file):
    with pytest.raises(InvalidInput, match="A region is needed"):
        Edit(clip_file, "waves")
    with pytest.raises(InvalidInput, match="does not lie in the picture of 96x64"):
        Edit(clip_file, "waves", box="200,0,10,10").canvas(Defaults())


def test_a_subject_is_found_by_ones_own_picture(clip_file, decoded, tmp_path):
    ground = np.random.default_rng(0).integers(0, 120, (1, 8, 12, 3), np.uint8).repeat(12, 1).repeat(12, 2)
    badge = np.random.default_rng(1).integers(0, 255, (4, 4, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    frames = ground.repeat(9, 0)
    for at, frame in enumerate(frames):
        frame[40:72, 10 + 6 * at : 42 + 6 * at] = badge
    media.write(tmp_path / "clip.mp4", Clip(frames, 12.0))
    alone = np.zeros((40, 40, 4), np.uint8)
    alone[4:36, 4:36] = np.dstack([badge, np.full((32, 32), 255, np.uint8)])
    Image.fromarray(alone).save(tmp_path / "badge.png")
    found = Edit(tmp_path / "clip.mp4", "the Badge", subject="Badge", cast={"Badge": tmp_path / "badge.png"}, feather=0)
    noise = found.canvas(Defaults()).noise()
    for at in (0, 4, 8):
        true = np.zeros(noise.shape[1:], bool)
        true[40:72, 10 + 6 * at : 42 + 6 * at] = True
        assert (noise[at] > 0)[true].mean() > 0.9 and (noise[at] > 0)[~true].mean() < 0.15


def test_nobody_is_found_where_nobody_is(clip_file):
    with pytest.raises(InvalidInput, match="nobody in the cast has that name"):
        Edit(clip_file, "waves", subject="corgi").canvas(Defaults())
    noise = np.random.default_rng(0).integers(0, 255, (16, 16, 4), np.uint8)
    with pytest.raises(InvalidInput, match="not surely seen"):
        Edit(clip_file, "waves", subject="corgi").canvas(Defaults(who=lambda words: ((words, noise),)))


def test_a_file_that_says_where_somebody_stands_is_believed(tmp_path):
    frames, rows = np.full((4, 80, 160, 3), 120, np.uint8), [[at / 8, 0.25, 0.2, 0.5, 0.8] for at in range(4)]
    noise = np.random.default_rng(0).integers(0, 255, (16, 16, 4), np.uint8)
    where = Defaults(who=lambda words: (("fox", noise),))
    for told, seen in ((rows, True), (rows[:2], False)):  # the second lacks the end
        media.write(tmp_path / "clip.mp4", Clip(frames, 8.0), metadata={"stands": {"fox": told}})
        made = Edit(tmp_path / "clip.mp4", "a cat", subject="vixen", feather=0)
        if seen:
            known = made.canvas(where).noise()
            assert (known[:, 20:60, 42:78] == 1).all() and (known[:, :, 100:] == 0).all()
        else:
            with pytest.raises(InvalidInput, match="not surely seen"):
                made.canvas(where)
