"""The clean plate: grain where somebody passed goes, all else stays."""

import torch

from haneul.engines.plate import _frames, _latents, cleaned

MOMENTS, HEIGHT, WIDTH, CHANNELS = 25, 2, 4, 3


def latents(seen):
    """Frames (T, h, w, c) as latents (4 c, t, h, w)."""
    return _latents(seen.permute(1, 2, 0, 3).flatten(0, 1), 4, HEIGHT)


def frames(grid):
    return _frames(grid, 4).unflatten(0, (HEIGHT, WIDTH)).permute(2, 0, 1, 3)


def passing(drift=0.0):
    """A set, somebody in the second column at moments 9 to 12, as a guide (13, t, h, w); True where they are seen."""
    flat = torch.randn(HEIGHT, WIDTH, CHANNELS, generator=torch.Generator().manual_seed(1))
    shown = torch.zeros(MOMENTS, HEIGHT, WIDTH, dtype=torch.bool)
    shown[9:13, :, 1] = True
    rough = flat + torch.arange(MOMENTS)[:, None, None, None] * drift + 2.0 * shown[..., None]
    grid = latents(rough)
    return torch.cat([grid, torch.ones_like(grid[:1])]), shown


def painted(shown):
    """What was painted: another set than the guide's colours, somebody in it, and grain around them."""
    noise = torch.Generator().manual_seed(2)
    flat = torch.randn(HEIGHT, WIDTH, CHANNELS, generator=noise)
    true = flat + 3.0 * shown[..., None]
    near = shown.clone()
    for step in (-2, -1, 1, 2):
        near |= shown.roll(step, 0)
    grain = 0.4 * torch.randn(true.shape, generator=noise) * (near & ~shown)[..., None]
    return true, true + grain, near & ~shown


def nothing_kept(grid):
    return torch.zeros(grid.shape[1:], dtype=torch.bool)


def test_frames_and_back():
    seen = torch.randn(MOMENTS, HEIGHT, WIDTH, CHANNELS, generator=torch.Generator().manual_seed(3))
    assert torch.allclose(frames(latents(seen)), seen, atol=1e-5)


def test_grain_goes_and_who_passes_stays():
    guide, shown = passing()
    true, grainy, near = painted(shown)
    made = frames(cleaned(latents(grainy), guide, nothing_kept(guide), 4))
    error, before = (float((x - true)[near].square().mean()) for x in (made, grainy))
    assert error < 0.05 * before
    assert torch.allclose(made[shown], true[shown], atol=1e-4)
    assert torch.allclose(made[:, :, 2:], grainy[:, :, 2:], atol=1e-4), "where nobody comes nothing is done"


def test_what_the_guide_does_not_tell_of_stays_in_part():
    guide, shown = passing()
    true, grainy, _ = painted(shown)
    shadow = torch.zeros_like(true)
    shadow[13, :, 1] = 12.0
    made = frames(cleaned(latents(grainy + shadow), guide, nothing_kept(guide), 4))
    assert float((made - true)[13, :, 1].mean()) > 9


def test_where_the_camera_moves_nothing_is_done():
    guide, shown = passing(drift=0.3)
    grid = latents(painted(shown)[1])
    assert torch.allclose(cleaned(grid, guide, nothing_kept(guide), 4), grid, atol=1e-4)


def test_kept_latents_and_those_without_a_guide_stay():
    guide, shown = passing()
    grid = latents(painted(shown)[1])
    kept = nothing_kept(guide)
    kept[2] = True
    made = cleaned(grid, guide, kept, 4)
    assert torch.equal(made[:, 2], grid[:, 2]) and not torch.equal(made[:, 3], grid[:, 3])
    guide[:, 2] = 0
    made = cleaned(grid, guide, nothing_kept(guide), 4)
    assert torch.equal(made[:, 2], grid[:, 2])
