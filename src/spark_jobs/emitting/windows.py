"""Slices of a byte array, many at once, as Arrow columns."""

from typing import Any

import numpy as np
import pyarrow as pa


def windows(text: Any, width: int) -> Any:
    """A view of every `width` bytes of `text`: element i is those from i on."""
    count = max(0, len(text) - width + 1)
    return np.ndarray((count,), f"S{width}", text, strides=(1,))


def fixed_strings(text: Any, starts: Any, width: int) -> pa.Array:
    """The `width` bytes from each of `starts` as an ASCII column."""
    data = windows(text, width)[starts]
    offsets = np.arange(len(starts) + 1, dtype=np.int32) * np.int32(width)
    return _strings(offsets, data)


def ragged_strings(text: Any, starts: Any, ends: Any) -> pa.Array:
    """The bytes from `starts` to `ends`, excluded, as an ASCII column.

    The longest slice must fit into `text` from every start.
    """
    widths = ends - starts
    widest = int(widths.max())
    if (widths == widest).all():
        return fixed_strings(text, starts, widest)
    table = windows(text, widest)[starts].view(np.uint8).reshape(len(starts), widest)
    offsets = np.zeros(len(starts) + 1, np.int32)
    np.cumsum(widths, out=offsets[1:])
    return _strings(offsets, table[np.arange(widest) < widths[:, None]])


def timestamps(text: Any, starts: Any) -> pa.Array:
    """Times written 2026-01-01T00:00:00.000Z as microseconds, UTC."""
    digits = windows(text, 24)[starts].view(np.uint8).reshape(len(starts), 24).T - np.uint8(48)

    def number(first: int, count: int) -> Any:
        value = digits[first].astype(np.int64)
        for place in range(first + 1, first + count):
            value = value * 10 + digits[place]
        return value

    months = (number(0, 4) - 1970) * 12 + number(5, 2) - 1
    days = months.view("M8[M]").astype("M8[D]").view(np.int64) + number(8, 2) - 1
    seconds = ((days * 24 + number(11, 2)) * 60 + number(14, 2)) * 60 + number(17, 2)
    micros = (seconds * 1000 + number(20, 3)) * 1000
    kind = pa.timestamp("us", "UTC")
    return pa.Array.from_buffers(kind, len(starts), [None, pa.py_buffer(micros)])


def _strings(offsets: Any, data: Any) -> pa.Array:
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data.view(np.uint8))]
    return pa.Array.from_buffers(pa.string(), len(offsets) - 1, buffers)
