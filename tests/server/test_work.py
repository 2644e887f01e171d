"""The steps of a job without DBOS: resumed is unbroken, a full disk is waited for, faults are told."""

import errno
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from haneul import media
from haneul.errors import StorageFull
from haneul.server import painter as painter_module
from haneul.server.jobs import Jobs, content_name
from haneul.server.painter import Painter
from haneul.server.records import Video
from haneul.server.watch import Cancelled, Left


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path / 'haneul.db'}"  # what is tested here knows no other


@pytest.fixture(autouse=True)
def several_windows(monkeypatch):
    monkeypatch.setenv("HANEUL_FAKE_FRAMES", "9")
    from haneul.engines import registry

    registry.engine.cache_clear()
    yield
    registry.engine.cache_clear()


@pytest.fixture
def painter(store, storage, settings, tmp_path):
    return Painter(store, storage, settings, "tester", tmp_path / "work")


def job(store, **about):
    parameters = {"prompt": "a fox", "seconds": 2.0, "size": "64x64", "seed": 7} | about.pop("parameters", {})
    video = Video(key_id="key_a", engine="fake", parameters=parameters, **about)
    store.videos.accept([video], waiting=9)
    store.videos.dispatch(running=9)
    return video


def run(painter, video, stop_after=None):
    """All steps, as the workflow does them; with `stop_after` the execution dies after so many windows."""
    work = painter.begin(video.id)
    outcome = painter.prepare(work)
    for number in range(outcome.get("windows", 0)):
        if number == stop_after:
            return None
        if "code" in (painted := painter.paint(work, number)):
            outcome = painted
            break
    if "code" not in outcome:
        outcome = painter.assemble(work)
    painter.finish(work, outcome)
    painter.clean(work)
    painter.end(work)
    return outcome


def pixels(storage, video):
    return media.read(storage.local(content_name(video.id))).frames


def test_notes_name_fields_and_no_flags(store, painter, monkeypatch):
    from haneul.engines import registry

    engine = registry.engine("fake")
    monkeypatch.setattr(engine, "abilities", replace(engine.abilities, enrich=True))
    video = job(store)
    work = painter.begin(video.id)
    painter.prepare(work)
    painter.end(work)
    (note,) = store.videos.get(video.id, None).notes
    assert note.endswith("; enrich: false leaves it alone")


def test_a_job_becomes_files_and_leaves_nothing_else(store, storage, painter):
    video = job(store)
    outcome = run(painter, video)
    found = store.videos.get(video.id, None)
    assert (found.status, found.size, found.seconds, found.fps) == ("completed", "64x64", "2", 12.0)
    assert found.windows == found.windows_done > 2
    entries = {entry.name: entry.bytes for entry in storage.walk()}
    assert set(entries) == {content_name(video.id, kind) for kind in ("video", "thumbnail", "spritesheet")}
    assert sum(entries.values()) == outcome["bytes"] == found.bytes
    assert storage.read(content_name(video.id, "thumbnail"))[8:12] == b"WEBP"
    assert storage.read(content_name(video.id, "spritesheet"))[:3] == b"\xff\xd8\xff"
    told = media.read_metadata(storage.local(content_name(video.id)))
    assert (told["parameters"]["prompt"], told["parameters"]["seed"], told["model"]) == ("a fox", 7, "fake")


@pytest.mark.parametrize("windows", [1, 3])
def test_resumed_is_unbroken_frame_for_frame(store, storage, settings, painter, tmp_path, windows):
    whole, broken = job(store), job(store)
    run(painter, whole)
    run(painter, broken, stop_after=windows)
    stored = {entry.name: storage.read(entry.name) for entry in storage.walk(f"jobs/{broken.id}")}
    assert len([name for name in stored if name.endswith(".mkv")]) == windows
    elsewhere = Painter(store, storage, settings, "another", tmp_path / "elsewhere")
    run(elsewhere, broken)
    assert store.videos.get(broken.id, None).attempt == 2
    assert np.array_equal(pixels(storage, whole), pixels(storage, broken))
    kinds = ("video", "thumbnail", "spritesheet")
    assert [storage.read(content_name(whole.id, k)) for k in kinds] == [
        storage.read(content_name(broken.id, k)) for k in kinds
    ]


def test_known_frames_need_no_window(store, storage, painter, tmp_path):
    clip = np.random.default_rng(0).integers(0, 256, (30, 64, 64, 3), dtype=np.uint8)
    from haneul.canvas import Clip

    media.write(tmp_path / "in.mp4", Clip(clip, 12.0))
    storage.put("inputs/x/in.mp4", tmp_path / "in.mp4")
    parameters = {"clip": "inputs/x/in.mp4", "prompt": "", "seconds": 1.0, "size": ""}
    video = job(store, operation="extend", parameters=parameters, inputs=("inputs/x/in.mp4",))
    assert "bytes" in run(painter, video)
    known = media.read(storage.local("inputs/x/in.mp4")).frames
    made = pixels(storage, video)
    assert len(made) == 42
    assert np.abs(made[:30].astype(int) - known).mean() < 12  # encoded twice
    told = media.read_metadata(storage.local(content_name(video.id)))
    assert told["parameters"]["clip"] == "in.mp4"


