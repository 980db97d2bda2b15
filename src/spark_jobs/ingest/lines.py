"""Reads files as lines, byte for byte."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import reduce

from pyspark.sql import DataFrame, SparkSession

from lake.settings import settings

GLOB = re.compile(r"([\\{}\[\]*?])")
UNSPLIT = str(1 << 40)
SPLIT = "spark.sql.files.maxPartitionBytes"
OPEN_COST = "spark.sql.files.openCostInBytes"
SMALLEST = "spark.sql.files.minPartitionNum"
BATCH_ID = "substring_index(substring_index(_metadata.file_path, '/', -2), '/', 1) AS batch_id"


def lines_of(spark: SparkSession, slots: Iterable[list[str]]) -> DataFrame:
    """(batch_id, value) of every line of the files in `slots`; read it within `slot_per_task`."""
    parts = [_text(spark, files).selectExpr(BATCH_ID, "value") for files in slots]
    return reduce(DataFrame.unionAll, parts)


def json_of(spark: SparkSession, slots: Iterable[list[str]], schema: str) -> DataFrame:
    """The rows of files in which every line is known to fit `schema`; otherwise as `lines_of`."""
    reader = spark.read.schema(schema).option("mode", "FAILFAST")
    return reduce(DataFrame.unionAll, (reader.json(_as_they_are(files)) for files in slots))


def numbered_lines(spark: SparkSession, files: list[str], marked: list[str]) -> DataFrame:
    """(batch_id, line_number from 1, value) of every line; read it within `file_per_task`.

    The reader drops a byte order mark at a file's start: it is put back for the batches `marked`.
    """
    number = "(monotonically_increasing_id() & 8589934591) + 1 AS line_number"
    numbered = _text(spark, files).selectExpr(BATCH_ID, number, "value")
    if not marked:
        return numbered
    names = ", ".join(f"'{name}'" for name in marked)
    first = f"line_number = 1 AND batch_id IN ({names})"
    return numbered.selectExpr(
        "batch_id", "line_number", f"if({first}, concat('\\uFEFF', value), value) AS value"
    )


@contextmanager
def slot_per_task(spark: SparkSession) -> Iterator[None]:
    """Inside, each slot of `lines_of` is read by as few tasks as 128 MB a task allow."""
    with settings(spark, {SPLIT: str(144 << 20), OPEN_COST: "0", SMALLEST: "1"}):
        yield


@contextmanager
def file_per_task(spark: SparkSession) -> Iterator[None]:
    """Inside, each file is read from start to end by a task of its own.

    Then the low 33 bits of `monotonically_increasing_id` count the lines of that file.
    """
    with settings(spark, {SPLIT: UNSPLIT, OPEN_COST: UNSPLIT, SMALLEST: "1"}):
        yield


def _text(spark: SparkSession, files: list[str]) -> DataFrame:
    return spark.read.text(_as_they_are(files), lineSep="\n")


def _as_they_are(files: list[str]) -> list[str]:
    return [GLOB.sub(r"\\\1", file) for file in files]
