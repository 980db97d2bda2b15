"""One job at a time on a table."""

import subprocess
import sys
from pathlib import Path

import pytest

from lake.exits import JobError
from lake.lock import acquire, held, holding, lock_path

OTHER = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from lake.lock import acquire
lock = acquire(Path(sys.argv[2]), "other")
print("held", flush=True)
sys.stdin.read()
"""
JOBS = Path(__file__).parents[3] / "src" / "spark_jobs"


def test_acquire_names_the_holder_and_is_free_again_after_its_death(tmp_path: Path) -> None:
    """Killed holders hold nothing."""
    table = tmp_path / "staged" / "events"
    command = [sys.executable, "-c", OTHER, str(JOBS), str(table)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        assert held(table)
        with pytest.raises(JobError, match=rf"is held by other on .*, pid {other.pid}, ") as busy:
            acquire(table, "job")
        assert busy.value.code == 75
        other.kill()
    assert not held(table)
    with holding(table, "job"):
        assert held(table)
    assert not held(table)


def test_lock_is_not_in_place_once_its_file_was_removed(tmp_path: Path) -> None:
    """As a clean of the zone does; the next holder makes a new one."""
    table = tmp_path / "events"
    with holding(table, "job") as lock:
        assert lock.in_place()
        lock_path(table).unlink()
        assert not lock.in_place()
        with holding(table, "other") as second:
            assert second.in_place()
            assert not lock.in_place()


def test_acquire_refuses_a_directory_that_is_a_file(tmp_path: Path) -> None:
    """Exit code 73."""
    (tmp_path / "staged").write_text("")
    with pytest.raises(JobError, match=r"Cannot use .*staged") as refused:
        acquire(tmp_path / "staged" / "events", "job")
    assert refused.value.code == 73
