"""OpenTelemetry spans for jobs and windows; nothing at all unless an address is configured."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from haneul.errors import MissingPart

_tracers: list[Any] = []


def start(address: str) -> None:
    """Send spans to the OTLP collector at `address`, for example http://localhost:4318.

    Raises `MissingPart` where OpenTelemetry's exporter is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise MissingPart("Traces need OpenTelemetry: pip install 'haneul[traces]'.") from error
    provider = TracerProvider(resource=Resource.create({"service.name": "haneul"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{address.rstrip('/')}/v1/traces")))
    _tracers[:] = [provider.get_tracer("haneul")]


@contextmanager
def span(name: str, **attributes: str | int) -> Iterator[None]:
    """What happens inside is one span."""
    if not _tracers:
        yield
        return
    with _tracers[0].start_as_current_span(name, attributes={f"haneul.{k}": v for k, v in attributes.items()}):
        yield
