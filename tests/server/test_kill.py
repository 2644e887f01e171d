"""Processes killed at random moments: every accepted job ends completed, once, with the frames it should have.

HANEUL_KILLS says how many kills there are (a few without, and then not every test is made on both databases),
HANEUL_SEED when and which.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from random import Random

import httpx
import numpy as np
import pytest
from sqlalchemy.exc import OperationalError

from haneul import media
from haneul.engines.base import Abilities, Sampling
from haneul.engines.fake import Fake
from haneul.operations.base import every
from haneul.render import takes
from haneul.server.identity import gone, new_identity, own_folder
from haneul.server.jobs import CONTENT, Jobs, content_name
from haneul.server.records import LOCAL_KEY, Endpoint, Video
from haneul.server.retention import Retention

KILLS = int(os.environ.get("HANEUL_KILLS", "3"))
SEED = int(os.environ.get("HANEUL_SEED", "1"))
LONG = 240  # seconds that nobody ever waits on a machine that is not overloaded
WINDOW, PAUSE = 9, 0.01
PARAMETERS = {"prompt": "a fox", "seconds": 2.0, "size": "64x64"}


def on(backend):
    """A test that the short run makes on one database only."""
    backends = ("sqlite", "postgresql") if "HANEUL_KILLS" in os.environ else (backend,)
    return pytest.mark.parametrize("database", backends, indirect=True)


def environment():
    return os.environ | {"HANEUL_FAKE_PAUSE": str(PAUSE), "HANEUL_FAKE_FRAMES": str(WINDOW)}


@pytest.fixture
def start():
    """Starts processes, and kills what is left of them."""
    started = []

    def run(*command, **more):
        process = subprocess.Popen([sys.executable, *map(str, command)], env=environment(), text=True, **more)
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()


def worker(start, settings, *flags):
    place = ("--database", settings.database, "--storage", settings.storage)
    return start("-m", "haneul", "worker", *place, "--lease", "2", *flags)


def server(start, settings, port):
    """`haneul serve` itself, with one worker, when it answers."""
    place = ("--database", settings.database, "--storage", settings.storage, "--least-free-gib", 0)
    process = start("-m", "haneul", "serve", "--port", port, "--model", "fake", *place, "--lease", "2")

    def answers():
        assert process.poll() is None, "the server ended"
        with suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=LONG).status_code == 200

    until(answers)
    return process


def job(seed, key="key_a", **parameters):
    return Video(key_id=key, engine="fake", parameters=PARAMETERS | {"seed": seed} | parameters)


def expected(seed, tmp_path):
    """The frames of the same take, painted in one go and encoded alike."""
    engine = Fake(Abilities("fake", frames=WINDOW))
    (take,) = takes(every()["generate"](**PARAMETERS, seed=seed), engine, Sampling())
    path = tmp_path / f"expected-{seed}.mp4"
    take.write(path)
    return media.read(path).frames


def until(what, seconds=LONG):
    """Wait for `what` to be true, and return it."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "waited for too long"
        time.sleep(0.1)
    return found


def freeze(process, settings):
    """Stop the process, but not while it holds SQLite's only lock: then all the machine would have to sleep."""
    while True:
        process.send_signal(signal.SIGSTOP)
        if not settings.database.startswith("sqlite"):
            return
        try:
            with closing(sqlite3.connect(settings.database.removeprefix("sqlite:///"), timeout=1)) as file:
                file.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError:
            process.send_signal(signal.SIGCONT)
            time.sleep(0.05)


def check_whole(store, storage, tmp_path):
    """Whatever is published is whole; all that is there belongs to somebody, after a round of retention."""
    videos = store.videos.all(None)
    for video in videos:
        assert video.status == "completed", video
        sizes = [storage.size(content_name(video.id, variant)) for variant in CONTENT]
        assert sum(sizes) == video.bytes
        made = media.read(storage.local(content_name(video.id))).frames
        assert np.array_equal(made, expected(video.parameters["seed"], tmp_path)), video
    events = store.events.all(None)
    assert sorted(event.video_id for event in events) == sorted(video.id for video in videos)
    assert {event.type for event in events} == {"video.completed"}
    assert len(store.post.deliveries.all(None)) == len(events)
    assert store.tallies.all()["jobs", "completed"] == len(videos)


def check_no_orphans(store, storage, settings):
    retention = Retention(store, storage, settings)
    retention.sweep(grace=-60)
    wanted = {content_name(video.id, variant) for video in store.videos.all(None) for variant in CONTENT}
    assert {entry.name for entry in storage.walk()} == wanted


