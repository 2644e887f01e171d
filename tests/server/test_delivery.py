"""Webhooks: signed as clients check it, tried again for a day, never lost, never into private networks unasked."""

import json
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from haneul.errors import InvalidInput
from haneul.server import delivery
from haneul.server.delivery import Courier, announce, check_url, new_secret
from haneul.server.records import Endpoint, Event, now
from haneul.server.store import post


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path / 'haneul.db'}"  # what is due is tested with the store, on both


@pytest.fixture
def receiver():
    """A server that keeps what it got in `seen`, and answers with the next of `answers`, 204 by default."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            server.seen.append((dict(self.headers), body))
            self.send_response(server.answers.pop(0) if server.answers else 204)
            self.send_header("location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.answers = [], []
    server.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def courier(store, settings):
    made = Courier(store, settings)
    yield made
    made.close()


def endpoint(store, url, **about):
    return store.endpoints.create(Endpoint(key_id="key_a", url=url, secret=new_secret(), **about))


def tell(store, type="video.completed"):
    return announce(store, Event(key_id="key_a", type=type, video_id="video_1"))


def later(store, monkeypatch, seconds):
    """Let time pass for deliveries."""
    monkeypatch.setattr(post, "time", SimpleNamespace(time=lambda: time.time() + seconds))


def test_it_arrives_signed(store, courier, receiver):
    made, event = endpoint(store, receiver.url), tell(store)
    assert courier.deliver() == 1
    headers, body = receiver.seen[0]
    headers = {key.lower(): value for key, value in headers.items()}
    Webhook(made.secret).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body, headers)
    assert headers["webhook-id"] == event.id
    assert json.loads(body) == {
        "id": event.id, "object": "event", "created_at": event.created_at,
        "type": "video.completed", "data": {"id": "video_1"},
    }  # fmt: skip
    assert store.post.deliveries.all(None)[0].status == "delivered"
    assert courier.deliver() == 0


def test_while_a_secret_is_rotated_both_sign(store, courier, receiver):
    old = new_secret()
    made = endpoint(store, receiver.url, old_secret=old, old_until=now() + 60)
    tell(store)
    courier.deliver()
    headers, body = receiver.seen[0]
    headers = {key.lower(): value for key, value in headers.items()}
    for secret in (old, made.secret):
        Webhook(secret).verify(body, headers)
    over = delivery.headers(replace(made, old_until=now()), tell(store), now())
    assert " " not in over["webhook-signature"]


def test_it_is_tried_again_with_growing_pauses_for_a_day(store, courier, receiver):
    endpoint(store, receiver.url)
    tell(store)
    receiver.answers[:] = [500, 301, 404, *[503] * 20]
    pauses = []
    while courier.deliver():
        (waiting,) = store.post.deliveries.all(None)
        if waiting.status == "pending":
            pauses.append(round(waiting.due_at - time.time()))
            store.post.deliveries.update(waiting.id, None, due_at=0.0)
    assert pauses == sorted(pauses)
    assert sum(pauses) == pytest.approx(86_400, abs=60)
    assert len(receiver.seen) == len(pauses) + 1
    assert len({headers["webhook-id"] for headers, _ in receiver.seen}) == 1
    assert (waiting.status, waiting.answer) == ("given_up", "503")


def test_one_that_dies_with_it_leaves_it_to_another(store, courier, receiver, monkeypatch):
    endpoint(store, receiver.url)
    tell(store)
    assert len(store.post.due(5, hidden=60)) == 1  # taken, and then killed
    assert courier.deliver() == 0
    later(store, monkeypatch, 61)
    assert courier.deliver() == 1
    assert len(receiver.seen) == 1


def test_only_what_was_asked_for_is_sent(store, courier, receiver):
    endpoint(store, receiver.url, events=("video.failed",))
    endpoint(store, receiver.url, enabled=False)
    tell(store)
    test = endpoint(store, receiver.url, events=())
    announce(store, Event(key_id="key_a", type="video.completed", video_id="video_2", endpoint_id=test.id))
    courier.deliver()
    assert [json.loads(body)["data"]["id"] for _, body in receiver.seen] == ["video_2"]


def test_an_endpoint_that_is_gone_or_deaf_harms_nobody(store, courier, receiver):
    gone, deaf, fine = (endpoint(store, url) for url in (receiver.url, "http://127.0.0.1:9/", receiver.url))
    tell(store)
    store.endpoints.delete(gone.id, None)
    assert courier.deliver() == 3
    states = {one.endpoint_id: one for one in store.post.deliveries.all(None)}
    assert (states[gone.id].status, states[fine.id].status) == ("given_up", "delivered")
    assert (states[deaf.id].status, states[deaf.id].attempts) == ("pending", 1)
    assert "ConnectError" in states[deaf.id].answer


def test_private_networks_are_refused_unless_allowed(store, settings, receiver):
    endpoint(store, receiver.url)
    tell(store)
    careful = Courier(store, replace(settings, private_webhooks=False))
    careful.deliver()
    careful.close()
    assert receiver.seen == []
    assert "private network" in store.post.deliveries.all(None)[0].answer


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/x", "http://127.0.0.1", "http://10.1.2.3/", "http://169.254.169.254/latest", "http://[::1]/",
        "ftp://example.org/", "http://", "http://user:word@example.org/", "nonsense", "http://example.org:99999999/",
        "http://no.such.host.invalid/", "http://[::1/", "http://0/",
    ],
)  # fmt: skip
def test_addresses_that_nothing_is_sent_to(url):
    with pytest.raises(InvalidInput, match="url cannot be"):
        check_url(url, private=False)


def test_public_and_allowed_private_addresses():
    check_url("https://93.184.216.34/hook", private=False)
    check_url("http://localhost:8000/hook", private=True)
