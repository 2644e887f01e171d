"""The HTTP application: what it answers, in one list; how each answer is made, in `routes`.

`create(settings, front)` makes it for a server, `document()` tells its OpenAPI description without one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel

from haneul.server import faults
from haneul.server.authentication import SCHEME
from haneul.server.body import Kind
from haneul.server.desk import Service
from haneul.server.faults import invalid
from haneul.server.front import MIB, Front
from haneul.server.guard import Guard
from haneul.server.routes import (
    batches,
    changes,
    characters,
    content,
    events,
    files,
    health,
    models,
    videos,
    webhooks,
)
from haneul.server.schemas import description, things, video
from haneul.server.schemas.operation import bodies
from haneul.server.settings import Settings


@dataclass(frozen=True)
class Route:
    """One line of the list: what is called, who answers, what goes in and what comes out."""

    method: str
    path: str
    handler: Callable[..., Any]
    answer: type[BaseModel] | str  # the schema of the answer, or its media types
    body: type[BaseModel] | None = None
    kind: Kind = "both"
    head: bool = False  # answers HEAD as well

    @property
    def tag(self) -> str:
        return self.handler.__module__.rpartition(".")[2]


VIDEO, FILE = "/v1/videos/{video_id}", "/v1/files/{file_id}"
HOOK, HOOKS = "/v1/webhook_endpoints/{webhook_endpoint_id}", "/v1/webhook_endpoints"
MEDIA = "video/mp4, image/webp, image/jpeg"

ROUTES = (
    Route("POST", "/v1/videos", videos.create, video.VideoObject, video.CreateVideo),
    Route("GET", "/v1/videos", videos.listing, video.VideoList),
    Route("POST", "/v1/videos/edits", changes.edit, video.VideoObject, video.EditVideo),
    Route("POST", "/v1/videos/extensions", changes.extend, video.VideoObject, video.ExtendVideo),
    *(
        Route("POST", f"/v1/videos/operations/{name}", changes.operation(name, body), video.VideoObject, body)
        for name, body in bodies().items()
    ),
    Route("POST", "/v1/videos/characters", characters.create, things.CharacterObject, things.CreateCharacter, "form"),
    Route("GET", "/v1/videos/characters", characters.listing, things.CharacterList),
    Route("GET", "/v1/videos/characters/{character_id}", characters.retrieve, things.CharacterObject),
    Route("DELETE", "/v1/videos/characters/{character_id}", characters.delete, things.CharacterDeleted),
    Route("GET", VIDEO, videos.retrieve, video.VideoObject),
    Route("DELETE", VIDEO, videos.delete, video.VideoDeleted),
    Route("POST", f"{VIDEO}/remix", changes.remix, video.VideoObject, video.RemixVideo),
    Route("POST", f"{VIDEO}/cancel", videos.cancel, video.VideoObject),
    Route("GET", f"{VIDEO}/content", content.content, MEDIA, head=True),
    Route("GET", f"{VIDEO}/events", events.events, "text/event-stream"),
    Route("POST", "/v1/files", files.create, things.FileObject, things.CreateFile, "form"),
    Route("GET", "/v1/files", files.listing, things.FileList),
    Route("GET", FILE, files.retrieve, things.FileObject),
    Route("DELETE", FILE, files.delete, things.FileDeleted),
    Route("GET", f"{FILE}/content", files.content, "application/octet-stream", head=True),
    Route("POST", "/v1/batches", batches.create, things.BatchObject, things.CreateBatch, "json"),
    Route("GET", "/v1/batches", batches.listing, things.BatchList),
    Route("GET", "/v1/batches/{batch_id}", batches.retrieve, things.BatchObject),
    Route("POST", "/v1/batches/{batch_id}/cancel", batches.cancel, things.BatchObject),
    Route("POST", HOOKS, webhooks.create, things.EndpointWithSecret, things.CreateEndpoint, "json"),
    Route("GET", HOOKS, webhooks.listing, things.EndpointList),
    Route("GET", HOOK, webhooks.retrieve, things.EndpointObject),
    Route("POST", HOOK, webhooks.update, things.EndpointObject, things.UpdateEndpoint, "json"),
    Route("DELETE", HOOK, webhooks.delete, things.EndpointDeleted),
    Route(
        "POST", f"{HOOK}/rotate_secret", webhooks.rotate_secret, things.EndpointWithSecret, things.RotateSecret, "json"
    ),
    Route("POST", f"{HOOK}/test", webhooks.test, things.EndpointTested, things.TestEndpoint, "json"),
    Route("GET", "/v1/webhook_event_types", webhooks.event_types, things.EventTypeList),
    Route("GET", "/v1/models", models.listing, things.ModelList),
    Route("GET", "/v1/models/{model:path}", models.retrieve, things.ModelObject),
    Route("GET", "/healthz", health.healthz, things.Health, head=True),
    Route("GET", "/readyz", health.readyz, things.Readiness, head=True),
    Route("GET", "/metrics", health.figures, "text/plain"),
)


def create(settings: Settings, front: Front) -> FastAPI:
    """The application with its store and storage opened; they are closed when it shuts down.

    Raises `InvalidInput` for a database or storage that cannot be.
    """
    service = Service.open(settings, front)
    app = bare(front.most_bytes)
    app.state.service = service
    app.router.lifespan_context = _lifespan(service)
    if front.origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=front.origins, allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["authorization", "content-type", "range", "x-request-id"],
            expose_headers=["openai-poll-after-ms", "x-request-id", "content-range"],
        )  # fmt: skip
    app.add_middleware(Guard, most_bytes=front.most_bytes)  # added last: it stands outermost
    return app


def bare(most_bytes: int = 512 * MIB) -> FastAPI:
    """The routes and the shape of faults, without anything behind them."""
    app = FastAPI(
        title="Haneul", version=version("haneul"), description=description.TEXT, docs_url=None, redoc_url=None,
        dependencies=[SCHEME, Depends(_known_query)], redirect_slashes=False,
    )  # fmt: skip
    for route in ROUTES:
        _add(app, route)
    faults.install(app)
    app.openapi = lambda: description.describe(app, ROUTES)  # type: ignore[method-assign]
    return app


def document() -> dict[str, Any]:
    """The OpenAPI description of the service."""
    return bare().openapi()


def _add(app: FastAPI, route: Route) -> None:
    """Answers are made as they are described; describing them does not make them twice."""
    name = f"{route.tag}_{route.handler.__name__}"
    app.add_api_route(
        route.path, route.handler, methods=[route.method], name=name, operation_id=name, tags=[route.tag],
        response_model=None,
    )  # fmt: skip
    if route.head:
        app.add_api_route(route.path, route.handler, methods=["HEAD"], include_in_schema=False, response_model=None)


def _known_query(request: Request) -> None:
    """Refuse query parameters that the route does not have, or that are given twice: none is silently dropped."""
    route = request.scope.get("route")
    known = {parameter.alias for parameter in getattr(getattr(route, "dependant", None), "query_params", ())}
    seen: set[str] = set()
    for name, _ in request.query_params.multi_items():
        if name not in known:
            raise invalid(name[:80], f"Unknown query parameter: '{name[:80]}'.", "unknown_parameter")
        if name in seen:
            raise invalid(name, f"'{name}' is given twice; give it once.", "duplicate_parameter")
        seen.add(name)


def _lifespan(service: Service) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        from haneul.server.batches import Batches
        from haneul.server.loop import Loop

        loop = Loop("batches", 1.0, Batches(service).advance)
        loop.start()
        try:
            yield
        finally:
            loop.stop()
            service.store.close()

    return lifespan
