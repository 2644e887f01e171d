"""What the server fetches for a client, and what it never does."""

import ipaddress
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from haneul.server import fetch as module
from haneul.server.faults import Fault
from haneul.server.fetch import fetch, is_private


@pytest.mark.parametrize(
    ("number", "private"),
    [
        ("127.0.0.1", True), ("10.0.0.1", True), ("192.168.1.1", True), ("169.254.169.254", True), ("0.0.0.0", True),
        ("100.64.0.1", True), ("224.0.0.1", True), ("::1", True), ("fe80::1", True), ("fc00::1", True),
        ("::ffff:127.0.0.1", True), ("64:ff9b::7f00:1", True), ("2002:7f00:1::", True),
        ("8.8.8.8", False), ("2606:4700::1111", False), ("::ffff:8.8.8.8", False),
    ],
)  # fmt: skip
def test_private_addresses(number, private):
    assert is_private(ipaddress.ip_address(number)) is private


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a.png", "http://localhost/a.png", "http://[::1]/", "http://169.254.169.254/latest/meta-data",
        "http://0x7f.1/", "http://2130706433/", "file:///etc/passwd", "ftp://example.com/a", "gopher://x", "", "a.png",
        "http://", "http://[", "data:image/png;base64,%%%", "data:image/png",
    ],
)  # fmt: skip
def test_addresses_that_are_not_read(tmp_path, url):
    with pytest.raises(Fault) as wrong:
        fetch(url, tmp_path / "a", "input_reference.image_url")
    assert (wrong.value.status, wrong.value.param) == (400, "input_reference.image_url")


def test_data_urls(tmp_path):
    assert fetch("data:text/plain;base64,aGk=", tmp_path / "a", "x").read_bytes() == b"hi"
    assert fetch("data:,a%20b", tmp_path / "b", "x").read_bytes() == b"a b"


@pytest.fixture
def site():
    """A site of this machine: /ok, /big, /loop, /missing, /away."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status = {"/loop": 302, "/away": 302, "/hop": 302, "/missing": 404}.get(self.path, 200)
            self.send_response(status)
            to = {"/loop": "/loop", "/away": "file:///etc/passwd", "/hop": "/ok"}.get(self.path)
            if to:
                self.send_header("location", to)
            self.end_headers()
            self.wfile.write(b"a" * (5000 if self.path == "/big" else 5))

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_sites(tmp_path, site, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    assert fetch(f"{site}/ok", tmp_path / "a", "x", private=True).read_bytes() == b"aaaaa"
    assert fetch(f"{site}/hop", tmp_path / "a", "x", private=True).read_bytes() == b"aaaaa"
    for path in ("/big", "/loop", "/away", "/missing"):
        with pytest.raises(Fault):
            fetch(site + path, tmp_path / "a", "x", private=True)
    with pytest.raises(Fault, match="private"):
        fetch(f"{site}/ok", tmp_path / "a", "x")
