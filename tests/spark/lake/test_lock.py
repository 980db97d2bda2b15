"""One job at a time in a directory of tables."""

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from lake import jvm_lock
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


def test_holding_in_jvm_keeps_others_out_until_its_end(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And raises 75 once it has waited long enough for another process."""
    monkeypatch.setattr(jvm_lock, "PATIENCE_MS", 300)
    with (tmp_path / ".lock-of-spark").open("wb") as file:
        with jvm_lock.holding_in_jvm(spark, tmp_path), pytest.raises(OSError, match="unavailable"):
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        busy = pytest.raises(JobError, match="the Spark of an earlier run still holds")
        with busy as refused, jvm_lock.holding_in_jvm(spark, tmp_path):
            pass
        assert refused.value.code == 75
    with jvm_lock.holding_in_jvm(spark, tmp_path):
        pass
