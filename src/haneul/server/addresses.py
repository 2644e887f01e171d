"""Addresses that a stranger names and our server sends to: resolved once, checked, and kept to.

The connection goes to the very number that was checked, so that a name which answers differently the
second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from haneul.errors import InvalidInput

Number = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Pinned:
    """An address with the checked number in place of the name; the name goes into Host and TLS."""

    target: str
    headers: dict[str, str]
    extensions: dict[str, str]  # of httpx


def pin(url: str, private: bool) -> Pinned:
    """Resolve `url`. Raises `InvalidInput` unless it is an http(s) address that may be sent to.

    `private`: loopback, link-local and private networks are allowed as well.
    """
    try:
        parts = urlsplit(url)
        port, host = parts.port or (443 if parts.scheme == "https" else 80), parts.hostname
    except ValueError as error:
        raise InvalidInput(f"url cannot be {url[:80]!r}: {error}.") from error
    if parts.scheme not in ("http", "https") or not host or parts.username:
        raise InvalidInput(f"url cannot be {url[:80]!r}; give an http or https address without a user name.")
    try:
        numbers = resolved(host, port)
    except (OSError, UnicodeError) as error:
        raise InvalidInput(f"url cannot be {url[:80]!r}: its host is not known.") from error
    if not private and any(map(is_private, numbers)):
        raise InvalidInput(f"url cannot be {url[:80]!r}: it leads into a private network, which is not allowed here.")
    return pinned(parts, numbers[0], port)


def resolved(host: str, port: int) -> list[Number]:
    """All addresses of `host`. Raises `OSError` or `UnicodeError` where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(place[4][0]).partition("%")[0]) for place in found]


def pinned(parts: SplitResult, number: Number, port: int) -> Pinned:
    """What to ask so that the connection goes to `number`."""
    place = f"[{number}]" if number.version == 6 else str(number)
    target = f"{parts.scheme}://{place}:{port}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")
    return Pinned(target, {"host": parts.netloc.rpartition("@")[2]}, {"sni_hostname": parts.hostname or ""})


def is_private(number: Number) -> bool:
    """Whether an address is not of the open internet: also one that hides an IPv4 address in IPv6."""
    inner = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
    if inner is not None:
        return is_private(inner)
    if number.version == 6 and number in ipaddress.ip_network("64:ff9b::/96"):  # NAT64
        return True
    return not number.is_global or number.is_multicast
