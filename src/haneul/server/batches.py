"""Batches: the lines of a file become jobs bit by bit, and their outcomes two files.

What is done is read off the videos, which carry the batch's id and the line's own: whoever is killed in
between loses nothing and does nothing twice. One process at a time advances batches. A batch fills at most
half of its key's queue, so that single requests still get through.
"""

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from haneul.errors import HaneulError, StorageFull, TooManyJobs
from haneul.server import body, delivery, faults, plan
from haneul.server.authentication import Caller
from haneul.server.desk import Service
from haneul.server.faults import Fault
from haneul.server.identity import new_identity
from haneul.server.materials import Materials
from haneul.server.records import LOCAL_KEY, Batch, Event, File, Video, now
from haneul.server.schemas import present
from haneul.server.schemas.video import CreateVideo

LOG = logging.getLogger("haneul.server")
MOST_LINES, MOST_BYTES = 10_000, 200 * 2**20
UNDER_WAY = ("in_progress", "cancelling")
_AT_ONCE = 20  # lines that become jobs in one round
_LEASE = 30.0  # seconds for which nobody else advances batches
_MONTH = 30 * 86_400


@dataclass(frozen=True)
class Line:
    """One request of the file."""

    custom_id: str
    body: dict[str, Any]


def read_lines(raw: bytes) -> tuple[list[Line], list[dict[str, Any]]]:
    """The requests of a JSONL file, and what is wrong with it: {line, code, message, param}."""
    lines: list[Line] = []
    wrong: list[dict[str, Any]] = []
    seen: set[str] = set()
    texts = [(number, text) for number, text in enumerate(raw.split(b"\n"), 1) if text.strip()]
    if not texts or len(texts) > MOST_LINES:
        return [], [
            _wrong(None, "invalid_file", f"The file has {len(texts):,} requests; 1 to {MOST_LINES:,} are taken.")
        ]
    for number, text in texts:
        try:
            line = _line(text)
            if line.custom_id in seen:
                raise Fault(400, f"custom_id {line.custom_id[:80]!r} is given twice.", param="custom_id")
        except Fault as fault:
            wrong.append(_wrong(number, fault.code, fault.message, fault.param))
            continue
        seen.add(line.custom_id)
        lines.append(line)
    return lines, wrong


def _line(text: bytes) -> Line:
    found = body.parse_json(text)
    body.readable(found)
    custom_id = found.get("custom_id")
    if not isinstance(custom_id, str) or not 1 <= len(custom_id) <= 200:
        raise Fault(400, "custom_id must be a text of 1 to 200 characters.", param="custom_id")
    if found.get("method") != "POST":
        raise Fault(400, "method must be POST.", param="method")
    if found.get("url") != "/v1/videos":
        raise Fault(400, "url must be /v1/videos.", param="url")
    if not isinstance(found.get("body"), dict):
        raise Fault(400, "body must be an object.", param="body")
    return Line(custom_id, found["body"])


def _wrong(line: int | None, code: str, message: str, param: str | None = None) -> dict[str, Any]:
    return {"line": line, "code": code, "message": message, "param": param}


