"""A raw zone with everything that makes ingest hard."""

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

from support.bad_lines import planted
from support.fleet import Fleet, encode, write_batch, write_companies
from support.tables import Lake, Rows

BATCHES = 6
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Clean:
    """A raw zone, the ids of its valid events, and the tables of one clean pass."""

    raw: Path
    valid: set[str]
    tables: dict[str, Rows]


def bad_lines_of_batch_1() -> list[bytes]:
    """Every planted kind of a handy length, shuffled."""
    bad = [line + b"\n" for _, line in planted() if len(line) < 1000]
    random.Random(1).shuffle(bad)
    return bad


def write_awkward(raw: Path) -> set[str]:
    """Writes six batches; gives the ids of the events that are valid somewhere.

    Batch 1 has bad lines and repeats, 2 is empty, 3 opens with a byte order mark on a line that
    follows again without it, and repeats events of batch 0; 5 repeats all of 4.
    """
    fleet = Fleet()
    write_companies(raw, fleet)
    events = [list(fleet.events(index)) for index in range(BATCHES)]
    events[2] = []
    lines = [[encode(event) for event in batch] for batch in events]
    lines[1] += [*bad_lines_of_batch_1(), *lines[1][:3]]
    lines[3] = [BYTE_ORDER_MARK + lines[3][0], *lines[3], *lines[0][:4]]
    lines[5] += lines[4]
    for index in range(BATCHES):
        write_batch(raw, fleet, index, lines[index])
    return {event["event_id"] for batch in events for event in batch}


def bring(raw: Path, lake: Lake, numbers: list[int]) -> None:
    """Copies the companies and some batches of `raw` into the lake."""
    lake.options.source.mkdir(parents=True, exist_ok=True)
    shutil.copy(raw / "companies.jsonl", lake.raw)
    names = sorted(path.name for path in (raw / "events").iterdir())
    for number in numbers:
        shutil.copytree(raw / "events" / names[number], lake.options.source / names[number])
