"""The files that travel beside the content: pictures and attachments, named by number so that names carry no path."""

import base64
import binascii
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from summit_report.publishing.exporters.nodes import Node

log = logging.getLogger(__name__)

#: How the pictures that Typst can draw begin, and the suffix by which it knows them.
_MAGIC = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"RIFF": "webp"}


@dataclass
class Shelf:
    """Collects files for one document; local pictures are looked for in *folder*, the notebook's own."""

    folder: Path
    files: dict[str, bytes] = field(default_factory=dict)

    def add(self, data: bytes, suffix: str) -> str:
        """Keep *data* and return its path for the template; the same data is kept once."""
        for path, known in self.files.items():
            if known == data and path.endswith(f".{suffix}"):
                return f"/{path}"
        path = f"files/{len(self.files) + 1:03}.{suffix}"
        self.files[path] = data
        return f"/{path}"

    def picture(self, data: bytes, alt: str) -> Node | None:
        """Return the node of a picture, or None if *data* is none that can be drawn; *alt* may be empty."""
        suffix = _suffix(data)
        if suffix is None:
            return None
        return {"k": "picture", "path": self.add(data, suffix), "alt": alt.strip() or "Picture without a description"}

    def read(self, address: str, alt: str, attachments: Mapping[str, Any]) -> Node | None:
        """Return the picture behind *address*: of the cell's *attachments*, a data URI or a local file."""
        data = self._bytes(address, attachments)
        picture = self.picture(data, alt) if data is not None else None
        if picture is None:
            log.warning("picture %.120s cannot be read and is left out of the PDF", address)
        return picture

    def _bytes(self, address: str, attachments: Mapping[str, Any]) -> bytes | None:
        if address.startswith("attachment:"):
            bundle = attachments.get(unquote(address.removeprefix("attachment:")), {})
            return next((decoded(value) for value in bundle.values()), None)
        if found := re.match(r"data:([^,]*),", address):
            body = address[found.end() :]
            return decoded(unquote(body)) if found[1].endswith("base64") else unquote_to_bytes(body)
        if re.match(r"\w+:|//", address):
            return None
        path = self.folder / unquote(address)
        return path.read_bytes() if path.is_file() else None


def decoded(value: Any) -> bytes | None:
    """Return the bytes of a picture as notebooks store it: base64, or text for SVG; None if it is neither."""
    text = "".join(value) if isinstance(value, list) else str(value)
    if "<svg" in text[:2000]:
        return text.encode()
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return None


def _suffix(data: bytes) -> str | None:
    if b"<svg" in data[:2000]:
        return "svg"
    return next((suffix for magic, suffix in _MAGIC.items() if data.startswith(magic)), None)
