"""What is split comes back the same, or not at all."""

import pytest

from haneul.errors import MissingPart
from haneul.train.parts import join, split


def test_round_trip(tmp_path):
    whole = tmp_path / "state.pt"
    whole.write_bytes(bytes(range(250)))
    assert [part.stat().st_size for part in split(whole, tmp_path / "parts", 100)] == [100, 100, 50]
    assert join(tmp_path / "parts", "state.pt", tmp_path / "again" / "state.pt")
    assert (tmp_path / "again" / "state.pt").read_bytes() == whole.read_bytes()


def test_a_shorter_file_leaves_no_old_part(tmp_path):
    whole = tmp_path / "state.pt"
    for size in (300, 90):
        whole.write_bytes(b"x" * size)
        split(whole, tmp_path / "parts", 100)
    assert join(tmp_path / "parts", "state.pt", tmp_path / "again")
    assert (tmp_path / "again").stat().st_size == 90


def test_nothing_there(tmp_path):
    assert not join(tmp_path, "state.pt", tmp_path / "state.pt")


@pytest.mark.parametrize("spoil", [lambda part: part.unlink(), lambda part: part.write_bytes(b"?")])
def test_missing_and_spoilt_parts_are_told(tmp_path, spoil):
    whole = tmp_path / "state.pt"
    whole.write_bytes(b"y" * 250)
    spoil(split(whole, tmp_path / "parts", 100)[1])
    with pytest.raises(MissingPart, match="parts|lacks"):
        join(tmp_path / "parts", "state.pt", tmp_path / "out")
    assert not (tmp_path / "out").exists() and not (tmp_path / "out.part").exists()
