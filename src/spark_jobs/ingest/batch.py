"""Batches on disk: what their names and their meta say."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

BATCH_ID = re.compile(r"\d{8}T\d{6}Z")
FORMAT_VERSIONS = (1,)
MOST = 2**53 - 1


class RefusedError(Exception):
    """This batch is not taken; the message says why, without naming it."""


@dataclass(frozen=True)
class Batch:
    """What batch_meta.json claims of one batch directory."""

    batch_id: str
    directory: Path
    lines: int
    events: int
    size: int
    sha256: str
    defects: bool

    @property
    def events_file(self) -> Path:
        """The lines themselves."""
        return self.directory / "events.jsonl"


def interval_start(batch_id: str) -> datetime | None:
    """The time in a batch id, or None if this is no batch id."""
    if not BATCH_ID.fullmatch(batch_id):
        return None
    try:
        return datetime.strptime(batch_id, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        return None


def read_meta(directory: Path) -> Batch:
    """The claims of `directory`/batch_meta.json; raises `RefusedError` if they can't be read."""
    try:
        meta = json.loads((directory / "batch_meta.json").read_bytes())
    except OSError as error:
        raise RefusedError(f"batch_meta.json can't be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise RefusedError("batch_meta.json is not JSON") from error
    if not isinstance(meta, dict):
        raise RefusedError("batch_meta.json is not an object")
    version = meta.get("format_version")
    if version not in FORMAT_VERSIONS:
        raise RefusedError(f"format_version {version} is not known here")
    if meta.get("batch_id") != directory.name:
        raise RefusedError(f"its meta belongs to batch {meta.get('batch_id')}")
    sha256 = meta.get("sha256")
    if not isinstance(sha256, str) or not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise RefusedError("'sha256' in batch_meta.json must be 64 hex digits")
    return Batch(
        batch_id=directory.name,
        directory=directory,
        lines=_count(meta, "line_count"),
        events=_count(meta, "event_count"),
        size=_count(meta, "bytes"),
        sha256=sha256,
        defects=bool(meta.get("faults")),
    )


def _count(meta: dict[str, Any], key: str) -> int:
    value = meta.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise RefusedError(f"'{key}' in batch_meta.json must be a count: found {value!r}")
    return value
