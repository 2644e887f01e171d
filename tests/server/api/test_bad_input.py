"""Whatever is wrong with a request: an error of the contract's shape that names the field, and a healthy server."""

import io
import socket
import zipfile
import zlib
from urllib.parse import urlsplit

import httpx
import pytest

from haneul.server import keys
from haneul.server.records import Video

SHAPE = {"message", "type", "param", "code"}


@pytest.fixture(autouse=True)
def healthy_afterwards(http):
    yield
    assert http.get("/models").status_code == 200
    root = str(http.base_url).removesuffix("/v1/")
    assert httpx.get(f"{root}/healthz", trust_env=False, timeout=60).json() == {"status": "ok"}


def fault(answer, status, param=None, code=None):
    """The error of an answer, which has the shape that clients know."""
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(error) == SHAPE
    assert error["message"].strip() and "Traceback" not in error["message"] and "/tmp" not in error["message"]
    if param is not None:
        assert error["param"] == param, error
    if code is not None:
        assert error["code"] == code, error
    assert answer.headers["x-request-id"]
    return error


GOOD = {"prompt": "a corgi", "seconds": "1"}
WRONG = [
    ({}, "prompt", "missing_required_parameter"),
    ({"prompt": ""}, "prompt", None),
    ({"prompt": "   "}, "prompt", None),
    ({"prompt": None}, "prompt", None),
    ({"prompt": 5}, "prompt", None),
    ({"prompt": ["a"]}, "prompt", None),
    ({"prompt": "a" * 32_001}, "prompt", None),
    ({"prompt": "a\0b"}, "prompt", "invalid_encoding"),
    ({"seconds": "0"}, "seconds", None),
    ({"seconds": "61"}, "seconds", None),
    ({"seconds": "1.5"}, "seconds", None),
    ({"seconds": "four"}, "seconds", None),
    ({"seconds": True}, "seconds", None),
    ({"size": "1x1"}, "size", None),
    ({"size": "99999x64"}, "size", None),
    ({"size": "wide"}, "size", None),
    ({"model": "sora-9"}, "model", "model_not_found"),
    ({"model": ""}, "model", None),
    ({"seed": -1}, "seed", None),
    ({"seed": True}, "seed", None),
    ({"seed": "x"}, "seed", None),
    ({"fps": 1000}, "fps", None),
    ({"variants": 9}, "variants", None),
    ({"steps": 0}, "steps", None),
    ({"guidance": 31}, "guidance", None),
    ({"strength": 2, "input_reference": "CLIP"}, "strength", None),
    ({"strength": 0.5}, "strength", None),
    ({"promt": "a corgi"}, "promt", "unknown_parameter"),
    ({"input_reference": {}}, "input_reference", None),
    ({"input_reference": "a.png"}, "input_reference", None),
    ({"input_reference": {"file_id": "file-no"}}, "input_reference.file_id", "not_found"),
    ({"input_reference": {"id": "video_no"}}, "input_reference.id", "not_found"),
    ({"input_reference": {"file_id": "a", "image_url": "b"}}, "input_reference", None),
    ({"input_reference": {"image_url": "file:///etc/passwd"}}, "input_reference.image_url", "invalid_url"),
    ({"input_reference": {"image_url": "data:image/png;base64,!!"}}, "input_reference.image_url", "invalid_url"),
    ({"input_reference": {"image_url": "data:image/png;base64,AAAA"}}, "input_reference", "invalid_type"),
    ({"characters": [{"id": "char_no"}]}, "characters[0].id", "not_found"),
    ({"characters": [{"name": "x"}]}, "characters[0].id", "missing_required_parameter"),
    ({"characters": [{"id": "x", "name": "x"}]}, "characters[0].name", "unknown_parameter"),
    ({"characters": "x"}, "characters", None),
    ({"timeline": []}, "timeline", None),
    ({"timeline": [{"at": 1}]}, "timeline[0]", None),
    ({"timeline": [{"prompt": "a", "at": 5}, {"prompt": "b", "at": 1}]}, "timeline[1]", None),
]


