"""Batches that are committed together, and what is known of a group's ids."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

from ingest.verify import Verified

# Bounds the work that a crash undoes.
GROUP_BYTES = 4 << 30
SLOT_BYTES = 128 << 20
SLOT_FLOOR = 16 << 20
EVENT_ID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class IdRange:
    """Event ids from `low` to `high`, both included."""

    low: str
    high: str

    def condition(self, alias: str = "") -> str:
        """The range in SQL, with the days that it spans: ids are in time order."""
        days = f"'{day_of(self.low)}' AND '{day_of(self.high)}'"
        ids = f"'{self.low}' AND '{self.high}'"
        return f"{alias}event_date BETWEEN {days} AND {alias}event_id BETWEEN {ids}"


@dataclass(frozen=True)
class Group:
    """At least one verified batch, in order of time, taken in one commit."""

    batches: tuple[Verified, ...]

    @property
    def size(self) -> int:
        """Bytes of all lines."""
        return sum(each.batch.size for each in self.batches)

    def proven_range(self) -> IdRange | None:
        """The range of all ids if no id can occur twice in the group; None if that isn't proven."""
        known = [each.ids for each in self.batches if each.batch.lines]
        ranges = sorted(ids for ids in known if ids is not None)
        if not ranges or len(ranges) < len(known):
            return None
        if any(before[1] >= after[0] for before, after in pairwise(ranges)):
            return None
        low, high = ranges[0][0], max(high for _, high in ranges)
        if not (EVENT_ID.fullmatch(low) and EVENT_ID.fullmatch(high)):
            return None
        try:
            day_of(high.decode())
        except OverflowError:
            return None
        return IdRange(low.decode(), high.decode())

    def slots(self, cores: int) -> Iterator[list[str]]:
        """The files that aren't empty, split into stretches of time of about equal size.

        One task writes one slot, so that each file of the table spans little time.
        """
        target = min(max(self.size // (2 * cores), SLOT_FLOOR), SLOT_BYTES)
        slot: list[str] = []
        filled = 0
        for each in self.batches:
            if slot and filled + each.batch.size > target:
                yield slot
                slot, filled = [], 0
            if each.batch.lines:
                slot.append(str(each.batch.events_file))
                filled += each.batch.size
        if slot:
            yield slot


def groups(batches: Iterable[Verified], most: int) -> Iterator[Group]:
    """Consecutive batches, at most `most` and 4 GiB together, but at least one batch."""
    held: list[Verified] = []
    size = 0
    for each in batches:
        if held and (size + each.batch.size > GROUP_BYTES or len(held) == most):
            yield Group(tuple(held))
            held, size = [], 0
        held.append(each)
        size += each.batch.size
    if held:
        yield Group(tuple(held))


def day_of(event_id: str) -> date:
    """The UTC day in a version 7 UUID; raises OverflowError after the year 9999."""
    millis = int(event_id[:8] + event_id[9:13], 16)
    return (EPOCH + timedelta(milliseconds=millis)).date()
