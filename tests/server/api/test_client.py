"""The official client is the judge: every call of it, against a server that listens."""

import base64
import io
import json

import pytest
from PIL import Image

from haneul import media

openai = pytest.importorskip("openai")
pytestmark = pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")


def test_create_and_poll(video):
    assert (video.object, video.status, video.progress) == ("video", "completed", 100)
    assert (video.seconds, video.size, video.model) == ("1", "64x64", "sora-2")
    assert video.completed_at >= video.created_at
    assert video.expires_at > video.completed_at
    assert video.error is None
    assert video.shot["text"] == "a corgi runs"


def test_create_waits_in_the_queue(client):
    made = client.videos.create(prompt="a corgi", seconds="3", size="80x64", model="sora-2-pro")
    assert (made.status, made.progress, made.seconds, made.size) == ("queued", 0, "3", "80x64")
    assert made.model == "sora-2-pro"
    assert made.to_dict().keys() >= {"completed_at", "expires_at", "error", "remixed_from_video_id", "prompt"}


def test_retrieve_says_when_to_ask_again(client, video):
    assert client.videos.retrieve(video.id) == video
    waiting = client.videos.create(prompt="a corgi", seconds="1")
    answer = client.videos.with_raw_response.retrieve(waiting.id)
    if answer.parse().status in ("queued", "in_progress"):
        assert 250 <= int(answer.headers["openai-poll-after-ms"]) <= 2000


def test_list_pages_by_itself(client):
    mine = [client.videos.create(prompt=f"number {n}", seconds="1").id for n in range(5)]
    listed = [video.id for video in client.videos.list(limit=2)]
    assert listed[:5] == mine[::-1]
    assert len(listed) == len(set(listed))
    upwards = [video.id for video in client.videos.list(limit=100, order="asc")]
    assert upwards == listed[::-1]
    page = client.videos.list(limit=3, after=mine[4])
    assert [video.id for video in page.data] == mine[3:0:-1]
    assert (page.last_id, page.has_more) == (mine[1], True)
    assert client.videos.list(limit=0).data == []


@pytest.mark.parametrize("variant", ["video", "thumbnail", "spritesheet"])
def test_download(client, video, variant, tmp_path):
    answer = client.videos.download_content(video.id, variant=variant)
    if variant == "video":
        answer.write_to_file(tmp_path / "clip.mp4")
        info = media.probe(tmp_path / "clip.mp4")
        assert (info.width, info.height, info.frames) == (64, 64, 12)
        assert answer.response.headers["content-type"] == "video/mp4"
    else:
        kind = {"thumbnail": "WEBP", "spritesheet": "JPEG"}[variant]
        assert Image.open(io.BytesIO(answer.read())).format == kind


def test_remix(client, video):
    made = client.videos.remix(video.id, prompt="a fox runs")
    assert (made.remixed_from_video_id, made.prompt, made.seconds) == (video.id, "a fox runs", "1")
    done = client.videos.poll(made.id)
    assert done.status == "completed", done.error


@pytest.mark.parametrize("by", ["file", "bytes", "id"])
def test_edit(client, video, clip, by):
    given = {"file": ("dog.mov", clip), "bytes": clip, "id": openai.omit}[by]
    extra = {"video": {"id": video.id}} if by == "id" else None
    made = client.videos.edit(prompt="at night", video=given, extra_body=extra)
    assert (made.operation, made.remixed_from_video_id) == ("remix", video.id if by == "id" else None)
    assert client.videos.poll(made.id).status == "completed"


def test_edit_of_a_region(client, clip):
    made = client.videos.edit(prompt="a fox", video=clip, extra_body={"box": "16,16,32,32"})
    assert made.operation == "edit"
    assert client.videos.poll(made.id).status == "completed"


