"""Tables without their empty columns: what no row fills is said in a note, not drawn as a blank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def filled(
    columns: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]]:
    """Return *columns* and *rows* without the columns in which every cell is empty, and the labels left out."""
    keep = [i for i in range(len(columns)) if any(line["cells"][i] for line in rows)]
    left_out = [column["label"] for i, column in enumerate(columns) if i not in keep]
    shorter = [{**line, "cells": [line["cells"][i] for i in keep]} for line in rows]
    return [columns[i] for i in keep], shorter, left_out
