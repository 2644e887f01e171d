"""Bins hold everything once, never overflow, and are full."""

from hypothesis import given
from hypothesis import strategies as st

from haneul.train.packing import fill, first_fit_decreasing


@given(st.lists(st.integers(1, 900), max_size=80), st.integers(300, 2000))
def test_every_sample_once_and_no_bin_too_long(lengths, budget):
    bins = first_fit_decreasing(lengths, budget)
    assert sorted(i for part in bins for i in part) == list(range(len(lengths)))
    for part in bins:
        assert sum(lengths[i] for i in part) <= budget or len(part) == 1
        assert [lengths[i] for i in part] == sorted((lengths[i] for i in part), reverse=True)


def test_a_training_mix_fills_ninety_seven_percent():
    lengths = [1872, 720, 360, 280, 144, 60, 57] * 40
    assert fill(lengths, first_fit_decreasing(lengths, 8192), 8192) >= 0.97
