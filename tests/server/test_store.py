"""The database: what a key sees, whose turn it is, and that every change of state happens once."""

from dataclasses import replace
from random import Random
from threading import Thread

import pytest

from haneul.errors import InvalidInput, NotFound, TooManyJobs
from haneul.server import keys
from haneul.server.records import Endpoint, Event, File, Video
from haneul.server.settings import Settings
from haneul.server.store import Store
from haneul.server.store.turns import ahead, waiting


def accept(store, key, count=1, **about):
    videos = [Video(key_id=key, **about) for _ in range(count)]
    store.videos.accept(videos, waiting=1000)
    return videos


def begun(store, key="key_a"):
    (video,) = accept(store, key)
    store.videos.dispatch(running=100)
    return store.videos.begin(video.id, "worker")


def test_a_record_comes_back_as_it_was(store):
    video = Video(
        key_id="key_a", parameters={"prompt": "하늘 ☁", "cast": {"Mango": "inputs/x"}}, sampling={"steps": 4},
        inputs=("inputs/x",), notes=("fitted",), seed=2**32 - 1, fps=12.5, prompt="하늘", shot={"place": "beach"},
    )  # fmt: skip
    assert store.videos.create(video) == video
    assert store.videos.get(video.id, "key_a") == video
    assert store.videos.update(video.id, "key_a", notes=("a", "b"), error={"code": "x", "message": "y"}) == replace(
        video, notes=("a", "b"), error={"code": "x", "message": "y"}
    )


def test_a_key_finds_nothing_of_another(store):
    mine, other = accept(store, "key_a")[0], accept(store, "key_b")[0]
    assert [video.id for video in store.videos.list("key_a").items] == [mine.id]
    assert store.videos.find(other.id, "key_a") is None
    assert not store.videos.delete(other.id, "key_a")
    for call in (
        lambda: store.videos.get(other.id, "key_a"),
        lambda: store.videos.update(other.id, "key_a", progress=5),
        lambda: store.videos.cancel(other.id, "key_a"),
        lambda: store.videos.list("key_a", after=other.id),
    ):
        with pytest.raises(NotFound):
            call()
    assert store.videos.get(other.id, "key_b") == other


def test_ids_are_long_and_never_alike():
    ids = {Video(key_id="k").id for _ in range(100)}
    assert len(ids) == 100
    assert all(len(id) >= len("video_") + 40 for id in ids)


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_follow_each_other_without_gaps(store, order):
    made = [video.id for video in accept(store, "key_a", 7)]
    accept(store, "key_b", 3)
    seen, after, more = [], None, True
    while more:
        page = store.videos.list("key_a", after=after, limit=3, order=order)
        seen += [video.id for video in page.items]
        after, more = seen[-1], page.has_more
    assert seen == (made if order == "asc" else made[::-1])


