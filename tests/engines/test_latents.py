import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from haneul.canvas import Guide, Span
from haneul.engines.latents import (
    STRIDES,
    Strides,
    crop,
    hold,
    in_context,
    latent_shape,
    noise_grid,
    pad,
    padded_shape,
    pixel_shape,
    positions,
    restore,
    told,
)

strides = st.builds(Strides, st.integers(1, 5), st.integers(1, 7), st.integers(1, 7))
shapes = st.tuples(st.integers(1, 14), st.integers(1, 20), st.integers(1, 20))


@pytest.mark.parametrize(
    ("frames", "latents"), [(1, 1), (2, 2), (5, 2), (6, 3), (9, 3), (48, 13), (49, 13), (50, 14), (121, 31)]
)
def test_the_first_latent_is_one_frame_and_the_others_four(frames: int, latents: int) -> None:
    assert latent_shape(frames, 144, 256) == (latents, 9, 16)


def test_the_default_canvas_fits() -> None:
    assert padded_shape(49, 144, 256) == (49, 144, 256)
    assert padded_shape(48, 101, 67) == (49, 112, 80)


@given(shapes, strides)
def test_padded_is_the_smallest_shape_that_fits(shape: tuple[int, int, int], by: Strides) -> None:
    padded = padded_shape(*shape, by)
    assert pixel_shape(*latent_shape(*padded, by), by) == padded
    for have, want, step in zip(shape, padded, (by.time, by.height, by.width), strict=True):
        assert 0 <= want - have < step


def test_frames_of_which_nothing_is_told_stand_still_as_the_nearest() -> None:
    frames = np.arange(10, 14, dtype=np.uint8).reshape(-1, 1, 1, 1) * np.ones((1, 2, 2, 3), np.uint8)
    whole, rough = told([Guide(frames, 3, Span(0, 4))], 10, 2, 2)
    assert rough[:, 0, 0, 0].tolist() == [10, 10, 10, 10, 11, 12, 13, 13, 13, 13]
    assert whole.tolist() == [False, False, False, False] and told([Guide(frames, 5, Span(0, 4))], 10, 2, 2)[0][2]


@given(arrays.arrays(np.uint8, st.tuples(*[st.integers(1, 9)] * 3, st.just(3))), strides)
def test_crop_undoes_pad(pixels: np.ndarray, by: Strides) -> None:
    padded = pad(pixels, by)
    assert padded.shape == (*padded_shape(*pixels.shape[:3], by), 3)
    assert np.array_equal(crop(padded, *pixels.shape[:3]), pixels)
    assert np.array_equal(padded[-1, -1, -1], pixels[-1, -1, -1])


def test_pad_does_not_copy_what_fits() -> None:
    pixels = np.zeros((5, 32, 16, 3), np.uint8)
    assert pad(pixels) is pixels


@given(shapes, strides, st.randoms(use_true_random=False))
def test_a_latent_has_the_noise_of_its_noisiest_pixel(shape: tuple[int, int, int], by: Strides, random: object) -> None:
    noise = np.random.default_rng(random.randrange(2**32)).random(shape, np.float32)  # type: ignore[attr-defined]
    grid = noise_grid(noise, by)
    assert grid.shape == latent_shape(*shape, by) and grid.dtype == np.float32
    frame_of = [slice(0, 1)] + [slice(1 + k * by.time, 1 + (k + 1) * by.time) for k in range(grid.shape[0] - 1)]
    for place in np.ndindex(grid.shape):
        t, h, w = place
        patch = noise[frame_of[t], h * by.height : (h + 1) * by.height, w * by.width : (w + 1) * by.width]
        assert grid[place] == patch.max()


def test_one_unknown_pixel_makes_the_whole_latent_unknown() -> None:
    noise = np.zeros((9, 32, 32), np.float32)
    noise[4, 31, 0] = 1
    grid = noise_grid(noise)
    assert grid[1, 1, 0] == 1
    assert grid.sum() == 1


def test_a_known_first_frame_is_exactly_the_first_latent() -> None:
    noise = np.ones((49, 144, 256), np.float32)
    noise[0] = 0
    grid = noise_grid(noise)
    assert not grid[0].any() and np.all(grid[1:] == 1)


def test_times_are_the_mean_of_each_latents_frames() -> None:
    t = positions(9, 16, 16, fps=12)[:, 0, 0, 0]
    assert t == pytest.approx([0, 2.5 / 12, 6.5 / 12])
    assert positions(3, 16, 16, fps=8, strides=Strides(1, 16, 16))[:, 0, 0, 0] == pytest.approx([0, 1 / 8, 2 / 8])


