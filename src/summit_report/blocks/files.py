"""Files that travel with a document: text as it is, everything else in base64, because blocks are JSON."""

import base64
from collections.abc import Mapping
from typing import Any


def attached(name: str, media_type: str, description: str, content: str | bytes) -> dict[str, Any]:
    """Return the file called *name* as an `attachments` block carries it."""
    file: dict[str, Any] = {"name": name, "media_type": media_type, "description": description}
    if isinstance(content, bytes):
        return {**file, "content": base64.b64encode(content).decode(), "base64": True}
    return {**file, "content": content}


def file_bytes(file: Mapping[str, Any]) -> bytes:
    """Return the content of a *file* of an `attachments` block; raises ValueError if it is not the base64 it claims."""
    content = str(file["content"])
    return base64.b64decode(content, validate=True) if file.get("base64") else content.encode()
