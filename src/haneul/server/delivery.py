"""Webhooks that arrive: written with the event, tried with growing pauses for a day, signed each time.

The signature is that of Standard Webhooks. A delivery may come twice, always with the same `webhook-id`;
it is never lost, whoever dies meanwhile. Redirects are not followed, and addresses of private networks are
refused unless the operator allows them: a webhook is a request that a stranger makes our server send.
"""

from __future__ import annotations

import base64
import json
import logging
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from haneul.errors import HaneulError
from haneul.server.addresses import pin
from haneul.server.records import Delivery, Endpoint, Event, now
from haneul.server.settings import Settings
from haneul.server.store import Store

if TYPE_CHECKING:
    import httpx

LOG = logging.getLogger("haneul.server")
EVENT_TYPES = (
    "video.completed", "video.failed", "batch.completed", "batch.failed", "batch.expired", "batch.cancelled",
)  # fmt: skip
PAUSES = (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 29845)  # seconds; a day in all
_TIMEOUT = 15.0
_HIDDEN = 60.0  # seconds for which a delivery that was taken is nobody else's
_AT_ONCE = 16


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def announce(store: Store, event: Event) -> Event:
    """Write an event with its deliveries, such as a test of one endpoint."""
    with store.engine.begin() as connection:
        store.post.announce(connection, event)
    return event


def body(event: Event) -> bytes:
    """What is sent, and signed."""
    told = {"id": event.id, "object": "event", "created_at": event.created_at, "type": event.type}
    return json.dumps(told | {"data": {"id": event.video_id}}).encode()


def headers(endpoint: Endpoint, event: Event, moment: int) -> dict[str, str]:
    """Those of Standard Webhooks; while a secret is being rotated both sign."""
    from standardwebhooks.webhooks import Webhook

    valid = [endpoint.secret]
    if endpoint.old_secret and (endpoint.old_until or 0) > moment:
        valid.append(endpoint.old_secret)
    at, text = datetime.fromtimestamp(moment, UTC), body(event).decode()
    return {
        "content-type": "application/json",
        "user-agent": "haneul",
        "webhook-id": event.id,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(Webhook(secret).sign(event.id, at, text) for secret in valid),
    }


def check_url(url: str, private: bool) -> None:
    """Raise `InvalidInput` unless `url` is an http(s) address that may be sent to, now; see `addresses.pin`."""
    pin(url, private)


class Courier:
    """Delivers what is due. Any number of them may run, in any process."""

    def __init__(self, store: Store, settings: Settings) -> None:
        import httpx

        self._store, self._settings = store, settings
        self._client: httpx.Client = httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False)
        self._pool = ThreadPoolExecutor(_AT_ONCE, "haneul-webhook")

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._client.close()

    def deliver(self) -> int:
        """Try every delivery that is due; how many there were."""
        due = self._store.post.due(_AT_ONCE, _HIDDEN)
        list(self._pool.map(self._try, due))
        return len(due)

    def _try(self, delivery: Delivery) -> None:
        event = self._store.events.find(delivery.event_id, None)
        endpoint = self._store.endpoints.find(delivery.endpoint_id, None)
        if event is None or endpoint is None or not endpoint.enabled:
            self._store.post.deliveries.update(delivery.id, None, status="given_up", answer="the endpoint is gone")
            return
        delivered, answer = self._send(endpoint, event)
        attempts = delivery.attempts + 1
        over = delivered or attempts > len(PAUSES)
        status = "delivered" if delivered else "given_up" if over else "pending"
        due = delivery.due_at if over else time.time() + PAUSES[attempts - 1]
        self._store.post.deliveries.update(
            delivery.id, None, status=status, attempts=attempts, answer=answer, due_at=due
        )
        told = {"event_id": event.id, "endpoint_id": endpoint.id, "answer": answer, "attempts": attempts}
        LOG.log(logging.INFO if delivered else logging.WARNING, "webhook %s", status, extra=told)

    def _send(self, endpoint: Endpoint, event: Event) -> tuple[bool, str]:
        """Whether it was taken (any 2xx), and what was answered."""
        import httpx

        try:
            place = pin(endpoint.url, self._settings.private_webhooks)
            told = headers(endpoint, event, now()) | place.headers
            with self._client.stream(
                "POST", place.target, content=body(event), headers=told, extensions=place.extensions
            ) as answer:
                return answer.is_success, str(answer.status_code)
        except (httpx.HTTPError, httpx.InvalidURL, HaneulError, OSError) as error:
            return False, f"{type(error).__name__}: {error}"[:200]