class Batches:
    """Advances the batches of a service, a round at a time."""

    def __init__(self, desk: Service) -> None:
        self._desk, self._name = desk, new_identity()
        self._lines: dict[str, list[Line]] = {}

    def advance(self) -> None:
        """One round over all batches that are under way, unless another process does it."""
        store = self._desk.store
        batches = [batch for status in UNDER_WAY for batch in store.batches.all(None, status=status)]
        self._lines = {id: lines for id, lines in self._lines.items() if id in {batch.id for batch in batches}}
        if not batches or not store.workers.alone("batches", self._name, _LEASE):
            return
        for batch in batches:
            try:
                self._advance(batch)
            except HaneulError as error:
                LOG.warning("batch waits", extra={"batch_id": batch.id, "why": str(error)})

    def _advance(self, batch: Batch) -> None:
        store = self._desk.store
        videos: dict[str, list[Video]] = defaultdict(list)
        for video in store.videos.all(None, batch_id=batch.id):
            videos[video.custom_id or ""].append(video)
        faulty = {str(error["custom_id"]): dict(error) for error in batch.errors}
        lines = self._read(batch)
        unsent = [line for line in lines if line.custom_id not in videos and line.custom_id not in faulty]
        if batch.status == "cancelling":
            self._stop(videos, unsent, faulty, "batch_cancelled", "The batch was cancelled before this request began.")
        elif (batch.expires_at or 0) <= now():
            self._stop({}, unsent, faulty, "batch_expired", "The batch expired before this request began.")
        else:
            self._send(batch, unsent, videos, faulty)
        settled = {id: made for id, made in videos.items() if all(video.finished for video in made)}
        good = [id for id, made in settled.items() if all(video.status == "completed" for video in made)]
        changes: dict[str, Any] = {
            "completed": len(good), "failed": len(settled) - len(good) + len(faulty), "errors": tuple(faulty.values())
        }  # fmt: skip
        if any(getattr(batch, name) != value for name, value in changes.items()):
            batch = store.batches.update(batch.id, None, **changes)
        if len(settled) + len(faulty) == len(lines):
            self._finish(batch, lines, settled, faulty)

    def _read(self, batch: Batch) -> list[Line]:
        """The lines; after a restart they are read again from the file's copy."""
        if batch.id not in self._lines:
            self._lines[batch.id] = read_lines(self._desk.storage.read(copy_name(batch)))[0]
        return self._lines[batch.id]

    def _send(
        self, batch: Batch, unsent: list[Line], videos: dict[str, list[Video]], faulty: dict[str, dict[str, Any]]
    ) -> None:
        """Make jobs of some lines, as far as the queue has room."""
        key = self._desk.store.keys.find(batch.key_id, None)
        caller = Caller(batch.key_id, key)
        waiting = self._desk.settings.waiting if key is None or key.waiting is None else key.waiting
        busy = sum(not video.finished for made in videos.values() for video in made)
        for line in unsent[:_AT_ONCE]:
            if busy >= max(1, waiting // 2):
                return
            if batch.key_id != LOCAL_KEY and (key is None or key.revoked_at is not None):
                faulty[line.custom_id] = _fault(line, "invalid_api_key", "The key of the batch was revoked.")
                continue
            try:
                made = self._place(batch, line, caller)
            except (TooManyJobs, StorageFull):
                return
            except HaneulError as error:
                found = faults.of(error)
                faulty[line.custom_id] = _fault(line, found.code, found.message, found.param)
                continue
            videos[line.custom_id] = list(made)
            busy += len(made)

    def _place(self, batch: Batch, line: Line, caller: Caller) -> tuple[Video, ...]:
        from haneul.server.routes.videos import created

        with tempfile.TemporaryDirectory(prefix="haneul-batch-") as folder:
            wanted = body.validated(CreateVideo, line.body)
            materials = Materials(self._desk, caller, Path(folder))
            order = created(wanted, materials, self._desk)
            return plan.place(
                order, materials, self._desk, caller, batch_id=batch.id, custom_id=line.custom_id, priority=-1
            )

    def _stop(
        self, videos: Mapping[str, list[Video]], unsent: Iterable[Line], faulty: dict[str, dict[str, Any]],
        code: str, message: str,
    ) -> None:  # fmt: skip
        for made in videos.values():
            for video in made:
                if not video.finished:
                    self._desk.jobs.cancel(video.id, None)
        for line in unsent:
            faulty[line.custom_id] = _fault(line, code, message)

    def _finish(
        self, batch: Batch, lines: list[Line], settled: Mapping[str, list[Video]], faulty: Mapping[str, dict[str, Any]]
    ) -> None:
        """Write the two files, mark the batch, announce it."""
        good: list[dict[str, Any]] = []
        bad: list[dict[str, Any]] = []
        for line in lines:
            for video in settled.get(line.custom_id, ()):
                (good if video.status == "completed" else bad).append(_outcome(batch, line, video))
            if error := faulty.get(line.custom_id):
                told = {key: error[key] for key in ("code", "message", "param")}
                bad.append({"id": _id("batch_req_", batch.id, line.custom_id), "custom_id": line.custom_id,
                            "response": None, "error": told})  # fmt: skip
        expired = any(error["code"] == "batch_expired" for error in faulty.values())
        status = "cancelled" if batch.status == "cancelling" else "expired" if expired else "completed"
        changes: dict[str, Any] = {"output_file_id": self._write(batch, "output", good)}
        changes |= {"error_file_id": self._write(batch, "error", bad), "status": status}
        changes["cancelled_at" if status == "cancelled" else "completed_at"] = now()
        self._desk.store.batches.update(batch.id, None, **changes)
        delivery.announce(self._desk.store, Event(key_id=batch.key_id, type=f"batch.{status}", video_id=batch.id))
        self._desk.storage.delete(copy_name(batch))

    def _write(self, batch: Batch, what: str, lines: list[dict[str, Any]]) -> str | None:
        """A file of the outcomes, with an id that is the same should this be done again; None for no lines."""
        if not lines:
            return None
        id = _id("file-", batch.id, what)
        data = "".join(json.dumps(line) + "\n" for line in lines).encode()
        size = self._desk.storage.write(f"files/{id}", data)
        if self._desk.store.files.find(id, None) is None:
            self._desk.store.files.create(File(
                id=id, key_id=batch.key_id, filename=f"{batch.id}_{what}.jsonl", purpose="batch_output", bytes=size,
                mime="application/jsonl", name=f"files/{id}", expires_at=now() + _MONTH,
            ))  # fmt: skip
        return id


def copy_name(batch: Batch) -> str:
    """Where the storage keeps the input while the batch runs: its own file may be deleted meanwhile."""
    return f"batches/{batch.id}/input.jsonl"


def _fault(line: Line, code: str | None, message: str, param: str | None = None) -> dict[str, Any]:
    return {"custom_id": line.custom_id, "code": code, "message": message, "param": param}


def _outcome(batch: Batch, line: Line, video: Video) -> dict[str, Any]:
    answer = {"status_code": 200, "request_id": video.request_id or batch.id, "body": present.video(video)}
    error = dict(video.error) if video.error else None
    id = _id("batch_req_", batch.id, line.custom_id)
    return {"id": id, "custom_id": line.custom_id, "response": answer, "error": error}


def _id(prefix: str, *parts: str) -> str:
    """The same for the same parts; as hard to guess as the batch's own id."""
    return prefix + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


def show(batch: Batch) -> dict[str, Any]:
    """The batch as clients see it."""
    names = (
        "id", "endpoint", "input_file_id", "completion_window", "status", "output_file_id", "error_file_id",
        "created_at", "in_progress_at", "expires_at", "completed_at", "failed_at", "cancelled_at",
    )  # fmt: skip
    errors = {"object": "list", "data": [dict(error) for error in batch.errors]} if batch.status == "failed" else None
    counts = {"total": batch.total, "completed": batch.completed, "failed": batch.failed}
    told = {name: getattr(batch, name) for name in names} | {"object": "batch", "errors": errors}
    return told | {"request_counts": counts, "metadata": dict(batch.metadata) or None}
