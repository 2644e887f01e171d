"""The rewriter against a little server of its own: what is sent, what comes back, what goes wrong."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from haneul.errors import InvalidInput, RewriterFailed
from haneul.prompts.rewriter import Rewriter


class Answers(BaseHTTPRequestHandler):
    """Answers as the test wants, and keeps what was asked."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.asked.append((self.path, dict(self.headers), json.loads(self.rfile.read(length))))
        if self.server.hang.is_set():
            self.server.stop.wait(5)
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *args):
        pass


def said(text):
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


@pytest.fixture
def server():
    made = HTTPServer(("127.0.0.1", 0), Answers)
    made.asked, made.status, made.answer = [], 200, said("A corgi trots along the beach at sunset.")
    made.hang, made.stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.stop.set()
    made.shutdown()
    thread.join()
    made.server_close()


def rewriter(server, **more):
    return Rewriter(f"http://127.0.0.1:{server.server_port}/v1/", "small", **more)


def test_asks_as_every_openai_server_expects(server):
    assert rewriter(server, key="secret").rewrite("a corgi", seed=7) == "A corgi trots along the beach at sunset."
    path, headers, body = server.asked[0]
    assert path == "/v1/chat/completions" and headers["Authorization"] == "Bearer secret"
    assert body["model"] == "small" and body["seed"] == 7
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["messages"][1]["content"] == "a corgi"


def test_no_key_no_header_and_quotation_marks_go(server):
    server.answer = said(' "해변을 달리는\n코기." ')
    assert rewriter(server).rewrite("코기") == "해변을 달리는 코기."
    assert "Authorization" not in server.asked[0][1]


@pytest.mark.parametrize(
    ("status", "answer", "message"),
    [
        (401, b"", "check HANEUL_LLM_KEY"),
        (404, b"", "check HANEUL_LLM_URL and HANEUL_LLM_MODEL"),
        (500, b"", "try again later"),
        (200, b"<html>", "did not answer with JSON"),
        (200, b"{}", "without a text"),
        (200, b'{"choices": []}', "without a text"),
        (200, said(None), "without a text"),
        (200, said("  "), "answered with 0 characters"),
        (200, said("x" * 5000), "answered with 5,000 characters"),
    ],
)
def test_says_what_went_wrong(server, status, answer, message):
    server.status, server.answer = status, answer
    with pytest.raises(RewriterFailed, match=message):
        rewriter(server).rewrite("a corgi")


def test_waits_no_longer_than_told(server):
    server.hang.set()
    with pytest.raises(RewriterFailed, match=r"did not answer within 0\.05 s"):
        rewriter(server, timeout=0.05).rewrite("a corgi")


def test_nobody_there():
    with pytest.raises(RewriterFailed, match="cannot be reached"):
        Rewriter("http://127.0.0.1:9/v1", "small").rewrite("a corgi")


def test_from_the_environment():
    assert Rewriter.installed({}) is None
    made = Rewriter.installed({"HANEUL_LLM_URL": "http://x/v1", "HANEUL_LLM_MODEL": "m", "HANEUL_LLM_KEY": "k"})
    assert made == Rewriter("http://x/v1", "m", "k") and "k" not in repr(made).replace("key", "")
    with pytest.raises(InvalidInput, match="HANEUL_LLM_MODEL is not"):
        Rewriter.installed({"HANEUL_LLM_URL": "http://x/v1"})
    with pytest.raises(InvalidInput, match="give an address"):
        Rewriter("file:///etc/passwd", "m")