@pytest.mark.parametrize("by", ["bytes", "id"])
def test_extend_tells_the_whole_length(client, video, clip, by):
    given, extra = (clip, None) if by == "bytes" else (openai.omit, {"video": {"id": video.id}})
    made = client.videos.extend(prompt="it runs on", seconds="4", video=given, extra_body=extra)
    assert made.seconds == "5"
    done = client.videos.poll(made.id)
    assert (done.status, done.seconds) == ("completed", "5")


@pytest.mark.parametrize("by", ["bytes", "file", "url", "file_id"])
def test_a_picture_begins_the_clip(client, worker, picture, by):
    reference, extra = {"bytes": (picture, None), "file": (("cat.png", picture, "image/png"), None)}.get(
        by, (openai.omit, {})
    )
    if by == "url":
        extra = {"input_reference": {"image_url": "data:image/png;base64," + base64.b64encode(picture).decode()}}
    if by == "file_id":
        file = client.files.create(file=("cat.png", picture), purpose="vision")
        extra = {"input_reference": {"file_id": file.id}}
    made = client.videos.create(
        prompt="it sways", input_reference=reference, seconds="1", size="64x64", extra_body=extra
    )
    assert (made.operation, made.size) == ("animate", "64x64")
    done = client.videos.poll(made.id)
    assert done.status == "completed", done.error


def test_a_character_comes_back_by_name(client, worker, clip):
    mango = client.videos.create_character(name="Mango", video=("mango.mp4", clip, "video/mp4"))
    assert mango.name == "Mango"
    assert client.videos.get_character(mango.id).name == "Mango"
    made = client.videos.create(prompt="Mango runs", seconds="1", extra_body={"characters": [{"id": mango.id}]})
    assert client.videos.poll(made.id).status == "completed"
    with pytest.raises(openai.BadRequestError, match="Mango") as wrong:
        client.videos.create(prompt="a dog runs", seconds="1", extra_body={"characters": [{"id": mango.id}]})
    assert wrong.value.param == "prompt"
    called = client.videos.create(prompt="@Mango runs", seconds="1")
    assert called.prompt == "@Mango runs"


def test_delete(client, worker):
    made = client.videos.create_and_poll(prompt="to be deleted", seconds="1")
    gone = client.videos.delete(made.id)
    assert (gone.id, gone.deleted, gone.object) == (made.id, True, "video.deleted")
    with pytest.raises(openai.NotFoundError):
        client.videos.retrieve(made.id)
    with pytest.raises(openai.NotFoundError):
        client.videos.download_content(made.id)


def test_what_goes_beyond(client, worker, picture):
    made = client.videos.create(
        prompt="a corgi", seconds="1", size="64x64",
        extra_body={"seed": 5, "negative_prompt": "rain", "fps": 8, "variants": 2, "steps": 2, "guidance": 1.5,
                    "enrich": False},
    )  # fmt: skip
    assert (made.seed, made.fps, len(made.variants)) == (5, 8, 2)
    assert client.videos.retrieve(made.variants[1]).seed == 6
    assert client.videos.poll(made.variants[1]).status == "completed"
    ends = client.videos.create(
        prompt="it moves", seconds="1", size="64x64", input_reference=picture,
        extra_body={"last_frame": {"image_url": "data:image/png;base64," + base64.b64encode(picture).decode()}},
    )  # fmt: skip
    assert (ends.operation, ends.seconds) == ("storyboard", "1")
    board = client.videos.create(
        prompt="film noir", size="64x64",
        extra_body={"timeline": [{"prompt": "a corgi", "seconds": 1}, {"prompt": "a fox", "seconds": 2}]},
    )  # fmt: skip
    assert board.seconds == "3"
    cards = [{"prompt": "a corgi", "seconds": 1}, {"prompt": "a fox", "at": 1.5, "seconds": 1}]
    with pytest.raises(openai.BadRequestError, match="JSON"):  # this client does not say whose `at` it is
        client.videos.create(prompt="film noir", extra_body={"timeline": cards})
    board = client.videos.create(prompt="film noir", size="64x64", extra_body={"timeline": json.dumps(cards)})
    assert board.seconds == "2.5"
    for one in (ends, board):
        assert client.videos.poll(one.id).status == "completed"


