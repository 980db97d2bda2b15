"""Delta tables by path, through SQL and DataFrames only: no Python package beyond Spark's."""

import shutil
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as fn

from lake.exits import UNUSABLE, JobError


def name_of(table: Path) -> str:
    """The table as SQL names it."""
    return "delta.`" + str(table).replace("`", "``") + "`"


def text_literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def any_of(column: str, values: list[str]) -> str:
    """A SQL condition: `column` is one of `values`, of which there is at least one."""
    return f"{column} IN ({', '.join(text_literal(value) for value in values)})"


def exists(table: Path) -> bool:
    """Whether at least one version of the table was committed."""
    return any((table / "_delta_log").glob("*.json"))


def create(spark: SparkSession, table: Path, columns: str, rest: str = "") -> None:
    """Creates an empty table unless it exists; a creation that a crash cut off starts afresh.

    Call it with the lock held. Raises 73 for a directory that holds something else.
    """
    if exists(table):
        return
    require_usable(table)
    discard_remains(table)
    # The session may remember a table that was removed from here.
    forget(spark)
    spark.sql(f"CREATE TABLE {name_of(table)} ({columns}) USING delta {rest}")


def require_usable(table: Path) -> None:
    """Raises 73 if `table` is neither absent nor empty nor a Delta table."""
    if exists(table):
        return
    found: list[str] = []
    if table.exists():
        if not table.is_dir():
            raise JobError(
                UNUSABLE, f"Cannot use {table}: it is a file; name a directory for the table"
            )
        found = [entry.name for entry in table.iterdir() if entry.name != "_delta_log"]
    if found:
        raise JobError(
            UNUSABLE,
            f"Cannot use {table}: it holds {found[0]} and is no Delta table; name another target,"
            " or delete it",
        )


def discard_remains(table: Path) -> None:
    """Deletes what lies in `table` unless it is a table; only for what this job put there."""
    if not exists(table):
        shutil.rmtree(table, ignore_errors=True)


def load(spark: SparkSession, table: Path) -> DataFrame:
    """The table's latest version."""
    return spark.read.format("delta").load(str(table))


def append(rows: DataFrame, table: Path) -> None:
    """Adds rows in one commit; an error if there is no table (`write.save` would make one)."""
    rows.writeTo(name_of(table)).append()


def replace(rows: DataFrame, table: Path, condition: str) -> None:
    """Puts `rows` in place of the rows that meet `condition`, in one commit; else as `append`."""
    rows.writeTo(name_of(table)).overwrite(fn.expr(condition))


def clear(spark: SparkSession, table: Path) -> None:
    """Deletes every row in one commit, if there is a table."""
    if exists(table):
        spark.sql(f"DELETE FROM {name_of(table)}")


def is_empty(spark: SparkSession, table: Path) -> bool:
    """Whether the table has no data files; reads only its log."""
    return not load(spark, table).inputFiles()


def compact(spark: SparkSession, table: Path, above: int) -> None:
    """Merges the table's files into few once there are more than `above`."""
    if len(load(spark, table).inputFiles()) > above:
        spark.sql(f"OPTIMIZE {name_of(table)}")


def forget(spark: SparkSession) -> None:
    """Drops what this session remembers of Delta logs."""
    jvm = spark._jvm
    assert jvm is not None
    jvm.org.apache.spark.sql.delta.DeltaLog.clearCache()
