"""Drivers and executors killed (-9) at random moments: no row twice, none lost."""

import random
import time
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from support.bad_lines import planted
from support.cluster import Cluster
from support.fleet import Fleet, encode, write_batch, write_companies
from support.jobs import Submitted, submit
from support.tables import Lake
from support.versions import latest_version

# What an ingest prints first, and how long it then takes to something else, at most, in seconds.
MOMENTS = (("new batches", 12.0), (" 1 batches", 3.0), (" 2 batches", 3.0))
BATCHES = 3


class Rounds:
    """A lake that gets three more batches each round, all with bad lines."""

    def __init__(self, spark: SparkSession, place: Path, cluster: Cluster) -> None:
        self.lake = Lake(spark, place)
        self.cluster = cluster
        self._fleet = Fleet(companies=10, drivers=20)
        self._index = 0
        self.valid: set[str] = set()
        self.bad: list[bytes] = []
        write_companies(self.lake.raw, self._fleet)

    def write_batches(self) -> None:
        """Three batches; what must be in the tables is remembered."""
        bad = [line for _, line in planted() if 0 < len(line) < 1000]
        for _ in range(BATCHES):
            events = list(self._fleet.events(self._index))
            lines = [encode(event) for event in events]
            lines += [line + b"\n" for line in bad]
            self.bad += bad
            write_batch(self.lake.raw, self._fleet, self._index, lines)
            self.valid |= {event["event_id"] for event in events}
            self._index += 1

    def run_until(self, moment: int, draw: random.Random) -> Submitted:
        """An ingest that takes its batches one by one, at some time after `moment`."""
        self.write_batches()
        one_by_one = [*self.paths(), "--batches-per-commit", "1"]
        running = Submitted(self.cluster, "batch_ingest.py", one_by_one)
        text, wait = MOMENTS[moment % len(MOMENTS)]
        running.wait_for(text)
        time.sleep(draw.uniform(0, wait))
        return running

    def paths(self) -> list[str]:
        options = self.lake.options
        return ["--source", str(options.source), "--target", str(options.target)]

    def progress(self) -> tuple[int, int, int]:
        """Versions of events, quarantine and record: where a kill struck."""
        options = self.lake.options
        tables = (options.target, options.quarantine, options.record)
        events, quarantine, record = (latest_version(table) for table in tables)
        return events, quarantine, record

    def check(self) -> None:
        """The tables hold everything written, once."""
        tables = self.lake.contents()
        assert [row[0] for row in tables["events_delta"]] == sorted(self.valid)
        assert sorted(bytes(row[3]) for row in tables["events_delta_quarantine"]) == sorted(
            self.bad
        )
        assert len(tables["events_delta_batches"]) == self._index
        assert len({row[0] for row in tables["events_delta_batches"]}) == self._index


@pytest.fixture
def rounds(spark: SparkSession, tmp_path: Path, cluster: Cluster) -> Rounds:
    """A new lake on the cluster."""
    return Rounds(spark, tmp_path, cluster)


def number_of_kills(short: int, long: int) -> list[object]:
    return [short, pytest.param(long, marks=pytest.mark.long)]


@pytest.mark.parametrize("kills", number_of_kills(2, 20))
def test_batch_ingest_completes_what_killed_drivers_left(rounds: Rounds, kills: int) -> None:
    """Now the JVM is killed, now its Python process."""
    draw = random.Random(kills)
    done = 0
    while done < kills:
        running = rounds.run_until(done, draw)
        if running.running():
            running.kill(python=done % 2 == 1)
            done += 1
        running.ended()
        print(f"driver {done}: versions of events, quarantine, record {rounds.progress()}")
    ended = submit(rounds.cluster, "batch_ingest.py", *rounds.paths())
    assert ended.code == 0, ended
    rounds.check()


@pytest.mark.parametrize("kills", number_of_kills(1, 10))
def test_batch_ingest_survives_killed_executors(rounds: Rounds, kills: int) -> None:
    """The run itself goes on to its end."""
    draw = random.Random(kills)
    done = 0
    while done < kills:
        running = rounds.run_until(done, draw)
        killed = running.running() and rounds.cluster.kill_executor(draw)
        done += killed
        print(f"executor {done}: versions of events, quarantine, record {rounds.progress()}")
        ended = running.ended()
        assert ended.code == 0, ended
    rounds.check()
