"""Cells that say who stands in them, and counts read off the centres."""

import torch

from haneul.worlds.spots import COLUMNS, PEAKS, ROWS, Drawn, Seen, Spots, spot_loss, wanted

NOBODY = 3


def test_a_figure_is_named_in_the_middle_of_its_box_and_nobody_is_outside():
    names, heat = wanted([Drawn((1,), (0.25, 0.25, 0.75, 0.75))], NOBODY)
    assert names.shape == (2, ROWS, COLUMNS) and heat.shape == (ROWS, COLUMNS)
    assert names[0, ROWS // 2, COLUMNS // 2] == 1 and names[0, 0, 0] == NOBODY
    assert (names == -1).any(), "the rim of a box teaches nothing"
    row, column = divmod(int(heat.argmax()), COLUMNS)
    assert abs(row + 0.5 - ROWS / 2) <= 0.5 and abs(column + 0.5 - COLUMNS / 2) <= 0.5


def test_nearer_figures_cover_those_behind_and_hybrids_have_two_names():
    box = (0.25, 0.25, 0.75, 0.75)
    names, _ = wanted([Drawn((0,), box), Drawn((1, 2), box)], NOBODY)
    assert names[:, ROWS // 2, COLUMNS // 2].tolist() == [1, 2]


def test_who_stands_outside_the_picture_is_not_named():
    names, heat = wanted([Drawn((0,), (1.2, 0.2, 1.6, 0.8))], NOBODY)
    assert (names == NOBODY).all() and heat.max() == 0


def test_small_figures_have_at_least_a_cell():
    names, _ = wanted([Drawn((0,), (0.501, 0.501, 0.505, 0.505))], NOBODY)
    assert (names[0] == 0).any()


def test_perfect_cells_cost_little_and_are_counted():
    names, heat = wanted([Drawn((k,), (0.1 + 0.3 * k, 0.3, 0.3 + 0.3 * k, 0.7)) for k in range(2)], NOBODY)
    logits = torch.nn.functional.one_hot(names[0].clamp(min=0), NOBODY + 1).permute(2, 0, 1)[None] * 20.0
    perfect = Seen(logits, torch.logit(heat.clamp(1e-4, 1 - 1e-4))[None])
    plain = Seen(torch.zeros_like(logits), torch.zeros_like(heat)[None])
    assert spot_loss(perfect, names[None], heat[None]) < 0.3 * spot_loss(plain, names[None], heat[None])
    assert (perfect.peaks()[0] > 0.5).sum() == 2 and perfect.peaks().shape == (1, PEAKS)
    assert perfect.subjects()[0].exp().round().tolist() == [1, 1, 0]


def test_spots_keep_the_fine_grid():
    seen = Spots(6, 8, 4, 5)(torch.rand(2, 6, ROWS, COLUMNS), torch.rand(2, 8, ROWS // 2, COLUMNS // 2))
    assert seen.names.shape == (2, 6, ROWS, COLUMNS) and seen.centres.shape == (2, ROWS, COLUMNS)
