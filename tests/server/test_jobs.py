"""The queue's front: accepted or refused, and how long it takes."""

from dataclasses import replace

import pytest
from sqlalchemy.event import listen

from haneul.errors import NotFound, StorageFull, TooManyJobs
from haneul.server import jobs as jobs_module
from haneul.server import keys
from haneul.server.jobs import Jobs, preview_name
from haneul.server.records import Video
from haneul.server.retention import delete


@pytest.fixture
def jobs(store, storage, settings):
    return Jobs(store, storage, settings)


def test_a_full_disk_stops_acceptance_and_it_goes_on_by_itself(store, storage, settings, monkeypatch):
    monkeypatch.setattr(jobs_module, "_FRESH", 0.0)
    free = {"bytes": 0}
    monkeypatch.setattr(storage, "free", lambda: free["bytes"])
    jobs = Jobs(store, storage, replace(settings, least_free_gib=1.0))
    with pytest.raises(StorageFull, match=r"0\.0 GiB left and needs 1"):
        jobs.submit([Video(key_id="key_a")])
    assert store.videos.count(None) == 0
    free["bytes"] = 2 * 2**30
    jobs.submit([Video(key_id="key_a")])
    assert store.videos.count("key_a") == 1


def test_a_keys_own_limits_and_priority_hold(jobs, store):
    key, _ = keys.create(store, "small", waiting=1, priority=3)
    (video,) = jobs.submit([Video(key_id=key.id, priority=1)], key)
    assert store.videos.get(video.id, key.id).priority == 4
    with pytest.raises(TooManyJobs):
        jobs.submit([Video(key_id=key.id)], key)


def test_the_estimate_grows_with_the_queue(jobs, store, monkeypatch):
    monkeypatch.setattr(jobs_module, "_FRESH", 0.0)
    store.workers.enter("w", 1)
    videos = jobs.submit([Video(key_id="key_a") for _ in range(5)])
    waits = [jobs.estimate(video) for video in videos]
    assert waits == sorted(waits)
    assert waits[0] == 0
    assert waits[4] == pytest.approx(4 * jobs_module._GUESS)
    store.workers.enter("w2", 3)
    assert jobs.estimate(videos[4]) < waits[4]
    begun = store.videos.begin(store.videos.dispatch(running=9).id, "w")
    store.videos.advance(begun, progress=50)
    assert jobs.estimate(begun) >= 0
    assert jobs.estimate(jobs.cancel(videos[4].id, "key_a")) is None


def test_an_estimate_is_one_statement_while_the_pace_is_fresh(jobs, store):
    videos = jobs.submit([Video(key_id="key_a") for _ in range(3)])
    jobs.estimate(videos[0])
    seen = []
    listen(store.engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
    jobs.estimate(videos[2])
    assert len(seen) == 1


def test_a_preview_is_there_once_it_is(jobs, storage):
    assert jobs.preview("video_x") is None
    storage.write(preview_name("video_x"), b"jpeg")
    assert jobs.preview("video_x") == b"jpeg"


def test_only_a_finished_video_is_deleted_and_its_bytes_with_it(jobs, store, storage):
    (video,) = jobs.submit([Video(key_id="key_a")])
    for name in (f"videos/{video.id}/video.mp4", f"inputs/{video.id}/a.png", f"jobs/{video.id}/0000.mkv"):
        storage.write(name, b"x")
    with pytest.raises(NotFound):
        delete(store, storage, video.id, "key_b")
    assert not delete(store, storage, video.id, "key_a")
    assert len(list(storage.walk())) == 3
    jobs.cancel(video.id, "key_a")
    assert delete(store, storage, video.id, "key_a")
    assert list(storage.walk()) == []
    with pytest.raises(NotFound):
        delete(store, storage, video.id, "key_a")
