"""The Spark session of a job."""

from typing import Any

from pyspark.sql import SparkSession

from lake.exits import BUSY, CONFIG, JobError

SETTINGS = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",
    "spark.databricks.delta.snapshotPartitions": "2",
    # The source of every MERGE here is cached and deterministic.
    "spark.databricks.delta.merge.materializeSource": "none",
    "spark.ui.showConsoleProgress": "false",
}


def open_session(name: str) -> SparkSession:
    """A session on whatever master spark-submit or its defaults name, speaking Delta and UTC."""
    builder = SparkSession.builder.appName(name)
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    _require_delta(spark)
    return spark


def _require_delta(spark: SparkSession) -> None:
    try:
        spark.sql("SELECT 1").collect()
        _jvm(spark).java.lang.Class.forName("io.delta.sql.DeltaSparkSessionExtension")
    except Exception as error:
        raise JobError(
            CONFIG,
            "Cannot open Delta tables: Delta Lake is not on Spark's class path; add"
            " --packages io.delta:delta-spark_4.1_2.13:4.4.0 or use the project's image",
        ) from error


def hold_in_jvm(spark: SparkSession, path: str) -> None:
    """Locks `path` in the JVM as well, for as long as the JVM lives.

    The JVM commits, and may outlive a killed Python process by some milliseconds: the next job
    waits here, at most 30 s, until the old JVM is gone. Raises 75 after that.
    """
    jvm = _jvm(spark)
    channel = jvm.java.io.RandomAccessFile(path, "rw").getChannel()
    clock = jvm.java.lang.System
    deadline = clock.currentTimeMillis() + 30_000
    held = channel.tryLock()
    while held is None and clock.currentTimeMillis() < deadline:
        jvm.java.lang.Thread.sleep(200)
        held = channel.tryLock()
    if held is None:
        raise JobError(BUSY, f"Cannot start: the Spark of an earlier run still holds {path}")
    # A property keeps the lock reachable, so that nothing but the JVM's end releases it.
    clock.getProperties().put(f"fleetgen.lock.{path}", held)


def _jvm(spark: SparkSession) -> Any:
    return spark._jvm
