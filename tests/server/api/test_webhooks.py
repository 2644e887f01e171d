"""Webhooks: received by a server of our own and verified by the client's own `unwrap`."""

import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from haneul.server.routes import webhooks as routes

openai = pytest.importorskip("openai")
pytestmark = pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")


@pytest.fixture
def inbox():
    """An address, and what was posted to it: (body, headers)."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((self.rfile.read(int(self.headers["content-length"])), dict(self.headers)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hooks", got
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_finished_video_is_announced_and_verified(client, worker, inbox):
    url, got = inbox
    hook = client.webhooks.create(name="mine", url=url, event_types=["video.completed"])
    video = client.videos.create_and_poll(prompt="a corgi", seconds="1")
    end = time.monotonic() + 60
    while not any(video.id.encode() in body for body, _ in got):
        assert time.monotonic() < end, got
        time.sleep(0.05)
    body, headers = next(one for one in got if video.id.encode() in one[0])
    event = client.webhooks.unwrap(body, headers, secret=hook.signing_secret)
    assert (event.type, event.data.id, event.object) == ("video.completed", video.id, "event")
    with pytest.raises(openai.InvalidWebhookSignatureError):
        client.webhooks.unwrap(body.replace(b"completed", b"failed"), headers, secret=hook.signing_secret)
    client.webhooks.delete(hook.id)


def test_management(client, inbox):
    url, got = inbox
    hook = client.webhooks.create(name="mine", url=url, event_types=["video.completed", "video.failed"])
    assert hook.signing_secret.startswith("whsec_")
    assert hook.signing_secret.endswith(hook.signing_secret_hint[-4:])
    assert client.webhooks.retrieve(hook.id).name == "mine"
    assert "signing_secret" not in client.webhooks.retrieve(hook.id).to_dict()
    changed = client.webhooks.update(hook.id, name="other", event_types=["video.failed"])
    assert (changed.name, changed.url, changed.event_types) == ("other", url, ["video.failed"])
    assert hook.updated_at == hook.created_at <= changed.updated_at
    assert hook.id in [one.id for one in client.webhooks.list(limit=1)]
    fresh = client.webhooks.rotate_secret(hook.id, keep_old_secret_active_for_24_hours=True)
    assert fresh.signing_secret != hook.signing_secret
    told = client.webhooks.test(hook.id, event_type="video.failed")
    assert (told.status_code, told.success, told.webhook_endpoint_id) == (204, True, hook.id)
    for secret in (hook.signing_secret, fresh.signing_secret):
        assert client.webhooks.unwrap(*got[-1], secret=secret).type == "video.failed"
    assert "video.completed" in client.webhooks.event_types.list().data
    assert client.webhooks.delete(hook.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.webhooks.retrieve(hook.id)


def test_it_is_told_when_an_endpoint_was_last_changed(client, inbox, monkeypatch):
    hook = client.webhooks.create(name="mine", url=inbox[0], event_types=["video.failed"])
    monkeypatch.setattr(routes, "now", lambda: hook.created_at + 60)
    assert client.webhooks.update(hook.id, name="mine").updated_at == hook.created_at
    assert client.webhooks.update(hook.id, name="other").updated_at == hook.created_at + 60
    monkeypatch.setattr(routes, "now", lambda: hook.created_at + 90)
    assert client.webhooks.rotate_secret(hook.id).updated_at == hook.created_at + 90
    assert client.webhooks.retrieve(hook.id).updated_at == hook.created_at + 90
    client.webhooks.delete(hook.id)


@pytest.mark.parametrize("url", ["ftp://example.com/x", "nonsense", "http://", "http://user:pw@example.com/"])
def test_addresses_that_cannot_be(client, url):
    with pytest.raises(openai.BadRequestError) as wrong:
        client.webhooks.create(name="mine", url=url, event_types=["video.failed"])
    assert wrong.value.param == "url"