def test_killed_again_and_again(start, store, storage, settings, tmp_path):
    """Worker, server and both, killed while jobs run and are submitted."""
    random = Random(SEED)
    store.endpoints.create(
        Endpoint(key_id=LOCAL_KEY, url="http://192.0.2.1/", secret="whsec_eA==", events=("video.completed",))
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running, accepted = server(start, settings, port), []

    def submit():
        asked = PARAMETERS | {"seconds": "2", "seed": len(accepted)}
        answer = httpx.post(f"http://127.0.0.1:{port}/v1/videos", json=asked, timeout=LONG)
        assert answer.status_code == 200, answer.text
        accepted.append(answer.json()["id"])

    def pid_of_worker():
        for row in store.workers.all():
            if not gone(row.id):
                return int(row.id.split("-")[1])
        return None

    submit()
    for number in range(KILLS):
        until(lambda: pid_of_worker() and store.videos.under_way())
        time.sleep(random.uniform(0, 1.5))
        victim = random.choice(["worker", "server", "both"]) if number else "worker"
        if victim != "server" and (pid := pid_of_worker()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if victim != "worker":
            running.kill()
            running.wait()
            running = server(start, settings, port)
        if number % 2 == 0:
            submit()
        for video in store.videos.all(None, status="completed"):  # what can be had is whole at any moment
            assert (
                storage.size(content_name(video.id))
                + sum(storage.size(content_name(video.id, v)) for v in ("thumbnail", "spritesheet"))
                == video.bytes
            )
    until(lambda: all(video.finished for video in store.videos.all(None)))
    assert sorted(video.id for video in store.videos.all(None)) == sorted(accepted)
    until(lambda: not list(storage.walk("jobs")))
    running.terminate()
    assert running.wait(LONG) == 0
    check_whole(store, storage, tmp_path)
    check_no_orphans(store, storage, settings)


@on("sqlite")
def test_a_worker_told_to_stop_hands_its_job_back(start, store, storage, settings, tmp_path):
    first = worker(start, settings)
    (video,) = Jobs(store, storage, settings).submit([job(3)])
    until(lambda: store.videos.get(video.id, None).windows_done >= 1)
    first.terminate()
    assert first.wait(LONG) == 0
    left = store.videos.get(video.id, None)
    assert left.status == "in_progress"
    assert store.workers.all() == []
    assert not [entry for entry in storage.walk() if entry.name.startswith(".aside")]
    second = worker(start, settings)
    until(lambda: store.videos.get(video.id, None).finished)
    done = store.videos.get(video.id, None)
    assert (done.attempt, done.stalled) == (2, 0)
    until(lambda: not list(storage.walk("jobs")))
    second.terminate()
    assert second.wait(LONG) == 0
    store.post.deliveries.list(None)
    made = media.read(storage.local(content_name(video.id))).frames
    assert np.array_equal(made, expected(3, tmp_path))


@on("postgresql")
def test_a_sleeper_loses_its_job_and_spoils_nothing(start, store, storage, settings, tmp_path):
    """A worker that is stopped for longer than its lease, as a machine that sleeps."""
    sleeper = worker(start, settings)
    (video,) = Jobs(store, storage, settings).submit([job(4)])
    until(lambda: store.videos.get(video.id, None).windows_done >= 1)
    freeze(sleeper, settings)
    other = worker(start, settings)
    until(lambda: store.videos.get(video.id, None).attempt == 2)
    sleeper.send_signal(signal.SIGCONT)
    until(lambda: store.videos.get(video.id, None).finished)
    assert sleeper.wait(LONG) == 75
    done = store.videos.get(video.id, None)
    assert (done.status, done.attempt) == ("completed", 2)
    assert len(store.events.all(None)) == 1
    other.terminate()
    assert other.wait(LONG) == 0
    assert np.array_equal(media.read(storage.local(content_name(video.id))).frames, expected(4, tmp_path))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_database_killed_under_a_running_job_costs_nothing(start, store, storage, settings, postgresql, tmp_path):
    process = worker(start, settings)
    (video,) = Jobs(store, storage, settings).submit([job(5)])
    until(lambda: store.videos.get(video.id, None).windows_done >= 1)
    postgresql.restart()

    def finished():
        with suppress(OperationalError):  # our own connections were cut as well
            return store.videos.get(video.id, None).finished

    until(finished)
    done = store.videos.get(video.id, None)
    assert (done.status, len(store.events.all(None))) == ("completed", 1)
    process.terminate()
    assert process.wait(LONG) == 0
    assert np.array_equal(media.read(storage.local(content_name(video.id))).frames, expected(5, tmp_path))


@on("sqlite")
def test_cancel_reaches_the_worker_and_others_share_it(start, store, storage, settings):
    jobs = Jobs(store, storage, settings)
    first = job(1, "key_a", seconds=40.0)  # long enough to be cancelled on any machine
    first, second, other = jobs.submit([first, job(2, "key_a")]) + jobs.submit([job(1, "key_b")])
    process = worker(start, settings, "--jobs", "1")
    until(lambda: store.videos.get(first.id, None).progress > 0)
    jobs.cancel(first.id, "key_a")
    until(lambda: store.videos.get(first.id, None).finished)
    assert store.videos.get(first.id, None).error["code"] == "cancelled"
    until(lambda: store.videos.get(other.id, None).started_at)
    assert store.videos.get(second.id, None).status == "queued"  # it is the other key's turn
    jobs.cancel(second.id, "key_a")
    until(lambda: store.videos.get(other.id, None).finished)
    process.terminate()
    assert process.wait(LONG) == 0


def test_who_is_gone_is_known_at_once_on_the_same_machine(tmp_path, monkeypatch):
    mine = new_identity()
    assert not gone(mine)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    machine, _, random = mine.split("-")
    until(lambda: gone(f"{machine}-{ended.pid}-{random}"))  # a zombie until we ask for it
    ended.wait()
    assert gone(f"{machine}-{ended.pid}-{random}")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (left := tmp_path / f"haneul-worker-{machine}-{ended.pid}-{random}").mkdir()
    (other := tmp_path / f"haneul-worker-000000000000-{ended.pid}-{random}").mkdir()
    own = own_folder(mine)
    assert sorted(tmp_path.iterdir()) == sorted([own, other])
    assert not left.exists()
    assert not gone(f"000000000000-{ended.pid}-{random}")  # another machine's, nobody can tell
