"""Files in a folder or an object storage: whole or not at all."""

import errno
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.errors import InvalidInput, NotFound, StorageFull
from haneul.server.storage import Storage


@pytest.fixture(params=["folder", "memory"])
def storage(request, tmp_path):
    return Storage(str(tmp_path / "s") if request.param == "folder" else f"memory://{tmp_path.name}")


def names(storage):
    return sorted(entry.name for entry in storage.walk())


def test_what_is_put_comes_back(storage, tmp_path):
    data = bytes(range(256)) * 5000
    (tmp_path / "clip").write_bytes(data)
    assert storage.put("videos/v/clip.mp4", tmp_path / "clip") == len(data)
    assert storage.write("videos/v/small", b"abc") == 3
    assert storage.read("videos/v/clip.mp4") == data
    assert storage.read("videos/v/clip.mp4", 5, 9) == data[5:9]
    assert b"".join(storage.stream("videos/v/clip.mp4", 7, 1_100_000)) == data[7:1_100_000]
    assert b"".join(storage.stream("videos/v/clip.mp4", 7)) == data[7:]
    assert storage.size("videos/v/clip.mp4") == len(data)
    assert storage.fetch("videos/v/small", tmp_path / "deep" / "copy").read_bytes() == b"abc"
    assert storage.exists("videos/v/small")
    assert not storage.exists("videos/v")
    assert storage.writable()
    assert names(storage) == ["videos/v/clip.mp4", "videos/v/small"]
    assert all(abs(time.time() - entry.modified) < 3600 for entry in storage.walk())


def test_a_file_takes_the_place_of_the_one_before(storage):
    storage.write("a/x", b"old, and longer")
    storage.write("a/x", b"new")
    assert storage.read("a/x") == b"new"


def test_delete_removes_a_file_or_all_below(storage):
    for name in ("a/1", "a/b/2", "ab/3"):
        storage.write(name, b"12345")
    assert storage.delete("a") == 10
    assert names(storage) == ["ab/3"]
    assert storage.delete("ab/3") == 5
    assert storage.delete("nowhere") == 0
    assert names(storage) == []


def test_what_is_not_there_is_told(storage, tmp_path):
    for call in (
        lambda: storage.read("a/x"),
        lambda: storage.size("a/x"),
        lambda: storage.stream("a/x"),
        lambda: storage.fetch("a/x", tmp_path / "x"),
    ):
        with pytest.raises(NotFound, match="has no a/x"):
            call()


def test_a_full_disk_leaves_the_old_file_and_no_half_of_the_new(tmp_path, monkeypatch):
    storage = Storage(str(tmp_path / "s"))
    storage.write("a/x", b"old")
    (tmp_path / "new").write_bytes(b"new")

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull, match="disk is full"):
        storage.write("a/x", b"new")
    with pytest.raises(StorageFull, match="disk is full"):
        storage.put("a/x", tmp_path / "new")
    assert not storage.writable()
    assert storage.read("a/x") == b"old"
    assert names(storage) == ["a/x"]


@given(st.text(max_size=40))
def test_no_name_leads_out(tmp_path_factory, name):
    storage = Storage(str(tmp_path_factory.getbasetemp() / "walls"))
    try:
        path = storage.local(name)
    except InvalidInput:
        return
    root = tmp_path_factory.getbasetemp() / "walls"
    assert os.path.normpath(path).startswith(f"{root}/")


@pytest.mark.parametrize("name", ["", "/etc/passwd", "a/../../b", "a//b", "./a", "a\\b", "a/"])
def test_names_that_lead_elsewhere_are_refused(storage, name):
    with pytest.raises(InvalidInput, match="is no name"):
        storage.write(name, b"")


def test_an_unknown_address_is_refused():
    with pytest.raises(InvalidInput, match="storage cannot be"):
        Storage("nosuch://bucket/x")
