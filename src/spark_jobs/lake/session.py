"""The Spark session of a job."""

import logging
from typing import Any

from pyspark.sql import SparkSession

from lake.exits import CONFIG, JobError

SETTINGS = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",
    "spark.databricks.delta.snapshotPartitions": "2",
    "spark.ui.showConsoleProgress": "false",
}


def open_session(name: str, builder: SparkSession.Builder | None = None) -> SparkSession:
    """A session on whatever master spark-submit or its defaults name, speaking Delta and UTC."""
    builder = (builder or SparkSession.builder).appName(name)
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    # It would print each failed query's stack trace on standard error.
    logging.getLogger("SQLQueryContextLogger").disabled = True
    _require_delta(spark)
    return spark


def _require_delta(spark: SparkSession) -> None:
    try:
        spark.sql("SELECT 1").collect()
        jvm_of(spark).java.lang.Class.forName("io.delta.sql.DeltaSparkSessionExtension")
    except Exception as error:
        raise JobError(
            CONFIG,
            "Cannot open Delta tables: Delta Lake is not on Spark's class path; add"
            " --packages io.delta:delta-spark_4.1_2.13:4.4.0 or use the project's image",
        ) from error


def jvm_of(spark: SparkSession) -> Any:
    """The JVM of a session, untyped as py4j leaves it."""
    return spark._jvm
