"""Somebody who writes a batch a second while a test looks on."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.cluster import free_port
from support.fleet import Fleet, encode, write_batch, write_companies
from support.generator import BINARY, MISSING


@contextmanager
def fleet_writer(data: Path) -> Iterator[None]:
    """The fixture's fleet, from a thread."""
    fleet = Fleet(companies=10, drivers=20)
    done = threading.Event()
    write_companies(data / "raw", fleet)

    def write() -> None:
        index = 0
        while not done.is_set():
            events = fleet.events(index)
            write_batch(data / "raw", fleet, index, [encode(event) for event in events])
            index += 1
            done.wait(1)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextmanager
def generator_writer(data: Path) -> Iterator[None]:
    """The generator itself at 900 times the speed of time: a batch of 15 minutes a second."""
    assert BINARY.exists(), MISSING
    flags = ["--speed", "900", "--data-dir", str(data), "--port", str(free_port())]
    command = [str(BINARY), "run", *flags, "--start-time", "2026-01-01T00:00:00Z"]
    log = data.parent / "generator.log"
    with (
        log.open("wb") as out,
        subprocess.Popen(
            command, stdout=out, stderr=out, env={**os.environ, "NO_COLOR": "1"}
        ) as running,
    ):
        try:
            yield
        finally:
            running.send_signal(signal.SIGTERM)
            assert running.wait(30) == 0, log.read_text()[-2000:]
