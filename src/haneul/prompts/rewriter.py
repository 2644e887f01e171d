"""Rewrites prompts with a language model at any OpenAI-compatible address, for engines of open weights.

Those were trained on long captions that a language model wrote; the built-in reader knows the embedded
model's words only. Used when HANEUL_LLM_URL is set; nothing is sent anywhere otherwise.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from haneul.errors import InvalidInput, RewriterFailed

URL, MODEL, KEY = "HANEUL_LLM_URL", "HANEUL_LLM_MODEL", "HANEUL_LLM_KEY"
TASK = (
    "You rewrite prompts for a video generator. Write one paragraph of at most 120 words in the language of the "
    "prompt: who does what, where and when, how it looks, how the camera moves. Keep everything that the prompt "
    "says and contradict nothing; fill in what it leaves open with concrete, visible details. Answer with the "
    "paragraph alone, without quotation marks."
)
MOST_BYTES = 1_000_000  # of an answer
MOST_LETTERS = 4_000  # of a rewritten prompt


@dataclass(frozen=True)
class Rewriter:
    """An address (".../v1"), the model there, and the key if it wants one; `timeout` in seconds."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 60.0

    def __post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise InvalidInput(f"{URL} cannot be {self.url!r}; give an address such as http://localhost:11434/v1.")
        if not self.model:
            raise InvalidInput(f"{URL} is set, but {MODEL} is not; name the model that the address serves.")
        if not self.timeout > 0:
            raise InvalidInput(f"timeout cannot be {self.timeout}; give seconds above 0.")

    @classmethod
    def installed(cls, environment: Mapping[str, str] | None = None) -> Rewriter | None:
        """The one that the environment names; None where HANEUL_LLM_URL is not set."""
        said = os.environ if environment is None else environment
        if not said.get(URL):
            return None
        return cls(said[URL], said.get(MODEL, ""), said.get(KEY, ""))

    def rewrite(self, prompt: str, seed: int = 0) -> str:
        """The prompt as a dense caption in its own language. Raises `RewriterFailed`."""
        messages = [{"role": "system", "content": TASK}, {"role": "user", "content": prompt}]
        body = {"model": self.model, "messages": messages, "temperature": 0.0, "seed": seed, "stream": False}
        text = _content(self._post(body))
        if text is None:
            raise RewriterFailed(f"{self.url} answered without a text; check {MODEL}, or add --no-enrich.")
        text = " ".join(text.strip().strip('"“”').split())
        if not text or len(text) > MOST_LETTERS:
            raise RewriterFailed(
                f"{self.model} answered with {len(text):,} characters, wanted 1 to {MOST_LETTERS:,}; "
                "choose another model, or add --no-enrich."
            )
        return text

    def _post(self, body: Mapping[str, Any]) -> Any:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        address = self.url.rstrip("/") + "/chat/completions"
        request = urllib.request.Request(address, json.dumps(body).encode(), headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                return json.loads(answer.read(MOST_BYTES))
        except urllib.error.HTTPError as error:
            with error:
                raise RewriterFailed(f"{address} answered {error.code} {error.reason}{_hint(error.code)}.") from error
        except TimeoutError as error:
            raise RewriterFailed(
                f"{address} did not answer within {self.timeout:g} s; try again, or add --no-enrich."
            ) from error
        except (urllib.error.URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            late = isinstance(reason, TimeoutError)
            why = f"did not answer within {self.timeout:g} s" if late else f"cannot be reached ({reason})"
            raise RewriterFailed(f"{address} {why}; check {URL}, or add --no-enrich.") from error
        except ValueError as error:
            raise RewriterFailed(f"{address} did not answer with JSON; check {URL}, or add --no-enrich.") from error


def _content(answer: Any) -> str | None:
    """The text of the first choice of a chat completion; None for anything else."""
    try:
        text = answer["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        return None
    return text if isinstance(text, str) else None


def _hint(status: int) -> str:
    hints = {401: f"; check {KEY}", 403: f"; check {KEY}", 404: f"; check {URL} and {MODEL}"}
    return hints.get(status, "; try again later, or add --no-enrich")
