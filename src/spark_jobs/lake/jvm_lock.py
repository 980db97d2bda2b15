"""The lock once more, held by the process that commits."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from lake.exits import BUSY, JobError
from lake.session import jvm_of

PATIENCE_MS = 30_000


@contextmanager
def holding_in_jvm(spark: SparkSession, directory: Path) -> Iterator[None]:
    """Locks `directory` in the JVM for the length of a with block, or until the JVM ends.

    Spark's JVM commits, and may outlive a killed Python process by some moments. The next job
    waits here, at most 30 s, until that JVM is gone, then raises 75. The file is not that of
    `lake.lock`: on NFS the JVM's record lock and Python's flock would shut each other out.
    """
    path = directory / ".lock-of-spark"
    jvm = jvm_of(spark)
    channel = jvm.java.io.RandomAccessFile(str(path), "rw").getChannel()
    held = _try_for_a_while(jvm, channel)
    if held is None:
        channel.close()
        raise JobError(
            BUSY, f"Cannot start: the Spark of an earlier run still holds {path}; stop it"
        )
    # A property keeps the lock from being collected once Python's references are gone.
    properties = jvm.java.lang.System.getProperties()
    key = f"fleetgen.lock.{path}.{os.stat(path).st_ino}"
    properties.put(key, held)
    yield
    # Not in a finally: after an error in Python the JVM may still be committing.
    properties.remove(key)
    channel.close()


def _try_for_a_while(jvm: Any, channel: Any) -> Any:
    clock = jvm.java.lang.System
    deadline = clock.currentTimeMillis() + PATIENCE_MS
    held = channel.tryLock()
    while held is None and clock.currentTimeMillis() < deadline:
        jvm.java.lang.Thread.sleep(200)
        held = channel.tryLock()
    return held