@pytest.mark.parametrize("size", [(144, 256), (576, 1024), (1152, 2048)])
def test_positions_mean_the_same_at_any_size(size: tuple[int, int]) -> None:
    grid = positions(1, *size, fps=12)
    half = np.float32(8 / np.sqrt(size[0] * size[1]))  # from a patch's centre to its edge
    assert grid[0, 0, 0, 2] - half == pytest.approx(-2 / 3, abs=1e-6)
    assert grid[0, -1, -1, 1] + half == pytest.approx(3 / 8, abs=1e-6)
    assert grid.dtype == np.float32


@given(shapes, strides, st.floats(1, 60))
def test_positions_are_centred_and_evenly_spaced(shape: tuple[int, int, int], by: Strides, fps: float) -> None:
    whole = padded_shape(*shape, by)
    grid = positions(*whole, fps, by)
    assert grid.shape == (*latent_shape(*whole, by), 3)
    assert grid[0, :, 0, 1].mean() == pytest.approx(0, abs=1e-6)
    assert grid[0, 0, :, 2].mean() == pytest.approx(0, abs=1e-6)
    if grid.shape[1] > 1:
        assert np.ptp(np.diff(grid[0, :, 0, 1])) < 1e-6
    # A padded canvas keeps the grid of the picture it holds: only the centre may differ by the padding.
    own = positions(*shape, fps, by)
    assert own.shape == grid.shape and np.allclose(own[..., 0], grid[..., 0])


def test_default_strides() -> None:
    assert (STRIDES.time, STRIDES.height, STRIDES.width) == (4, 16, 16)


def test_what_lies_between_known_frames_stands_still_as_the_next_one() -> None:
    pixels = np.arange(13, dtype=np.uint8)[:, None, None, None] * np.ones((13, 1, 1, 3), np.uint8)
    noise = np.ones((13, 1, 1), np.float32)
    noise[[0, 7, 8]] = 0
    made, level = in_context(pixels, noise, Strides(4, 1, 1))
    assert made[:, 0, 0, 0].tolist() == [0, *[7] * 7, 8, *[8] * 4]
    assert level[:, 0, 0].tolist() == [0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1]


def test_a_canvas_of_which_nothing_is_known_has_no_context() -> None:
    pixels, noise = np.full((5, 2, 2, 3), 127, np.uint8), np.ones((5, 2, 2), np.float32)
    made, level = in_context(pixels, noise)
    assert np.array_equal(made, pixels) and np.array_equal(level, noise)


def test_a_known_frame_is_held_over_its_latent_and_known_frames_keep_their_own_pixels() -> None:
    pixels = np.arange(9, dtype=np.uint8)[:, None, None, None].repeat(3, 3)
    noise = np.ones((9, 1, 1), np.float32)
    noise[:7] = 0
    noise[6] = 0.25
    held, level = hold(pixels, noise)
    assert held[:, 0, 0, 0].tolist() == [0, 1, 2, 3, 4, 5, 6, 5, 5]
    assert level[:, 0, 0].tolist() == [0, 0, 0, 0, 0, 0, 0.25, 0, 0]
    assert hold(pixels, np.full_like(noise, 0.5))[0] is pixels


@given(st.floats(0.01, 1), st.integers(0, 2**32 - 1))
def test_restoring_lets_as_much_through_as_the_noise_says(noise: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    painted, decoded, pixels = random.integers(0, 256, (3, 5, 16, 16, 3), np.uint8)
    level = np.full((5, 16, 16), noise, np.float32)
    made = restore(painted, decoded, pixels, level, noise_grid(level))
    wanted = painted + (1 - noise) * (pixels.astype(float) - decoded)
    assert np.abs(made - wanted.clip(0, 255)).max() <= 0.501
    unseen = restore(decoded, decoded, pixels, np.full_like(level, 0.001), noise_grid(level))
    assert np.abs(unseen.astype(int) - pixels).max() <= 1  # towards noise 0 lies the pixel itself


def test_a_soft_edge_is_painted_by_its_share_of_the_latents_noise() -> None:
    painted, decoded, pixels = (np.full((1, 16, 16, 3), value, np.uint8) for value in (200, 90, 100))
    noise = np.linspace(0, 1, 16, dtype=np.float32)[None, None].repeat(16, 1)
    made = restore(painted, decoded, pixels, noise, noise_grid(noise))[0, 0, :, 0]
    assert np.abs(made - (100 + 100 * noise[0, 0])).max() <= 0.51
    assert made[0] == 100 and made[-1] == 200
