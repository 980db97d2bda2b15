"""Which batches lie in the source and are not recorded yet."""

import os
from collections.abc import Set
from datetime import datetime
from pathlib import Path

from ingest.batch import interval_start
from lake.exits import UNUSABLE, JobError, RemovedError


def new_batches(
    source: Path, recorded: Set[str], span: tuple[datetime | None, datetime | None]
) -> list[Path]:
    """Batch directories not in `recorded`, oldest first.

    `span` bounds the interval's start: from (included) and to (excluded). What is no batch id or
    has no batch_meta.json yet is passed over. Raises 73 if `source` can't be listed, as a
    `RemovedError` if it is not there.
    """
    first, end = span
    found = []
    try:
        with os.scandir(source) as entries:
            for entry in entries:
                start = interval_start(entry.name)
                if start is None or entry.name in recorded:
                    continue
                if (first is None or start >= first) and (end is None or start < end):
                    found.append(entry.name)
    except OSError as error:
        kind = RemovedError if isinstance(error, FileNotFoundError) else JobError
        raise kind(
            UNUSABLE,
            f"Cannot list {source}: {error.strerror}; --source is the directory of the batches",
        ) from error
    return [source / name for name in sorted(found) if _has_meta(source / name)]


def _has_meta(directory: Path) -> bool:
    try:
        return (directory / "batch_meta.json").exists()
    except PermissionError:
        # It is refused by name when it is read.
        return True
