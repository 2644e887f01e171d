"""What the core says, told to clients."""

import pytest

from haneul.server.wording import in_fields


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("--no-enrich leaves it alone", "enrich: false leaves it alone"),
        ("give a place with --box or --mask.", "give a place with box or mask."),
        ("a well-known fox -- and a dash", "a well-known fox -- and a dash"),
    ],
)
def test_flags_are_fields(said, told):
    assert in_fields(said) == told
