"""Delta tables by path."""

from pathlib import Path

import pytest
from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

from lake import delta
from lake.exits import JobError
from support.tables import rows_of


def test_create_starts_afresh_what_a_crash_cut_off(spark: SparkSession, tmp_path: Path) -> None:
    """A log directory without a version is no table; an existing table is left alone."""
    table = tmp_path / "it's a `table`"
    (table / "_delta_log").mkdir(parents=True)
    (table / "_delta_log" / ".00000000000000000000.json.tmp").write_text("{")
    assert not delta.exists(table)
    delta.create(spark, table, "a INT")
    delta.append(spark.sql("SELECT 1 AS a"), table)
    delta.create(spark, table, "a INT")
    assert rows_of(spark, table) == [(1,)]
    delta.replace(spark.sql("SELECT 2 AS a WHERE false"), table, "a = 1")
    assert rows_of(spark, table) == []


def test_append_and_replace_make_no_table(spark: SparkSession, tmp_path: Path) -> None:
    """Where the table was removed an hour or a moment ago."""
    table = tmp_path / "removed"
    delta.create(spark, table, "a INT")
    row = spark.sql("SELECT 1 AS a")
    delta.append(row, table)
    table.rename(tmp_path / "trash")
    with pytest.raises(AnalysisException, match="PATH_NOT_FOUND"):
        delta.append(row, table)
    with pytest.raises(AnalysisException):
        delta.replace(row, table, "a = 1")
    assert not table.exists()
    delta.create(spark, table, "a INT")
    assert rows_of(spark, table) == []


def test_require_usable_refuses_what_is_no_table(tmp_path: Path) -> None:
    """Exit code 73; nothing is deleted."""
    (tmp_path / "note.txt").write_text("mine")
    for place, part in ((tmp_path, "it holds note.txt"), (tmp_path / "note.txt", "is a file")):
        with pytest.raises(JobError, match=part) as refused:
            delta.require_usable(place)
        assert refused.value.code == 73
    delta.require_usable(tmp_path / "absent")
    assert (tmp_path / "note.txt").read_text() == "mine"