def test_a_variant_is_one_of_the_takes(store, storage, painter):
    first, second = (job(store, parameters={"variants": 2}, take=take) for take in (0, 1))
    next_seed = job(store, parameters={"seed": 8})
    for video in (first, second, next_seed):
        run(painter, video)
    assert not np.array_equal(pixels(storage, first), pixels(storage, second))
    assert np.array_equal(pixels(storage, second), pixels(storage, next_seed))
    assert store.videos.get(second.id, None).seed == 8


def test_cancel_stops_at_the_next_step(store, storage, painter):
    video = job(store)
    work = painter.begin(video.id)
    painter.prepare(work)
    seen = []

    def at(share, doing, was=work.watch.at):
        seen.append(share)
        if len(seen) == 4:
            work.watch.cancel()
        was(share, doing)

    work.watch.at = at
    outcome = painter.paint(work, 0)
    assert len(seen) == 4
    assert outcome["code"] == "cancelled"
    painter.finish(work, outcome)
    painter.clean(work)
    assert store.videos.get(video.id, None).error["code"] == "cancelled"
    assert list(storage.walk()) == []


def test_who_is_to_leave_records_nothing(store, painter):
    work = painter.begin(job(store).id)
    work.watch.leave()
    work.watch.cancel()  # for whoever goes on
    with pytest.raises(Left):
        painter.prepare(work)
    assert store.videos.get(work.video.id, None).status == "in_progress"
    assert not issubclass(Left, Exception)
    assert issubclass(Cancelled, Exception)


def test_progress_only_grows_and_a_preview_appears(store, storage, settings, painter):
    video = job(store)
    work = painter.begin(video.id)
    painter.prepare(work)
    shares = []
    was = work.watch.at
    work.watch.at = lambda share, doing: (was(share, doing), shares.append(work.watch.share))
    for number in range(len(work.windows)):
        painter.paint(work, number)
    preview = Jobs(store, storage, settings).preview(video.id)
    assert preview[:3] == b"\xff\xd8\xff"
    painter.assemble(work)
    assert all(a <= b for a, b in pairwise(shares))
    assert shares[-1] == pytest.approx(1.0)


def test_a_full_disk_is_waited_for(store, storage, painter, monkeypatch):
    monkeypatch.setattr(painter_module, "_PAUSE", 0.01)
    video, left = job(store), [5]
    was = storage.put

    def put(name, path):
        if left[0]:
            left[0] -= 1
            raise StorageFull("full")
        return was(name, path)

    storage.put = put
    assert "bytes" in run(painter, video)
    assert left == [0]


def test_a_disk_that_stays_full_fails_the_job(store, storage, painter, monkeypatch):
    monkeypatch.setattr(painter_module, "_PAUSE", 0.01)
    monkeypatch.setattr(painter_module, "_PATIENCE", 0.05)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("haneul.server.parts.write", full)
    assert run(painter, video := job(store))["code"] == "storage_full"
    assert store.videos.get(video.id, None).status == "failed"


@pytest.mark.parametrize(
    ("about", "code", "says"),
    [
        ({"parameters": {"prompt": ""}}, "invalid_input", "prompt is empty"),
        ({"parameters": {"size": "9999x64"}}, "invalid_input", "9999"),
        ({"take": 1}, "invalid_input", "makes 1 clips"),
        ({"operation": "nosuch"}, "internal_error", "log says why"),
        (
            {"operation": "animate", "parameters": {"picture": "inputs/v/cat.png"}, "inputs": ("inputs/v/cat.png",)},
            "input_deleted",
            "file for picture was deleted",
        ),
    ],
)
def test_a_fault_is_told_in_words(store, painter, about, code, says):
    video = job(store, **about)
    run(painter, video)
    found = store.videos.get(video.id, None)
    assert (found.status, found.error["code"]) == ("failed", code)
    assert says in found.error["message"]


def test_a_broken_input_is_told_without_our_folders(store, storage, painter, tmp_path):
    storage.write("inputs/v/cat.png", b"\x89PNG nonsense")
    about = {"operation": "animate", "parameters": {"picture": "inputs/v/cat.png"}, "inputs": ("inputs/v/cat.png",)}
    run(painter, video := job(store, **about))
    message = store.videos.get(video.id, None).error["message"]
    assert "cat.png" in message
    assert str(tmp_path) not in message


def test_a_job_that_kills_its_workers_is_given_up(store, painter):
    video = job(store)
    for _ in range(painter_module._STALLED):
        painter.end(painter.begin(video.id))
    assert run(painter, video)["code"] == "worker_lost"


def test_a_database_that_is_away_is_waited_for(store, painter, monkeypatch):
    from sqlalchemy.exc import OperationalError

    monkeypatch.setattr(painter_module, "_PAUSE", 0.01)
    away = []

    def flaky(was):
        def call(*args, **named):
            away.append(was)
            if len(away) % 3:
                raise OperationalError("SELECT", {}, Exception("the server is restarting"))
            return was(*args, **named)

        return call

    for name in ("begin", "advance", "complete"):
        monkeypatch.setattr(store.videos, name, flaky(getattr(store.videos, name)))
    video = job(store)
    assert "bytes" in run(painter, video)
    assert store.videos.get(video.id, None).status == "completed"
    assert len(away) > 9
