"""One new batch among 1,000 that are in."""

from pathlib import Path
from shutil import move, rmtree

from cost import Cost, cost_of, medians
from fixtures import backfill, batch_id, scattered, scratch, session
from ingesting import ingest
from table import Row, Section, at_most

BATCHES = 1000
RATE = 0.5
NEW_RATE = 3.5
PASSES = 10
# Each is taken alone, in this order; the first two warm up. The last ones follow all others.
LATE = (150, 350, 500, 650, 850)
NEWEST = (1007, 1008, 1009, 1010, 1011)
WARM_UP = (250, 1006)


def measure() -> Section:
    """Late batches and newest ones, each into tables that hold all before it."""
    with scratch() as place:
        events = backfill(place / "data", 0, BATCHES + len(LATE) + 1, RATE)
        # Larger than those that are in.
        alone = (*LATE, *WARM_UP, *NEWEST)
        waiting = scattered(place / "new", alone, NEW_RATE)
        for number in alone:
            rmtree(events / batch_id(number), ignore_errors=True)
        target = place / "staged" / "events_delta"
        with session():
            held = ingest(events, target, "--batches-per-commit", str(BATCHES // PASSES))
            _take_away_files(events)
            take = _Taking(waiting, events, target)
            for number in WARM_UP:
                take.one(number)
            late = take.each(LATE)
            newest = take.each(NEWEST)
            nothing = medians([cost_of(lambda: ingest(events, target)) for _ in range(3)])
    rows = [
        at_most("one late batch, wall time", late.wall, 6, " s", late.text()),
        at_most("one newest batch, wall time", newest.wall, 6, " s", newest.text()),
        Row("a pass that finds nothing new", f"{nothing.wall:.2f} s", nothing.text()),
    ]
    return Section(rows, _note(held["batches"], held["total_events"]))


class _Taking:
    """Puts a batch among the others and takes it."""

    def __init__(self, waiting: Path, events: Path, target: Path) -> None:
        self._waiting = waiting
        self._events = events
        self._target = target

    def one(self, number: int) -> Cost:
        """One pass over the source with one new batch."""
        name = batch_id(number)
        move(self._waiting / name, self._events / name)
        found: list[dict[str, object]] = []
        cost = cost_of(lambda: found.append(ingest(self._events, self._target)))
        (summary,) = found
        if summary["batches"] != 1 or summary["quarantined"] or summary["refused"]:
            raise RuntimeError(f"another pass than the one to be measured: {summary}")
        _take_away_files(self._events)
        return cost

    def each(self, numbers: tuple[int, ...]) -> Cost:
        """The medians of one pass for each."""
        return medians([self.one(number) for number in numbers])


def _take_away_files(events: Path) -> None:
    """Leaves the directories of the batches that are in, without what could be read in them."""
    for file in events.glob("*/*"):
        file.unlink()


def _note(batches: int, total: int) -> str:
    return (
        f"One new batch: {batches:,} batches with {total:,} events are in, in {PASSES} commits;"
        f" a new one has {int(NEW_RATE * 10_000):,}. Five late ones, then five newest, one pass of"
        " batch_ingest.py each in a warm session; medians. That a pass reads the new batch only"
        " is shown by the absence of the others: the files of every batch that is in are deleted"
        " before it, and it must end well with the one batch taken and none refused."
    )
