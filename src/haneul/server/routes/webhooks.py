"""Webhook endpoints: where events go, and the secrets that sign them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query

from haneul.errors import HaneulError, NotFound
from haneul.server import delivery, paging
from haneul.server.authentication import Auth, Caller
from haneul.server.body import reads
from haneul.server.desk import Desk, Service
from haneul.server.faults import Fault, invalid
from haneul.server.records import Endpoint, Event, now
from haneul.server.schemas import present
from haneul.server.schemas.things import CreateEndpoint, RotateSecret, TestEndpoint, UpdateEndpoint

_DAY = 86_400
_TIMEOUT = 15.0
_MOST = 100  # endpoints of one key


def create(
    desk: Desk, caller: Auth, body: Annotated[CreateEndpoint, Depends(reads(CreateEndpoint, "json"))]
) -> dict[str, Any]:
    """Send events to an address. The signing secret is shown only now."""
    _check(desk, body.url)
    if desk.store.endpoints.count(caller.id) >= _MOST:
        raise Fault(400, f"A key has at most {_MOST} webhook endpoints; delete one first.", code="limit_reached")
    endpoint = Endpoint(
        key_id=caller.id, name=body.name, url=body.url, secret=delivery.new_secret(),
        events=tuple(dict.fromkeys(body.event_types)),
    )  # fmt: skip
    return show(desk.store.endpoints.create(endpoint), secret=True)


def retrieve(desk: Desk, caller: Auth, webhook_endpoint_id: str) -> dict[str, Any]:
    """An endpoint of yours, without its secret."""
    return show(_find(desk, caller, webhook_endpoint_id))


def listing(
    desk: Desk,
    caller: Auth,
    after: paging.After = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> dict[str, Any]:
    """Your endpoints, newest first."""
    return present.listed(paging.page(desk.store.endpoints, caller.id, after, limit, "desc"), show)


def update(
    desk: Desk,
    caller: Auth,
    webhook_endpoint_id: str,
    body: Annotated[UpdateEndpoint, Depends(reads(UpdateEndpoint, "json"))],
) -> dict[str, Any]:
    """Change the name, the address or the events."""
    endpoint = _find(desk, caller, webhook_endpoint_id)
    changes: dict[str, Any] = {}
    if body.url is not None:
        _check(desk, body.url)
        changes["url"] = body.url
    if body.name is not None:
        changes["name"] = body.name
    if body.event_types is not None:
        changes["events"] = tuple(dict.fromkeys(body.event_types))
    return show(_changed(desk, endpoint, changes))


def delete(desk: Desk, caller: Auth, webhook_endpoint_id: str) -> dict[str, Any]:
    """Send nothing there any more."""
    endpoint = _find(desk, caller, webhook_endpoint_id)
    desk.store.endpoints.delete(endpoint.id, caller.id)
    return {"id": endpoint.id, "deleted": True, "object": "webhook_endpoint.deleted"}


def rotate_secret(
    desk: Desk,
    caller: Auth,
    webhook_endpoint_id: str,
    body: Annotated[RotateSecret, Depends(reads(RotateSecret, "json"))],
) -> dict[str, Any]:
    """A new signing secret, shown only now; the old one signs beside it for a day if you ask so."""
    endpoint = _find(desk, caller, webhook_endpoint_id)
    old = endpoint.secret if body.keep_old_secret_active_for_24_hours else None
    changes = {"secret": delivery.new_secret(), "old_secret": old, "old_until": now() + _DAY if old else None}
    return show(_changed(desk, endpoint, changes), secret=True)


def test(
    desk: Desk,
    caller: Auth,
    webhook_endpoint_id: str,
    body: Annotated[TestEndpoint, Depends(reads(TestEndpoint, "json"))],
) -> dict[str, Any]:
    """Send a sample event at once, and tell what the endpoint answered."""
    import httpx

    endpoint = _find(desk, caller, webhook_endpoint_id)
    event = Event(key_id=caller.id, type=body.event_type, video_id="video_test", endpoint_id=endpoint.id)
    _check(desk, endpoint.url)
    try:
        answer = httpx.post(
            endpoint.url, content=delivery.body(event), headers=delivery.headers(endpoint, event, now()),
            timeout=_TIMEOUT, trust_env=False,
        )  # fmt: skip
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        text = f"The endpoint could not be reached: {type(error).__name__}; check its address."
        raise invalid("webhook_endpoint_id", text, "endpoint_unreachable") from error
    return {
        "object": "webhook_endpoint.test", "event_type": body.event_type, "status_code": answer.status_code,
        "success": True, "webhook_endpoint_id": endpoint.id,
    }  # fmt: skip


def event_types(caller: Auth) -> dict[str, Any]:
    """What happens here that can be sent."""
    return {"object": "list", "data": list(delivery.EVENT_TYPES)}


def show(endpoint: Endpoint, secret: bool = False) -> dict[str, Any]:
    told = {
        "id": endpoint.id, "object": "webhook_endpoint", "created_at": endpoint.created_at,
        "updated_at": endpoint.updated_at or endpoint.created_at, "name": endpoint.name, "url": endpoint.url,
        "event_types": list(endpoint.events), "signing_secret_hint": f"whsec_...{endpoint.secret[-4:]}",
    }  # fmt: skip
    return told | {"signing_secret": endpoint.secret} if secret else told


def _find(desk: Service, caller: Caller, id: str) -> Endpoint:
    try:
        return desk.store.endpoints.get(id, caller.id)
    except NotFound as error:
        raise Fault(404, str(error), param="webhook_endpoint_id") from error


def _changed(desk: Service, endpoint: Endpoint, changes: dict[str, Any]) -> Endpoint:
    """The endpoint with `changes`; one that they leave as it is was not changed."""
    if all(getattr(endpoint, name) == value for name, value in changes.items()):
        return endpoint
    return desk.store.endpoints.update(endpoint.id, endpoint.key_id, updated_at=now(), **changes)


def _check(desk: Service, url: str) -> None:
    try:
        delivery.check_url(url, desk.settings.private_webhooks)
    except HaneulError as error:
        raise invalid("url", str(error), "invalid_url") from error
