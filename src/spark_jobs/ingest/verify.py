"""Reads a batch's file once: does it hold what its meta says, and which ids does it span?"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ingest.batch import Batch, RefusedError, read_meta
from ingest.proof import UnprovenError, proven_ids

PIECE = 8 << 20
# Above this the ids of a file are not held in memory to prove them unique.
PROOF_LIMIT = 64 << 20
ID = slice(13, 49)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Verified:
    """A batch whose bytes are as claimed.

    `ids` is set if no two lines share their bytes 13 to 48, where a valid line has its event_id:
    then it is the least and the greatest of these, so it bounds the ids of all valid lines.
    `all_valid` is set if every line is known to be valid.
    """

    batch: Batch
    ids: tuple[bytes, bytes] | None
    starts_with_mark: bool
    all_valid: bool = False


def verify(directory: Path) -> Verified:
    """Checks bytes, lines and SHA-256 against the meta; raises `RefusedError` on a difference."""
    batch = read_meta(directory)
    digest = hashlib.sha256()
    lines = size = 0
    first = last = b""
    ids: tuple[bytes, bytes] | None = None
    all_valid = False
    piece_size = PROOF_LIMIT if batch.size <= PROOF_LIMIT else PIECE
    try:
        with batch.events_file.open("rb") as file:
            while piece := file.read(piece_size):
                digest.update(piece)
                lines += piece.count(b"\n")
                size += len(piece)
                first, last = first or piece[:3], piece[-1:]
                if len(piece) == batch.size:
                    ids, all_valid = examine(piece)
    except OSError as error:
        raise RefusedError(f"events.jsonl can't be read: {error.strerror}") from error
    # A cut last line counts, as it does for a reader.
    lines += last not in (b"", b"\n")
    _compare("bytes", batch.size, size)
    _compare("line_count", batch.lines, lines)
    _compare("sha256", batch.sha256, digest.hexdigest())
    return Verified(batch, ids, first == BYTE_ORDER_MARK, all_valid)


def examine(data: bytes) -> tuple[tuple[bytes, bytes] | None, bool]:
    """`ids` and `all_valid` of a whole file."""
    try:
        return proven_ids(data), True
    except UnprovenError:
        return unique_ids(data), False


def unique_ids(data: bytes) -> tuple[bytes, bytes] | None:
    """The least and the greatest id slice of the lines in `data`, or None if two are equal."""
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    ids = {line[ID] for line in lines}
    return (min(ids), max(ids)) if len(ids) == len(lines) else None


def _compare(key: str, claimed: int | str, found: int | str) -> None:
    if claimed != found:
        raise RefusedError(f"events.jsonl does not match its meta: {key} {claimed}, found {found}")