def test_no_more_wait_than_may_even_all_at_once(store):
    refused = []

    def submit():
        try:
            store.videos.accept([Video(key_id="key_a")], waiting=3)
        except TooManyJobs as error:
            refused.append(error)

    threads = [Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.videos.count("key_a") == 3
    assert len(refused) == 5
    with pytest.raises(TooManyJobs, match="3 jobs are waiting"):
        accept_all = [Video(key_id="key_a"), Video(key_id="key_a")]
        store.videos.accept(accept_all, waiting=4)  # all or none
    store.videos.accept([Video(key_id="key_b")], waiting=1)


def test_turns_are_fair(store):
    """Whatever was submitted in whatever order: no key gets its n + 1st turn before another had its nth."""
    random = Random(5)
    order = ["a"] * 9 + ["b"] * 4 + ["c"] * 2
    random.shuffle(order)
    for key in order:
        accept(store, f"key_{key}")
    served = []
    while (video := store.videos.dispatch(running=2)) is not None:
        served.append(video.key_id[-1])
        store.videos.complete(store.videos.begin(video.id, "worker"), 1, 60)
    assert sorted(served) == sorted(order)
    for at in range(1, len(served)):
        for one in "abc":
            for other in "abc":
                if served[at:].count(one) and served[at:].count(other):
                    assert abs(served[:at].count(one) - served[:at].count(other)) <= 1


def test_priority_goes_first_and_a_key_runs_no_more_than_it_may(store):
    key, _ = keys.create(store, "small", running=1)
    accept(store, key.id, 3)
    (urgent,) = accept(store, "key_b", priority=5)
    first, second = store.videos.dispatch(running=8), store.videos.dispatch(running=8)
    assert (first.id, second.key_id) == (urgent.id, key.id)
    assert store.videos.dispatch(running=8) is None  # the rest is the small key's
    store.videos.complete(store.videos.begin(second.id, "worker"), 1, 60)
    assert store.videos.dispatch(running=8).key_id == key.id


def test_how_many_are_ahead_is_told_as_turns_go(store):
    accept(store, "key_a", 10)
    (mine,) = accept(store, "key_b")
    with store.engine.connect() as connection:
        assert ahead(connection, mine, waiting(connection)) == 1  # the first of key_a; the rest wait for their turn
    for _ in range(2):
        last = store.videos.dispatch(running=8)
    assert last.id == mine.id
    with store.engine.connect() as connection:
        assert ahead(connection, store.videos.get(mine.id, None), waiting(connection)) == 0


def test_higher_priorities_are_ahead_whoever_has_them(store):
    accept(store, "key_a", 3, priority=1)
    accept(store, "key_b", 2, priority=1)
    accept(store, "key_b", 4, priority=-1)
    first, second = accept(store, "key_a", 2)
    with store.engine.connect() as connection:
        assert ahead(connection, first, waiting(connection)) == 5
        assert ahead(connection, second, waiting(connection)) == 6


def test_only_the_latest_attempt_writes(store):
    old = begun(store)
    new = store.videos.begin(old.id, "another")
    assert new.attempt == old.attempt + 1
    assert not store.videos.advance(old, progress=50)
    assert not store.videos.fail(old, "internal_error", "the sleeper wakes")
    assert not store.videos.complete(old, 10, 60)
    assert store.videos.get(old.id, None).status == "in_progress"
    assert store.videos.complete(new, 10, 60)


def test_a_job_ends_once(store):
    store.endpoints.create(Endpoint(key_id="key_a", url="http://localhost", secret="whsec_eA=="))
    store.endpoints.create(Endpoint(key_id="key_b", url="http://localhost", secret="whsec_eA=="))
    video = begun(store)
    done = [store.videos.complete(video, 10, 60) for _ in range(3)]
    assert done == [True, False, False]
    assert not store.videos.fail(video, "cancelled", "too late")
    assert store.videos.begin(video.id, "worker") is None
    found = store.videos.get(video.id, "key_a")
    assert (found.status, found.progress, found.bytes, found.error) == ("completed", 100, 10, None)
    assert found.expires_at == found.completed_at + 60
    (event,) = store.events.all("key_a")
    assert (event.type, event.video_id) == ("video.completed", video.id)
    assert [d.event_id for d in store.post.deliveries.all(None)] == [event.id]  # to the key's own endpoint
    assert store.tallies.all()["jobs", "completed"] == 1


def test_cancel_ends_what_waits_and_asks_what_runs(store):
    (waiting,) = accept(store, "key_a")
    assert store.videos.cancel(waiting.id, "key_a").error["code"] == "cancelled"
    assert store.videos.dispatch(running=1) is None
    running = begun(store)
    asked = store.videos.cancel(running.id, "key_a")
    assert asked.status == "in_progress"
    assert store.videos.fates([running.id])[running.id].cancelled
    store.videos.complete(running, 1, 60)
    assert store.videos.cancel(running.id, "key_a").status == "completed"
    assert [event.type for event in store.events.all("key_a")] == ["video.failed", "video.completed"]


def test_a_lease_is_one_workers(store):
    assert store.workers.alone("house", "a", 60)
    assert not store.workers.alone("house", "b", 60)
    assert store.workers.alone("house", "a", -1)  # longer, and it is over at once
    assert store.workers.alone("house", "b", 60)
    store.workers.release("house", "b")
    assert store.workers.alone("house", "a", 60)


def test_the_silent_are_buried_and_learn_it(store):
    for name in ("silent", "alive"):
        store.workers.enter(name, 2)
    assert store.workers.slots() == 4
    assert store.workers.bury(60, gone=["silent"], but="alive") == ["silent"]
    assert store.workers.bury(-1, but="alive") == []  # who looks is alive
    assert store.workers.beat("alive", 3, 1.5)
    assert not store.workers.beat("silent", 0, 0.0)


def test_a_delivery_is_given_to_one_at_a_time(store):
    store.endpoints.create(Endpoint(key_id="key_a", url="http://localhost", secret="whsec_eA=="))
    with store.engine.begin() as connection:
        for _ in range(3):
            store.post.announce(connection, Event(key_id="key_a", type="video.completed", video_id="v"))
            store.post.announce(connection, Event(key_id="key_a", type="other", video_id="v"))
    first, second = store.post.due(2, hidden=60), store.post.due(5, hidden=60)
    assert (len(first), len(second)) == (2, 1)
    assert store.post.due(5, hidden=60) == []


def test_a_failed_transaction_leaves_nothing(store):
    with pytest.raises(RuntimeError), store.engine.begin() as connection:
        store.files.insert(connection, File(key_id="key_a", filename="x"))
        raise RuntimeError
    assert store.files.count("key_a") == 0


@pytest.mark.parametrize("address", ["mysql://x/y", "nonsense", "sqlite://"])
def test_other_databases_are_refused(address):
    with pytest.raises(InvalidInput, match="database cannot be"):
        Store.open(Settings(database=address))


def test_opening_again_keeps_everything(store, settings):
    accept(store, "key_a")
    again = Store.open(settings)
    assert again.videos.count("key_a") == 1
    assert again.reachable()
    again.close()