@pytest.mark.parametrize(("change", "param", "code"), WRONG, ids=lambda v: str(v)[:40])
def test_fields_of_create(http, clip, change, param, code):
    body = {**GOOD, **change} if change else {}
    if "timeline" in change:
        body.pop("seconds")
    if body.get("input_reference") == "CLIP":
        body.pop("input_reference")
        flat = {key: str(value) for key, value in body.items()}
        answer = http.post("/videos", data=flat, files={"input_reference": clip})
    else:
        answer = http.post("/videos", json=body)
    status = 404 if code == "not_found" else 400
    error = fault(answer, status, param, code)
    if change.keys() & {"seconds", "fps", "variants", "steps", "guidance", "size"}:
        assert any(letter.isdigit() for letter in error["message"]), "names the limits"


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "invalid_json"),
        (b"[]", "application/json", 400, "invalid_json"),
        (b'{"prompt": NaN}', "application/json", 400, "invalid_json"),
        (b'{"prompt": "a", "prompt": "b"}', "application/json", 400, "duplicate_parameter"),
        ('{"prompt": "caf\u00e9"}'.encode("latin-1"), "application/json", 400, "invalid_encoding"),
        (b'{"prompt": "\\ud800"}', "application/json", 400, "invalid_encoding"),
        (b"[" * 100_000, "application/json", 400, "invalid_json"),
        (b"prompt=a", "application/x-www-form-urlencoded", 415, None),
        (b"<a/>", "text/xml", 415, None),
        (b"", "application/json", 400, "missing_required_parameter"),
        (b"--x\r\n", "multipart/form-data", 400, "invalid_multipart"),
        (b"nonsense", "multipart/form-data; boundary=x", 400, None),
        (b"", "multipart/form-data; boundary=x", 400, None),
    ],
)
def test_bodies_that_cannot_be_read(http, content, kind, status, code):
    fault(http.post("/videos", content=content, headers={"content-type": kind}), status, None, code)


def part(name, value, filename=None):
    extra = f'; filename="{filename}"' if filename else ""
    return (
        b'--x\r\nContent-Disposition: form-data; name="' + name.encode() + b'"' + extra.encode() + b"\r\n\r\n" + value
    )


def post_form(http, *parts, end=b"\r\n--x--\r\n"):
    headers = {"content-type": "multipart/form-data; boundary=x"}
    return http.post("/videos", content=b"\r\n".join(parts) + end, headers=headers)


def test_forms(http, picture):
    fault(post_form(http, part("prompt", b"a corgi"), part("prompt", b"b")), 400, "prompt", "duplicate_parameter")
    fault(post_form(http, part("prompt", "caf\u00e9".encode("latin-1"))), 400, "prompt", "invalid_encoding")
    fault(post_form(http, part("prompt", b"a"), part("input_reference[image_url", b"b")), 400)
    fault(post_form(http, part("prompt[", b"a")), 400)
    fault(post_form(http, part("prompt[a]", b"a")), 400, "prompt")
    fault(post_form(http, part("prompt", b"a", "a.txt")), 400, "prompt")
    given = part("input_reference", picture, "a.png"), part("input_reference[file_id]", b"b")
    fault(post_form(http, part("prompt", b"a"), *given), 400)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_form_that_is_cut_off(http, picture, share):
    body = b"\r\n".join([part("prompt", b"a corgi"), part("input_reference", picture, "a.png")]) + b"\r\n--x--\r\n"
    headers = {"content-type": "multipart/form-data; boundary=x"}
    fault(http.post("/videos", content=body[: int(len(body) * share)], headers=headers), 400)


