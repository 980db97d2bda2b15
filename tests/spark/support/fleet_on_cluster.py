"""Submitted to the cluster: reads the fleet in shards and prints count and hash of each reading."""

import json
import sys

from pyspark.sql import SparkSession

from fleet_source import register
from support.generator import BINARY, FLEET, RANGE, as_text, multiset_hash


def main(shards: list[str]) -> None:
    """One line: the number of executors, and what each number of shards gave."""
    everybody = ("spark.scheduler.minRegisteredResourcesRatio", "1.0")
    spark = SparkSession.builder.appName("shards").config(*everybody).getOrCreate()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    register(spark)
    source = spark.read.format("fleetgen").options(**RANGE, **FLEET, binary=str(BINARY))
    readings = {}
    for number in shards:
        rows = source.option("intervals", 9).option("shards", number).load()
        readings[number] = multiset_hash(as_text(row) for row in rows.collect())
    jvm = spark.sparkContext._jsc
    assert jvm is not None
    executors = jvm.sc().getExecutorMemoryStatus().size() - 1
    print(json.dumps({"executors": executors, "readings": readings}))


if __name__ == "__main__":
    main(sys.argv[1:])
