"""`multipart/form-data`, read as it comes: texts into memory, files into temporary ones.

Stricter than most readers, for a form that was cut off, is in another encoding or holds a field twice
must not become a video of something else. Which part is a file is decided by its having a file name;
what kind of file it is, only by its bytes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from haneul.server.faults import Fault, invalid

MOST_PARTS, MOST_TEXT = 1000, 24 * 2**20  # a data URL may have 20,971,520 characters


@dataclass(frozen=True, eq=False)
class Upload:
    """A file of a form, in a temporary file that vanishes with the request."""

    filename: str
    path: Path
    size: int

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.is_instance_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "format": "binary"}


async def read_form(content_type: str, stream: AsyncIterator[bytes], folder: Path) -> list[tuple[str, str | Upload]]:
    """The fields in order; files are written into `folder`, which is the caller's to delete.

    Raises `Fault` for a body that is no form, is cut off, or holds text that is not UTF-8.
    """
    boundary = parse_options_header(content_type)[1].get(b"boundary")
    if not boundary:
        raise Fault(400, "The Content-Type multipart/form-data names no boundary.", code="invalid_multipart")
    form = _Form(folder)
    try:
        parser = MultipartParser(boundary, form.callbacks())  # type: ignore[arg-type]
        async for chunk in stream:
            if chunk:
                parser.write(chunk)
        parser.finalize()
    except FormParserError as error:
        raise Fault(400, f"The body is not multipart/form-data: {error}.", code="invalid_multipart") from error
    finally:
        form.close()
    if not form.ended:
        raise Fault(400, "The multipart body is cut off: its last boundary is missing.", code="incomplete_body")
    return form.fields


class _Form:
    """What the parser's callbacks gather."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fields: list[tuple[str, str | Upload]] = []
        self.ended = False
        self._header, self._value = b"", b""
        self._headers: dict[bytes, bytes] = {}
        self._name, self._filename = "", ""
        self._text = bytearray()
        self._file: IO[bytes] | None = None

    def callbacks(self) -> dict[str, Any]:
        names = ["part_begin", "part_data", "part_end", "header_field", "header_value", "header_end"]
        return {f"on_{name}": getattr(self, name) for name in [*names, "headers_finished", "end"]}

    def part_begin(self) -> None:
        if len(self.fields) >= MOST_PARTS:
            raise Fault(400, f"The form has more than {MOST_PARTS:,} parts.", code="invalid_multipart")
        self._headers, self._text, self._file = {}, bytearray(), None

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        self._headers[self._header.lower()] = self._value
        self._header, self._value = b"", b""

    def headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b"").decode("latin-1"))
        if b"name" not in options:
            raise Fault(400, "A part of the form has no name.", code="invalid_multipart")
        self._name = _text(options[b"name"], "the name of a field")
        if b"filename" in options:
            self._filename = options[b"filename"].decode("utf-8", "replace")
            handle, path = tempfile.mkstemp(dir=self.folder)
            self._file = os.fdopen(handle, "wb")
            self._path = Path(path)

    def part_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
            return
        self._text += data[start:end]
        if len(self._text) > MOST_TEXT:
            raise invalid(self._name, f"{self._name} has more than {MOST_TEXT:,} bytes; send it as a file.")

    def part_end(self) -> None:
        if self._file is None:
            self.fields.append((self._name, _text(bytes(self._text), self._name)))
            return
        size = self._file.tell()
        self.close()
        self.fields.append((self._name, Upload(self._filename, self._path, size)))

    def end(self) -> None:
        self.ended = True

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _text(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise invalid(name, f"{name} is not valid UTF-8; check the program's encoding.", "invalid_encoding") from None
