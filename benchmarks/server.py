"""The server under load: `python benchmarks/server.py`.

Regime: `haneul serve` with one worker and the fake engine, slowed to about a second a job, on SQLite and
a local folder. 200 clients at once: 160 create a video, poll it to its end as the official client does
(at the pace that the server asks for), and fetch it; 40 follow the server-sent events of a video. Measured
is every status call, for as long as jobs run. Then the same calls at the same pace against a bare FastAPI
route that answers a constant, in the same run on the same machine. Nothing may be lost: every job that was
accepted has to be completed, and every video fetched has to be as long as it is said to be. The clients
share the machine's cores with both servers. The last line is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles

import httpx

from report import report

FOLLOW = 0.2  # of the clients, that stream instead of polling
WAIT = 300.0  # seconds for a server to start
BARE = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/v1/videos/{video_id}")
def status(video_id: str) -> dict[str, object]:
    return {"id": video_id, "object": "video", "status": "in_progress", "progress": 50}
uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False)
"""


@dataclass
class Seen:
    """What the clients met."""

    calls: list[float] = field(default_factory=list)  # seconds of each status call
    gaps: list[float] = field(default_factory=list)  # seconds that the server asked to wait, after each
    accepted: int = 0
    completed: int = 0
    broken: list[str] = field(default_factory=list)
    events: int = 0


@contextmanager
def process(*command: str, **environment: str) -> Iterator[None]:
    """A process that is told to stop at the end."""
    running = subprocess.Popen([sys.executable, *command], env=os.environ | environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def answering(client: httpx.AsyncClient, path: str, ready: Callable[[httpx.Response], bool]) -> None:
    """Wait until the server answers as it should."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        try:
            if ready(await client.get(path)):
                return
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.2)
    raise SystemExit("The server did not start.")


async def status(client: httpx.AsyncClient, path: str, seen: Seen) -> httpx.Response:
    begin = time.perf_counter()
    answer = await client.get(path)
    seen.calls.append(time.perf_counter() - begin)
    return answer


async def one(client: httpx.AsyncClient, number: int, streams: bool, seen: Seen) -> None:
    """One client's whole life: create, wait, fetch."""
    body = {"prompt": f"a fox, number {number}", "seconds": "1", "size": "64x64", "seed": number}
    answer = await client.post("/v1/videos", json=body)
    if answer.status_code != 200:
        seen.broken.append(f"create {answer.status_code}")
        return
    seen.accepted += 1
    path = f"/v1/videos/{answer.json()['id']}"
    if streams:
        async with client.stream("GET", f"{path}/events") as lines:
            async for line in lines.aiter_lines():
                seen.events += line.startswith("event:")
    while True:
        answer = await status(client, path, seen)
        if answer.status_code != 200:
            seen.broken.append(f"status {answer.status_code}")
            return
        if (state := answer.json()["status"]) in ("completed", "failed"):
            break
        gap = int(answer.headers.get("openai-poll-after-ms", "1000")) / 1000
        seen.gaps.append(gap)
        await asyncio.sleep(gap)
    content = await client.get(f"{path}/content")
    if state == "completed" and len(content.content) == int(content.headers["content-length"]) > 1000:
        seen.completed += 1
    else:
        seen.broken.append(f"{state}, {len(content.content)} bytes")


async def bare(client: httpx.AsyncClient, clients: int, seen: Seen, gap: float, calls: int) -> None:
    """As many status calls as before from as many clients, at the same pace."""

    async def poll(number: int) -> None:
        await asyncio.sleep(gap * number / clients)
        for _ in range(calls // clients):
            await status(client, f"/v1/videos/video_{number}", seen)
            await asyncio.sleep(gap)

    await asyncio.gather(*(poll(number) for number in range(clients)))


async def against(
    port: int, path: str, ready: Callable[[httpx.Response], bool], do: Callable[..., Awaitable[None]]
) -> float:
    """Run clients against a server; the seconds that they took."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, timeout=120, limits=limits, trust_env=False) as client:
        await answering(client, path, ready)
        begin = time.perf_counter()
        await do(client)
        return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--pause", type=float, default=0.05, help="seconds a frame of the fake engine")
    parser.add_argument("--jobs", type=int, default=4, help="jobs that the worker paints at once")
    options = parser.parse_args()
    seen, plain = Seen(), Seen()

    async def ours(client: httpx.AsyncClient) -> None:
        streaming = round(options.clients * FOLLOW)
        await asyncio.gather(*(one(client, n, n < streaming, seen) for n in range(options.clients)))

    with tempfile.TemporaryDirectory() as folder:
        port, many = free_port(), str(10 * options.clients)
        command = ["-m", "haneul", "serve", "--port", str(port), "--model", "fake", "--workers", "1"]
        command += ["--database", f"sqlite:///{folder}/haneul.db", "--storage", f"{folder}/storage"]
        command += ["--jobs", str(options.jobs), "--running", str(options.jobs), "--waiting", many]
        with process(*command, HANEUL_FAKE_PAUSE=str(options.pause)):
            took = asyncio.run(against(port, "/readyz", lambda answer: answer.json().get("workers", 0) > 0, ours))
    port = free_port()
    with process("-c", BARE, str(port)):
        gap, calls = median(seen.gaps or [1.0]), len(seen.calls)

        async def theirs(client: httpx.AsyncClient) -> None:
            await bare(client, options.clients, plain, gap, calls)

        asyncio.run(against(port, "/v1/videos/x", lambda answer: answer.status_code == 200, theirs))
    lost = seen.accepted - seen.completed
    rows = {
        "p50_ms": (1000 * median(seen.calls), "status call while jobs run: median, ms"),
        "p99_ms": (1000 * quantiles(seen.calls, n=100)[98], "status call while jobs run: p99, ms"),
        "bare_p50_ms": (1000 * median(plain.calls), "bare FastAPI route, same pace: median, ms"),
        "bare_p99_ms": (1000 * quantiles(plain.calls, n=100)[98], "bare FastAPI route, same pace: p99, ms"),
        "calls": (len(seen.calls), "status calls"),
        "calls_a_second": (len(seen.calls) / took, "status calls a second"),
        "events": (seen.events, "server-sent events received"),
        "accepted": (seen.accepted, "jobs accepted"),
        "completed": (seen.completed, "jobs completed and fetched whole"),
        "lost": (lost, "jobs lost (has to be 0)"),
    }
    facts = {"clients": options.clients, "seconds": round(took, 1), "cores": os.cpu_count()}
    report("server", rows, **facts, load=round(os.getloadavg()[0], 1))
    if lost or seen.broken:
        raise SystemExit(f"broken: {seen.broken[:5]}")


if __name__ == "__main__":
    main()