def test_a_clip_as_reference_is_reimagined(client, worker, clip):
    made = client.videos.create(prompt="a fox", seconds="4", input_reference=clip, extra_body={"strength": 0.4})
    assert (made.operation, made.seconds, made.size) == ("remix", "1", "64x64")
    assert "keeps its own length" in made.notes[0]


def test_files(client, picture):
    file = client.files.create(file=("dog.png", picture), purpose="vision")
    assert (file.filename, file.bytes, file.purpose, file.expires_at) == ("dog.png", len(picture), "vision", None)
    assert client.files.retrieve(file.id) == file
    assert client.files.content(file.id).read() == picture
    assert file.id in [one.id for one in client.files.list(purpose="vision")]
    assert client.files.delete(file.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.files.retrieve(file.id)


def test_models(client):
    names = [model.id for model in client.models.list()]
    assert {"sora-2", "sora-2-pro", "fake"} <= set(names)
    assert {name for name in names if not name.startswith("sora-2")} == {"fake"}  # the one that was allowed
    assert client.models.retrieve("sora-2").owned_by == "haneul"
    assert client.models.retrieve("fake").id == "fake"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("sora-9")


@pytest.mark.parametrize("name", ["native", "wan2.1-t2v-1.3b", "someone/weights", "/etc"])
def test_a_model_that_is_not_allowed_is_neither_loaded_nor_fetched(client, name):
    with pytest.raises(openai.BadRequestError, match=r"choose from sora-2, .*, fake\.$") as wrong:
        client.videos.create(prompt="a corgi", model=name)
    assert (wrong.value.param, wrong.value.code) == ("model", "model_not_found")


def test_batch(client, worker):
    body = {"prompt": "a corgi", "seconds": "1"}
    lines = [{"custom_id": f"n{n}", "method": "POST", "url": "/v1/videos", "body": body} for n in range(2)]
    lines.append({"custom_id": "bad", "method": "POST", "url": "/v1/videos", "body": {"prompt": ""}})
    file = client.files.create(file=("\n".join(map(json.dumps, lines))).encode(), purpose="batch")
    batch = client.batches.create(
        input_file_id=file.id, endpoint="/v1/videos", completion_window="24h", metadata={"for": "test"}
    )
    assert (batch.status, batch.request_counts.total, batch.metadata) == ("in_progress", 3, {"for": "test"})
    batch = until(lambda: client.batches.retrieve(batch.id), lambda found: found.status == "completed")
    assert (batch.request_counts.completed, batch.request_counts.failed) == (2, 1)
    good = [json.loads(line) for line in client.files.content(batch.output_file_id).text.splitlines()]
    assert [line["custom_id"] for line in good] == ["n0", "n1"]
    assert client.videos.retrieve(good[0]["response"]["body"]["id"]).status == "completed"
    (bad,) = [json.loads(line) for line in client.files.content(batch.error_file_id).text.splitlines()]
    assert (bad["custom_id"], bad["error"]["param"]) == ("bad", "prompt")
    assert batch.id in [one.id for one in client.batches.list()]


def test_a_batch_can_be_cancelled(client):
    line = {"custom_id": "a", "method": "POST", "url": "/v1/videos", "body": {"prompt": "a corgi", "seconds": "60"}}
    file = client.files.create(file=json.dumps(line).encode(), purpose="batch")
    batch = client.batches.create(input_file_id=file.id, endpoint="/v1/videos", completion_window="24h")
    assert client.batches.cancel(batch.id).status == "cancelling"
    until(lambda: client.batches.retrieve(batch.id), lambda found: found.status == "cancelled")


def until(look, right, seconds=60):
    """What `look` gives as soon as it is `right`."""
    import time

    end = time.monotonic() + seconds
    while not right(found := look()):
        assert time.monotonic() < end, found
        time.sleep(0.1)
    return found
