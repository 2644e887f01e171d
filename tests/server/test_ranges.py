"""Byte ranges, as RFC 9110 has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.server.faults import Fault
from haneul.server.ranges import span


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (None, None), ("", None), ("bytes=0-99", (0, 100)), ("bytes=10-", (10, 1000)), ("bytes=-10", (990, 1000)),
        ("bytes=0-99999", (0, 1000)), ("bytes=-99999", (0, 1000)), ("bytes=5-4", None), ("bytes=0-1,5-6", None),
        ("items=0-5", None), ("bytes=a-b", None), ("bytes=-", None), ("bytes=0-0", (0, 1)),
    ],
)  # fmt: skip
def test_spans(header, part):
    assert span(header, 1000) == part


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-2000", "bytes=-0"])
def test_beyond_the_file(header):
    with pytest.raises(Fault) as wrong:
        span(header, 1000)
    assert (wrong.value.status, wrong.value.headers) == (416, {"content-range": "bytes */1000"})


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 40))
def test_a_span_lies_in_the_file(first, last, size):
    try:
        part = span(f"bytes={first}-{last}", size)
    except Fault:
        assert first >= size
    else:
        assert part is None if last < first else part == (first, min(size, last + 1))
