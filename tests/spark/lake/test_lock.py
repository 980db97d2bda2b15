"""One job at a time in a directory of tables."""

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
    staged = tmp_path / "staged"
    command = [sys.executable, "-c", OTHER, str(JOBS), str(staged)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        assert held(staged)
        with pytest.raises(JobError, match=rf"is held by other on .*, pid {other.pid}, ") as busy:
            acquire(staged, "job")
        assert busy.value.code == 75
        other.kill()
    assert not held(staged)
    with holding(staged, "job"):
        assert held(staged)
    assert not held(staged)


def test_lock_is_not_in_place_once_its_file_was_removed(tmp_path: Path) -> None:
    """With the whole directory, say; the next holder makes a new one."""
    with holding(tmp_path, "job") as lock:
        assert lock.in_place()
        lock_path(tmp_path).unlink()
        assert not lock.in_place()
        with holding(tmp_path, "other") as second:
            assert second.in_place()
            assert not lock.in_place()


def test_acquire_refuses_a_directory_that_is_a_file(tmp_path: Path) -> None:
    """Exit code 73."""
    (tmp_path / "staged").write_text("")
    with pytest.raises(JobError, match=r"Cannot use .*staged") as refused:
        acquire(tmp_path / "staged", "job")
    assert refused.value.code == 73
