"""A server on a free port with the fake engine and a worker, and the official client that talks to it."""

import contextlib
import io
import threading
import time
import warnings

import httpx
import numpy as np
import pytest
from PIL import Image

from haneul import media
from haneul.canvas import Clip
from haneul.server.app import create
from haneul.server.front import Front
from haneul.server.settings import Settings


@contextlib.contextmanager
def running(app):
    """The application on uvicorn; yields its address."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="on", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="package")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    return Settings(
        database=f"sqlite:///{folder}/haneul.db", storage=str(folder / "storage"), least_free_gib=0,
        private_webhooks=True, jobs=2, waiting=200,
    )  # fmt: skip


@pytest.fixture(scope="package")
def app(settings):
    return create(
        settings, Front(model="fake", allow_model=("fake",), default_size="64x64", upload_mib=2, private_images=True)
    )


@pytest.fixture(scope="package")
def service(app):
    return app.state.service


@pytest.fixture(scope="package")
def address(app):
    with running(app) as found:
        yield found


@pytest.fixture(scope="package")
def worker(settings, service, address):
    """A worker of the same store, a process of its own: jobs are painted as soon as they are there."""
    from haneul.server.crew import Crew

    crew = Crew(settings)
    crew.start()
    until = time.monotonic() + 300
    while not service.store.workers.alive(settings.lease):
        assert time.monotonic() < until, "the worker did not start"
        time.sleep(0.05)
    yield crew
    crew.stop()


@pytest.fixture(scope="package")
def http(address):
    """Requests that no client would make."""
    with httpx.Client(base_url=f"{address}/v1", timeout=60, trust_env=False) as made:
        yield made


@pytest.fixture(scope="package")
def client(address):
    with official("OpenAI", address) as made:
        yield made


@contextlib.contextmanager
def official(kind, address, key="any"):
    """OpenAI's own client, told nothing but another address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the hosted service is gone, and the client says so
        import openai

        made = getattr(openai, kind)(base_url=f"{address}/v1", api_key=key, max_retries=0, timeout=120)
        yield made
        if kind == "OpenAI":
            made.close()


@pytest.fixture(scope="package")
def picture():
    """A PNG, 96x48."""
    out = io.BytesIO()
    Image.fromarray(np.tile(np.linspace(0, 255, 96, dtype=np.uint8)[None, :, None], (48, 1, 3))).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="package")
def clip(tmp_path_factory):
    """An MP4: a second of 64x64 at 8 frames a second."""
    frames = np.stack([np.full((64, 64, 3), 20 * n, np.uint8) for n in range(8)])
    frames[:, 20:40, 20:40] = 255
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    media.write(path, Clip(frames, 8.0))
    return path.read_bytes()


@pytest.fixture(scope="package")
def video(client, worker):
    """A finished video."""
    made = client.videos.create_and_poll(prompt="a corgi runs", seconds="1")
    assert made.status == "completed", made.error
    return made
