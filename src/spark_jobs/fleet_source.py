"""`spark.read.format("fleetgen")`: events made on the executors, with no files in between.

    from fleet_source import register
    register(spark)
    spark.read.format("fleetgen").option("seed", 42)
        .option("from", "2026-01-01T00:00:00Z").option("to", "2026-01-02T00:00:00Z").load()

The rows are those of the batches that `fleetgen backfill` makes of the same keys; `from` is the
dataset's start unless `start_time` says otherwise. Options: every generative key of the
configuration; `shards` and `intervals` (per partition) to cut the work; `binary`.
"""

import sys
from collections.abc import Iterator

import pyarrow as pa
from pyspark import cloudpickle
from pyspark.sql import SparkSession
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.types import StructType

import emitting
from emitting.child import find, lines
from emitting.options import Options, parse
from emitting.parts import Part
from emitting.rows import NAMES, SCHEMA, record_batch


class FleetSource(DataSource):
    """The format; Spark makes one of these per `load`."""

    @classmethod
    def name(cls) -> str:
        return "fleetgen"

    def schema(self) -> str:
        return SCHEMA

    def reader(self, schema: StructType) -> "FleetReader":
        if schema.fieldNames() != NAMES:
            raise ValueError(f"Cannot read format 'fleetgen' with another schema than {SCHEMA}")
        return FleetReader(parse(self.options))


class FleetReader(DataSourceReader):
    """Cuts the work into parts, and makes one of them in a task."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def partitions(self) -> list[InputPartition]:
        return [InputPartition(part) for part in self._options.parts()]

    def read(self, partition: InputPartition | None) -> Iterator[pa.RecordBatch]:
        if partition is None:  # Spark's stand-in for a list of no partitions
            return
        part: Part = partition.value
        arguments = ["emit", *part.flags(), *self._options.flags()]
        for piece in lines(find(self._options.binary), arguments):
            yield record_batch(piece)


def register(spark: SparkSession) -> None:
    """Makes the format known to `spark`, and this code to executors that do not have it."""
    ship()
    spark.dataSource.register(FleetSource)


def ship() -> None:
    """From now on functions and classes of this code go to executors by value."""
    for module in (emitting, sys.modules[__name__]):
        cloudpickle.register_pickle_by_value(module)  # type: ignore[no-untyped-call]
