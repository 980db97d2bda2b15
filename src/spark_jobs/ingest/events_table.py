"""The table of valid events: every event_id once."""

from collections.abc import Iterator
from functools import reduce
from pathlib import Path

from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql import functions as fn

from ingest.canonical import EVENT, EVENT_FIELDS, SAME_TIME
from ingest.groups import Group, IdRange
from ingest.lines import file_per_task, json_of, lines_of, numbered_lines, slot_per_task
from lake import delta
from lake.settings import settings

FIELDS = (
    "event_id STRING, driver_id STRING, company_id STRING, truck_id STRING, event_type STRING,"
    " timestamp TIMESTAMP"
)
COLUMNS = f"{FIELDS}, event_date DATE"
LAYOUT = (
    "PARTITIONED BY (event_date)"
    " TBLPROPERTIES ('delta.dataSkippingStatsColumns' = 'event_id,timestamp')"
)
TASK_BYTES = 128 << 20
MATERIALIZE = "spark.databricks.delta.merge.materializeSource"
# Where one id comes with different contents, the least of these is kept, whichever came first.
RANK = ("driver_id", "truck_id", "event_type")


class EventsTable:
    """Takes groups of batches; the caller holds the lock."""

    def __init__(self, spark: SparkSession, path: Path) -> None:
        self._spark = spark
        self._path = path

    def create(self) -> None:
        """Creates the table unless it exists."""
        delta.create(self._spark, self._path, COLUMNS, LAYOUT)

    def add(self, group: Group) -> list[str]:
        """Adds the group's events that the table lacks, all in one commit or none.

        Gives the ids of its batches with lines that are not valid. Taking a group again, whole
        or in part, changes nothing.
        """
        if not any(each.batch.lines for each in group.batches):
            return []
        with file_per_task(self._spark) if _marked(group) else slot_per_task(self._spark):
            valid, seen = self._valid(group)
            proven = group.proven_range()
            if proven and self._lacks(proven):
                delta.append(valid, self._path)
            else:
                self._add_unproven(valid, max(1, group.size // TASK_BYTES))
        return sorted(seen.get["bad_batches"]) if seen else []

    def _valid(self, group: Group) -> tuple[DataFrame, Observation | None]:
        """The valid lines as rows; once they are written, the batches that have others are known.

        None of them has if there is nothing to observe.
        """
        full = [each for each in group.batches if each.batch.lines]
        proven = Group(tuple(each for each in full if each.all_valid))
        others = Group(tuple(each for each in full if not each.all_valid))
        found = [self._as_json(proven)] if proven.batches else []
        seen = Observation() if others.batches else None
        if seen:
            found.append(_checked(self._lines(others), seen))
        return reduce(DataFrame.unionAll, found), seen

    def _as_json(self, group: Group) -> DataFrame:
        rows = json_of(self._spark, self._slots(group), FIELDS)
        return rows.selectExpr("*", "CAST(timestamp AS DATE) AS event_date")

    def _lines(self, group: Group) -> DataFrame:
        marked = _marked(group)
        if marked:
            files = [file for slot in self._slots(group) for file in slot]
            return numbered_lines(self._spark, files, marked).select("batch_id", "value")
        return lines_of(self._spark, self._slots(group))

    def _slots(self, group: Group) -> Iterator[list[str]]:
        return group.slots(self._spark.sparkContext.defaultParallelism)

    def _lacks(self, ids: IdRange) -> bool:
        return delta.load(self._spark, self._path).where(ids.condition()).isEmpty()

    def _add_unproven(self, valid: DataFrame, tasks: int) -> None:
        valid = valid.persist()
        try:
            bounds = valid.agg(fn.min("event_id"), fn.max("event_id")).collect()[0]
            if bounds[0] is None:
                return
            ids = IdRange(bounds[0], bounds[1])
            rows = _once(valid, tasks)
            if self._lacks(ids):
                delta.append(rows, self._path)
            else:
                self._merge(rows, ids)
        finally:
            valid.unpersist()

    def _merge(self, rows: DataFrame, ids: IdRange) -> None:
        """Insert-only, unless an id comes with lesser contents than the table's."""
        here = delta.load(self._spark, self._path).where(ids.condition()).alias("t")
        both = rows.alias("s").join(here, fn.expr("t.event_id = s.event_id"), "left")
        lesser = f"{_rank('s.')} < {_rank('t.')}"
        counts = both.selectExpr(
            "count_if(t.event_id IS NULL) AS new", f"count_if({lesser}) AS lesser"
        ).collect()[0]
        if not (counts["new"] or counts["lesser"]):
            return
        update = f"WHEN MATCHED AND {lesser} THEN UPDATE SET *" if counts["lesser"] else ""
        rows.createOrReplaceTempView("incoming_events")
        # The source is cached already; a copy is asked of Delta only where it insists, to update.
        same = f"t.event_date = s.event_date AND t.event_id = s.event_id AND {ids.condition('t.')}"
        with settings(self._spark, {MATERIALIZE: "auto" if update else "none"}):
            self._spark.sql(
                f"MERGE INTO {delta.name_of(self._path)} t USING incoming_events s"
                f" ON {same} {update} WHEN NOT MATCHED THEN INSERT *"
            )


def _rank(alias: str = "") -> str:
    return f"struct({', '.join(alias + name for name in RANK)})"


def _marked(group: Group) -> list[str]:
    return [each.batch.batch_id for each in group.batches if each.starts_with_mark]


def _checked(lines: DataFrame, seen: Observation) -> DataFrame:
    """The valid lines as rows; `seen` learns the batches of the others."""
    texts = [f"get(parts, {3 + 4 * n}) AS {name}" for n, name in enumerate(EVENT_FIELDS[:-1])]
    time = "try_cast(get(parts, 23) AS TIMESTAMP) AS timestamp"
    rows = (
        lines.selectExpr("*", f"value RLIKE r'{EVENT}' AS fits", "split(value, '\"', -1) AS parts")
        .selectExpr("batch_id", "fits", *texts, time)
        .selectExpr(
            "*",
            "CAST(timestamp AS DATE) AS event_date",
            f"coalesce(fits AND {SAME_TIME}, false) AS valid",
        )
        # Nothing is pushed down past it, so that each line is matched and parsed once.
        .observe(seen, fn.expr("collect_set(CASE WHEN NOT valid THEN batch_id END) AS bad_batches"))
    )
    return rows.where("valid").drop("batch_id", "fits", "valid")


def _once(rows: DataFrame, tasks: int) -> DataFrame:
    """Every event_id once, in order of time across tasks."""
    fields = ", ".join((*RANK, "company_id", "timestamp", "event_date"))
    kept = rows.repartitionByRange(tasks, "event_id").groupBy("event_id")
    return kept.agg(fn.expr(f"min(struct({fields})) AS kept")).select("event_id", "kept.*")
