"""Ranges of intervals and shards of companies."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Span:
    """The intervals, `step` long, from `start` included to `end` excluded; both UTC."""

    start: datetime
    end: datetime
    step: timedelta

    @property
    def intervals(self) -> int:
        """How many there are."""
        return (self.end - self.start) // self.step

    @property
    def start_text(self) -> str:
        """The start as fleetgen's flags take it."""
        return _utc(self.start)

    def cut(self, most: int) -> list["Span"]:
        """The same intervals in pieces of at most `most`, in order."""
        pieces = []
        start = self.start
        while start < self.end:
            end = min(start + most * self.step, self.end)
            pieces.append(Span(start, end, self.step))
            start = end
        return pieces

    def flags(self) -> list[str]:
        """The range as `fleetgen emit` and `fleetgen backfill` take it."""
        return ["--from", _utc(self.start), "--to", _utc(self.end)]


@dataclass(frozen=True)
class Part:
    """What one task makes: shard `shard` of `shards` in the intervals of `span`."""

    span: Span
    shard: int
    shards: int

    def flags(self) -> list[str]:
        """The part as `fleetgen emit` takes it."""
        return [*self.span.flags(), "--shard", f"{self.shard}/{self.shards}"]


def _utc(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