def test_a_connection_that_breaks(http, service):
    before = service.store.videos.count(None)
    place = urlsplit(str(http.base_url))
    with socket.create_connection((place.hostname, place.port)) as wire:
        wire.sendall(
            b"POST /v1/videos HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            b"Content-Length: 100000\r\n\r\n" + part("prompt", b"a corgi")
        )
    assert service.store.videos.count(None) == before


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_ten_times_the_limit(http, chunked):
    data = b"a" * (20 * 2**20)
    content = (data[n : n + 2**16] for n in range(0, len(data), 2**16)) if chunked else data
    fault(http.post("/videos", content=content, headers={"content-type": "application/json"}), 413)


def bomb():
    """A PNG of 30000x30000 pixels in a few kilobytes."""

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = (30_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
        + chunk(b"IEND", b"")
    )


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "a" * 10_000)
    return out.getvalue()


@pytest.mark.parametrize("path", ["/videos/edits", "/videos/extensions", "/videos/characters", "/videos"])
@pytest.mark.parametrize("what", ["zip", "empty", "text", "frameless", "cut"])
def test_files_that_are_no_clips(http, clip, path, what):
    data = {
        "zip": archive(), "empty": b"", "text": b"hello" * 100, "cut": clip[: len(clip) // 3],
        "frameless": b"RIFF$\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00@\x1f\x00\x00\x80>\x00\x00\x02\x00\x10"
                     b"\x00data\x00\x00\x00\x00",
    }[what]  # fmt: skip
    field = "input_reference" if path == "/videos" else "video"
    form = {"name": "Mango"} if "characters" in path else {"prompt": "a corgi", "seconds": "4"}
    if "edits" in path:
        form.pop("seconds")
    fault(http.post(path, data=form, files={field: ("clip.mp4", data, "video/mp4")}), 400, field, "invalid_type")


def test_a_picture_bomb(http):
    answer = http.post("/videos", data=GOOD, files={"input_reference": ("a.png", bomb(), "image/png")})
    assert "pixels" in fault(answer, 400, "input_reference", "invalid_type")["message"]


@pytest.mark.parametrize(
    ("method", "path", "param"),
    [
        ("GET", "/videos/video_no", "video_id"),
        ("DELETE", "/videos/video_no", "video_id"),
        ("GET", "/videos/video_no/content", "video_id"),
        ("GET", "/videos/video_no/events", "video_id"),
        ("POST", "/videos/video_no/cancel", "video_id"),
        ("POST", "/videos/video_no/remix", "video_id"),
        ("GET", "/videos/characters/char_no", "character_id"),
        ("GET", "/files/file-no", "file_id"),
        ("GET", "/batches/batch_no", "batch_id"),
        ("GET", "/webhook_endpoints/we_no", "webhook_endpoint_id"),
        ("GET", "/models/no", "model"),
        ("GET", "/videos?after=video_no", "after"),
        ("GET", "/nothing", None),
        ("POST", "/videos/operations/nothing", None),
    ],
)
def test_unknown_ids(http, method, path, param):
    body = {"json": {"prompt": "a"}} if method == "POST" and "cancel" not in path else {}
    fault(http.request(method, path, **body), 404, param)


@pytest.mark.parametrize("query", ["limit=-1", "limit=101", "limit=x", "order=up", "limit=1&limit=2", "page=2"])
def test_queries(http, query):
    fault(http.get(f"/videos?{query}"), 400, query.partition("=")[0])


def test_methods_that_are_not_there(http):
    fault(http.put("/videos", json={}), 405)
    fault(http.patch("/videos/video_a", json={}), 405)


def test_videos_that_are_not_ready(http, service):
    waiting = service.store.videos.create(Video(key_id="key_local", dispatched_at=1.0))
    fault(http.get(f"/videos/{waiting.id}/content"), 400, "video_id", "video_not_ready")
    fault(http.post(f"/videos/{waiting.id}/remix", json={"prompt": "a"}), 400, "video_id", "video_not_ready")
    fault(http.delete(f"/videos/{waiting.id}"), 400, "video_id", "video_not_finished")
    fault(http.post("/videos/edits", json={"prompt": "a", "video": {"id": waiting.id}}), 400, "video.id")
    service.store.videos.delete(waiting.id, None)


def test_another_keys_video_does_not_exist(http, service):
    other = service.store.videos.create(Video(key_id="key_other", status="completed"))
    for method, path in [("GET", ""), ("DELETE", ""), ("GET", "/content"), ("POST", "/cancel"), ("GET", "/events")]:
        fault(http.request(method, f"/videos/{other.id}{path}"), 404, "video_id")
    fault(http.post(f"/videos/{other.id}/remix", json={"prompt": "a"}), 404, "video_id")
    fault(
        http.post("/videos/extensions", json={"prompt": "a", "seconds": "4", "video": {"id": other.id}}),
        404,
        "video.id",
    )
    fault(http.get(f"/videos?after={other.id}"), 404, "after")
    assert service.store.videos.get(other.id, None) == other


def test_a_remix_outlives_its_source(http, worker):
    source = http.post("/videos", json=GOOD).json()
    finished(http, source["id"])
    made = http.post(f"/videos/{source['id']}/remix", json={"prompt": "a fox"}).json()
    assert http.delete(f"/videos/{source['id']}").status_code == 200
    assert finished(http, made["id"])["status"] == "completed"
    fault(http.post(f"/videos/{source['id']}/remix", json={"prompt": "a fox"}), 404, "video_id")


def finished(http, id):
    import time

    while (video := http.get(f"/videos/{id}").json())["status"] in ("queued", "in_progress"):
        time.sleep(0.1)
    return video


def test_a_storyboard_cannot_name_files_of_the_server(http):
    card = {"prompt": "a", "picture": "/etc/passwd"}
    fault(
        http.post("/videos", json={"prompt": "a", "timeline": [card]}), 400, "timeline[0].picture", "unknown_parameter"
    )
    board = b"cards:\n- picture: /etc/passwd\n"
    answer = http.post("/videos/operations/storyboard", files={"file": ("board.yaml", board)})
    fault(answer, 400)


def test_keys_are_needed_once_there_is_one(tmp_path):
    from fastapi.testclient import TestClient

    from haneul.server.app import create
    from haneul.server.front import Front
    from haneul.server.settings import Settings

    settings = Settings(database=f"sqlite:///{tmp_path}/h.db", storage=str(tmp_path / "s"), least_free_gib=0)
    app = create(settings, Front(host="0.0.0.0", model="fake", default_size="64x64"))
    with TestClient(app) as http:
        store = app.state.service.store
        assert fault(http.get("/v1/videos"), 401, None, "invalid_api_key")["type"] == "authentication_error"
        key, secret = keys.create(store, "mine")
        bearer = {"authorization": f"Bearer {secret}"}
        made = http.post("/v1/videos", json=GOOD, headers=bearer).json()
        assert store.videos.get(made["id"], key.id)
        fault(http.get("/v1/videos", headers={"authorization": "Bearer hnl_wrong"}), 401)
        _, reader = keys.create(store, "reader", ("read",))
        fault(http.post("/v1/videos", json=GOOD, headers={"authorization": f"Bearer {reader}"}), 403)
        fault(http.get(f"/v1/videos/{made['id']}", headers={"authorization": f"Bearer {reader}"}), 404)
        fault(http.get("/metrics", headers=bearer), 403)
        _, limited = keys.create(store, "limited", waiting=1)
        one = {"authorization": f"Bearer {limited}"}
        assert http.post("/v1/videos", json=GOOD, headers=one).status_code == 200
        assert fault(http.post("/v1/videos", json=GOOD, headers=one), 429)["type"] == "rate_limit_error"


def test_without_keys_only_this_machine_may_call(http):
    fault(http.get("/videos", headers={"host": "evil.example.com"}), 403)
    fault(http.get("/videos", headers={"origin": "https://evil.example.com"}), 403)
    fault(http.get("/videos", headers={"x-forwarded-for": "1.2.3.4"}), 401)
    assert http.get("/videos", headers={"origin": "http://localhost:3000"}).status_code == 200
