"""Pictures fetched from an address that a client names, and nothing else that the server could reach.

Every address of the name is checked and the connection kept to it (`addresses.py`); redirects are followed
by the same rules.
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from haneul.server.addresses import Pinned, is_private, pinned, resolved
from haneul.server.faults import Fault, invalid

MOST_BYTES = 64 * 2**20
_SECONDS, _HOPS = 20.0, 3


def fetch(url: str, path: Path, param: str, private: bool = False) -> Path:
    """Write what `url` (http, https or data) holds to `path`.

    Raises `Fault` that names `param`: for another kind of address, one of a private network unless
    `private`, one that does not answer, or more than 64 MiB.
    """
    try:
        scheme = urlsplit(url[:2000]).scheme.lower()
    except ValueError:
        scheme = ""
    if scheme == "data":
        path.write_bytes(_data(url, param))
    elif scheme in ("http", "https"):
        _download(url, path, param, private)
    else:
        raise invalid(param, f"{param} cannot be {url[:60]!r}; give an http, https or data URL.", "invalid_url")
    return path


def _data(url: str, param: str) -> bytes:
    head, comma, body = url.partition(",")
    try:
        if not comma:
            raise ValueError
        return base64.b64decode(body, validate=True) if head.endswith(";base64") else unquote_to_bytes(body)
    except (ValueError, binascii.Error):
        raise invalid(param, f"{param} is a broken data URL; give data:image/png;base64,...", "invalid_url") from None


def _download(url: str, path: Path, param: str, private: bool) -> None:
    import httpx

    with httpx.Client(timeout=_SECONDS, follow_redirects=False, trust_env=False) as client:
        try:
            for _ in range(_HOPS + 1):
                to = _pinned(url, param, private)
                with client.stream("GET", to.target, headers=to.headers, extensions=to.extensions) as answer:
                    if answer.has_redirect_location:
                        url = urljoin(url, answer.headers["location"])
                        continue
                    if answer.status_code != 200:
                        raise _unreachable(param, f"it answered {answer.status_code}")
                    _save(answer.iter_bytes(), path, param)
                    return
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise _unreachable(param, type(error).__name__) from error
    raise _unreachable(param, f"it redirects more than {_HOPS} times")


def _save(pieces: object, path: Path, param: str) -> None:
    total = 0
    with path.open("wb") as file:
        for piece in pieces:  # type: ignore[attr-defined]
            total += len(piece)
            if total > MOST_BYTES:
                raise invalid(param, f"{param} holds more than {MOST_BYTES:,} bytes; upload a smaller one.")
            file.write(piece)


def _pinned(url: str, param: str, private: bool) -> Pinned:
    """`url` with a checked address; `Fault` for one that may not be read."""
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        numbers = resolved(parts.hostname or "", port)
    except (OSError, UnicodeError, ValueError):
        raise _unreachable(param, "its name cannot be resolved") from None
    if parts.scheme not in ("http", "https") or (not private and any(map(is_private, numbers))):
        raise invalid(param, f"{param} points to a private network, which this server does not read.", "invalid_url")
    return pinned(parts, numbers[0], port)


def _unreachable(param: str, why: str) -> Fault:
    return invalid(param, f"{param} could not be fetched: {why}; check the address or upload the file.", "invalid_url")
