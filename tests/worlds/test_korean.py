"""Particles after Korean words, foreign words and numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.worlds.korean import FIRST, LAST, final, particle


@pytest.mark.parametrize(
    ("word", "pair", "fits"),
    [
        ("곰", "은/는", "은"), ("여우", "은/는", "는"), ("용", "이/가", "이"), ("오리", "이/가", "가"),
        ("말", "을/를", "을"), ("고양이", "을/를", "를"), ("판다", "과/와", "와"), ("펭귄", "과/와", "과"),
        ("산", "으로/로", "으로"), ("바다", "으로/로", "로"), ("교실", "으로/로", "로"), ("3", "이/가", "이"),
        ("2", "이/가", "가"), ("UFO", "이/가", "가"), ("", "이/가", "가"),
    ],
)  # fmt: skip
def test_particle(word: str, pair: str, fits: str) -> None:
    assert particle(word, pair) == fits


@given(st.integers(FIRST, LAST))
def test_final_agrees_with_unicode(code: int) -> None:
    import unicodedata

    assert bool(final(chr(code))) == (len(unicodedata.normalize("NFD", chr(code))) == 3)
