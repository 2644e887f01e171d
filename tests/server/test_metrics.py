"""What Prometheus is told, and what the log says."""

import json
import logging
import sys

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from haneul.server import logs, metrics, traces
from haneul.server.records import Video


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path / 'haneul.db'}"


def test_the_figures_are_those_of_the_service(store, storage, settings):
    store.videos.accept([Video(key_id="key_a") for _ in range(4)], waiting=9)
    for bytes in (100, 200):
        store.videos.complete(store.videos.begin(store.videos.dispatch(running=9).id, "w"), bytes, 60)
    store.videos.begin(store.videos.dispatch(running=9).id, "w")
    store.workers.enter("w", 1)
    store.workers.beat("w", 30, 2.5)
    store.tallies.count("steps", "", 30)
    text = generate_latest(metrics.registry(store, storage, settings)).decode()
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["haneul_jobs", "waiting"] == 1
    assert found["haneul_jobs", "running"] == 1
    assert found["haneul_jobs", "completed"] == 2
    assert found["haneul_jobs_ended_total", "completed"] == 2
    assert found["haneul_job_seconds_count",] == found["haneul_job_seconds_bucket", "+Inf"] == 2
    assert found["haneul_steps_per_second", "w"] == 2.5
    assert found["haneul_steps_total",] == 30
    assert found["haneul_workers",] == 1
    assert found["haneul_video_bytes",] == 300
    assert found["haneul_storage_free_bytes",] > 0
    assert found["haneul_webhooks_pending",] == 0


def test_a_line_of_the_log_is_json_with_its_ids():
    record = logging.LogRecord("haneul.server", logging.INFO, "x.py", 1, "job %s", ("begun",), None)
    record.video_id, record.nothing = "video_1", None
    token = logs.REQUEST.set("req_1")
    try:
        line = json.loads(logs.Lines().format(record))
    finally:
        logs.REQUEST.reset(token)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info", "message": "job begun", "logger": "haneul.server",
        "request_id": "req_1", "video_id": "video_1",
    }  # fmt: skip


def test_a_fault_keeps_its_trace_on_one_line():
    try:
        raise ValueError("하늘")
    except ValueError:
        record = logging.LogRecord("haneul", logging.ERROR, "x.py", 1, "broken", (), sys.exc_info())
    text = logs.Lines().format(record)
    assert "\n" not in text
    assert "ValueError: 하늘" in json.loads(text)["trace"]


def test_spans_cost_nothing_where_none_are_wanted_and_are_made_where_they_are(monkeypatch):
    with traces.span("job", video_id="v"):
        pass
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(traces, "_tracers", [provider.get_tracer("haneul")])
    with traces.span("job", video_id="v"), traces.span("window", number=1):
        pass
    window, job = kept.get_finished_spans()
    assert (job.name, job.attributes["haneul.video_id"]) == ("job", "v")
    assert window.parent.span_id == job.context.span_id
