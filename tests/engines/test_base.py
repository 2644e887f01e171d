"""What was asked of the sampling comes before what the engine is best at."""

import pytest

from haneul.engines.base import Abilities, Sampling
from haneul.errors import InvalidInput


@pytest.mark.parametrize(
    ("asked", "done"),
    [
        (Sampling(), (50, 5.0)),
        (Sampling(8), (8, 5.0)),
        (Sampling(guidance=0.0), (50, 0.0)),
        (Sampling(8, 1.0), (8, 1.0)),
    ],
)
def test_what_is_not_asked_is_the_engines_own(asked, done):
    assert asked.of(Abilities("any", steps=50, guidance=5.0)) == done


@pytest.mark.parametrize("wrong", [{"steps": 0}, {"guidance": -1.0}, {"steps": 2.5}])
def test_out_of_range_is_refused(wrong):
    with pytest.raises(InvalidInput):
        Sampling(**wrong)
