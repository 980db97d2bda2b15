"""A disk that takes no more: nothing half-written counts."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pyspark.sql import SparkSession

from lake.session import jvm_of
from support.awkward import BATCHES, Clean, bring
from support.tables import Lake


@contextmanager
def files_at_most(spark: SparkSession, size: int) -> Iterator[None]:
    """Writes beyond `size` bytes of a file fail in the session's JVM, as on a full disk."""
    jvm = jvm_of(spark).java.lang.ProcessHandle.current().pid()
    before = resource.prlimit(jvm, resource.RLIMIT_FSIZE)
    resource.prlimit(jvm, resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.prlimit(jvm, resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 4000])
def test_ingest_completes_what_found_no_space(clean: Clean, lake: Lake, size: int) -> None:
    """Whichever file was the first too large: a log, or data, or the record."""
    bring(clean.raw, lake, [0])
    lake.ingest()
    bring(clean.raw, lake, list(range(1, BATCHES)))
    with files_at_most(lake.spark, size), pytest.raises(Exception, match=r"File too large"):
        lake.ingest()
    assert lake.ingest().refused == {}
    assert lake.contents() == clean.tables
