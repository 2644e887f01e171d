"""What goes when: by age, by space, and what nobody owns."""

from dataclasses import replace

import pytest

from haneul.server.records import Character, Event, File, Video, now
from haneul.server.retention import Retention
from haneul.server.settings import GIB
from haneul.server.storage import ASIDE


@pytest.fixture
def retention(store, storage, settings):
    return Retention(store, storage, settings)


def finished(store, storage, size=1000, **about):
    video = Video(key_id="key_a", status="completed", completed_at=now(), expires_at=now() + 60, bytes=size, **about)
    store.videos.create(video)
    storage.write(f"videos/{video.id}/video.mp4", bytes(size))
    return video


def left(storage):
    return sorted(entry.name for entry in storage.walk())


def test_expires_at_is_true(store, storage, retention):
    fresh, old = finished(store, storage), finished(store, storage)
    store.videos.update(old.id, None, expires_at=now())
    retention.expire()
    assert left(storage) == [f"videos/{fresh.id}/video.mp4"]
    gone = store.videos.get(old.id, "key_a")
    assert (gone.status, gone.bytes) == ("completed", 0)
    assert store.videos.get(fresh.id, "key_a") == fresh
    store.videos.update(old.id, None, expires_at=now() - 40 * 86_400)
    retention.expire()
    assert store.videos.find(old.id, None) is None


def test_failed_ones_and_old_news_are_forgotten(store, storage, retention, settings):
    old = now() - 2 * settings.keep_seconds - 5
    for moment in (old, now()):
        store.videos.create(Video(key_id="key_a", status="failed", completed_at=moment))
        store.events.create(Event(key_id="key_a", type="video.failed", created_at=moment))
    retention.expire()
    assert [video.completed_at > old for video in store.videos.all(None)] == [True]
    assert [event.created_at > old for event in store.events.all(None)] == [True]


def test_files_expire_too(store, storage, retention):
    for name, moment in (("old", now() - 1), ("new", now() + 60), ("ever", None)):
        storage.write(f"files/{name}", b"x")
        store.files.create(File(id=name, key_id="key_a", filename="x", name=f"files/{name}", expires_at=moment))
    retention.expire()
    assert left(storage) == ["files/ever", "files/new"]


def test_the_oldest_make_room(store, storage, settings):
    videos = [finished(store, storage, GIB // 2500) for _ in range(5)]
    Retention(store, storage, replace(settings, keep_gib=0.001)).make_room()
    assert left(storage) == sorted(f"videos/{video.id}/video.mp4" for video in videos[3:])
    assert store.videos.used() == 2 * (GIB // 2500)
    assert store.videos.get(videos[0].id, None).expires_at <= now()


def test_what_nobody_owns_is_swept_up(store, storage, retention):
    kept = finished(store, storage)
    running = Video(key_id="key_a", status="in_progress")
    failed = Video(key_id="key_a", status="failed")
    person = Character(key_id="key_a", name="Mango", clip="c", picture="p")
    file = File(key_id="key_a", filename="x")
    store.videos.create(running)
    store.videos.create(failed)
    store.characters.create(person)
    store.files.create(file)
    owned = [
        f"videos/{kept.id}/video.mp4", f"inputs/{kept.id}/a.png", f"jobs/{running.id}/0000.mkv",
        f"inputs/{running.id}/a.png", f"characters/{person.id}/clip.mp4", f"files/{file.id}", "operators/notes.txt",
    ]  # fmt: skip
    orphans = [
        "videos/video_x/video.mp4", f"jobs/{kept.id}/0000.mkv", f"jobs/{failed.id}/0000.mkv", "files/file-x",
        f"videos/{failed.id}/video.mp4", "characters/char_x/clip.mp4", f"{ASIDE}/abc",
    ]  # fmt: skip
    for name in (*owned, *orphans):
        storage.write(name, b"x")
    retention.sweep(grace=60)
    assert left(storage) == sorted(owned + orphans)  # too young: they may be on their way
    assert retention.sweep(grace=-60) == len(orphans)
    assert left(storage) == sorted(owned)


def test_a_round_does_all_of_it(store, storage, retention):
    old = finished(store, storage)
    store.videos.update(old.id, None, expires_at=now())
    storage.write("videos/video_x/video.mp4", b"x")
    retention.keep_house(grace=-60)
    assert left(storage) == []
