"""What stands around the calls: events, cancelling, operations by name, headers, health."""

import json
import time

import httpx
import pytest

from haneul.operations.base import every
from haneul.server.records import Video


def events(http, id):
    """The server-sent events of a video until the stream ends."""
    with http.stream("GET", f"/videos/{id}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        kind = ""
        for line in answer.iter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield kind, json.loads(line.removeprefix("data: "))


def test_progress_comes_as_events_until_the_end(http, worker):
    made = http.post("/videos", json={"prompt": "a corgi", "seconds": "2"}).json()
    found = list(events(http, made["id"]))
    assert found[-1][0] == "video.completed"
    assert found[-1][1]["id"] == made["id"]
    assert {kind for kind, _ in found} <= {"video.progress", "video.preview", "video.completed"}
    shares = [video["progress"] for kind, video in found if kind != "video.preview"]
    assert shares == sorted(shares)


def test_a_preview_is_sent(http, service):
    from haneul.server.jobs import preview_name

    video = service.store.videos.create(
        Video(key_id="key_local", status="in_progress", dispatched_at=1.0, previewed_at=2.0, attempt=1)
    )
    service.storage.write(preview_name(video.id), b"\xff\xd8picture")
    stream = events(http, video.id)
    kind, told = next(stream)
    assert (kind, told["video_id"], told["image"][:23]) == ("video.preview", video.id, "data:image/jpeg;base64,")
    assert next(stream)[0] == "video.progress"
    service.store.videos.fail(video, "cancelled", "over")
    assert list(stream)[-1][0] == "video.failed"
    service.storage.delete(f"jobs/{video.id}")


def test_a_job_is_cancelled(http, worker):
    made = http.post("/videos", json={"prompt": "a corgi", "seconds": "60", "size": "256x144"}).json()
    assert http.post(f"/videos/{made['id']}/cancel").status_code == 200
    end = time.monotonic() + 60
    while (found := http.get(f"/videos/{made['id']}").json())["status"] not in ("completed", "failed"):
        assert time.monotonic() < end, found
        time.sleep(0.1)
    assert (found["status"], found["error"]["code"]) == ("failed", "cancelled")
    assert http.post(f"/videos/{made['id']}/cancel").json()["status"] == "failed"


@pytest.mark.parametrize("name", every())
def test_every_operation_is_a_route_with_its_own_schema(http, name):
    from haneul.fields import entries

    told = httpx.get(str(http.base_url).replace("/v1/", "/openapi.json"), trust_env=False).json()
    body = told["paths"][f"/v1/videos/operations/{name}"]["post"]["requestBody"]["content"]["multipart/form-data"]
    schema = told["components"]["schemas"][body["schema"]["$ref"].rpartition("/")[2]]
    left = {"file"} if name == "storyboard" else set()
    assert {entry.name.rstrip("_") for entry in entries(every()[name])} - left <= schema["properties"].keys()


@pytest.mark.parametrize(
    ("name", "form", "files", "seconds"),
    [
        ("generate", {"prompt": "a corgi", "seconds": "0.5", "size": "64x64", "negative": "rain"}, [], "0.5"),
        ("extend", {"seconds": "0.5", "backward": "true"}, ["clip"], "1.5"),
        ("fill", {"from": "0.25", "to": "0.5"}, ["clip"], "1"),
        ("blend", {}, ["first", "second"], None),
        ("remix", {"prompt": "a fox", "strength": "subtle"}, ["clip"], "1"),
        ("storyboard", {"cards": '[{"prompt": "a"}, {"prompt": "b", "seconds": 1}]', "size": "64x64"}, [], "4"),
    ],
)
def test_operations_by_name(http, clip, name, form, files, seconds):
    given = dict.fromkeys(files, ("a.mp4", clip)) or {"size": (None, form["size"])}
    texts = {key: text for key, text in form.items() if key not in given}
    answer = http.post(f"/videos/operations/{name}", data=texts, files=given)
    assert answer.status_code == 200, answer.text
    made = answer.json()
    assert (made["operation"], made["status"]) == (name, "queued")
    assert seconds is None or made["seconds"] == seconds
    http.post(f"/videos/{made['id']}/cancel")


def test_several_files_of_one_parameter(http, service, clip, picture):
    files = [("clip", ("a.mp4", clip)), *(("pictures[]", (name, picture)) for name in ("a.png", "b.png"))]
    answer = http.post("/videos/operations/restyle", files=files)
    assert answer.status_code == 200, answer.text
    kept = service.store.videos.get(answer.json()["id"], None)
    assert len(kept.parameters["pictures"]) == 2
    assert set(kept.parameters["pictures"]) < set(kept.inputs)
    http.post(f"/videos/{kept.id}/cancel")


def test_headers_of_every_answer(http):
    for path in ("/videos", "/nothing"):
        headers = http.get(path, headers={"x-request-id": "mine-1"}).headers
        assert headers["x-request-id"] == "mine-1"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in headers
    assert http.get("/videos", headers={"x-request-id": "a b\tc"}).headers["x-request-id"].startswith("req_")


def test_for_operators(http, worker):
    root = str(http.base_url).removesuffix("/v1/")
    ready = httpx.get(f"{root}/readyz", trust_env=False)
    assert (ready.status_code, ready.json()["workers"]) == (200, 1)
    assert "haneul_jobs" in httpx.get(f"{root}/metrics", trust_env=False).text


def test_a_fault_of_ours_tells_nothing_but_its_number(http, service, monkeypatch, caplog):
    def broken(*args, **named):
        raise RuntimeError("a secret path")

    monkeypatch.setattr(service.store.videos, "get", broken)
    answer = http.get("/videos/video_a")
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["code"]) == (500, "server_error", "server_error")
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"] in error["message"]


def test_cors_only_for_named_origins(tmp_path):
    from fastapi.testclient import TestClient

    from haneul.server.app import create
    from haneul.server.front import Front
    from haneul.server.settings import Settings

    settings = Settings(database=f"sqlite:///{tmp_path}/h.db", storage=str(tmp_path / "s"), least_free_gib=0)
    app = create(settings, Front(model="fake", cors="https://studio.example.com"))
    with TestClient(app, base_url="http://localhost") as http:
        good = http.get("/v1/videos", headers={"origin": "https://studio.example.com"})
        assert good.headers["access-control-allow-origin"] == "https://studio.example.com"
        bad = http.get("/v1/videos", headers={"origin": "https://other.example.com"})
        assert bad.status_code == 403
        assert "access-control-allow-origin" not in bad.headers
