"""Runs inside spark-driver: does the staged table hold what the manifest and the seed say?"""

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession

DATA = Path("/data")
manifests = DATA / "manifests"
spark = SparkSession.builder.appName("check").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
staged = spark.read.format("delta").load(f"{DATA}/staged/events_delta").drop("event_date")
total = json.loads((manifests / "batch_manifest.json").read_text())
made = (
    spark.read.format("fleetgen")
    .option("seed", total["seed"])
    .option("from", total["dataset_start"])
    .option("to", total["last_interval_end"])
    .option("shards", 2)
    .load()
)
found = {
    "staged": staged.count(),
    "manifest": total["total_events"],
    "not_made": staged.select(made.columns).exceptAll(made).count(),
    "not_staged": made.exceptAll(staged.select(made.columns)).count(),
}
print(json.dumps(found))
good = found["staged"] == found["manifest"] > 0
sys.exit(0 if good and not found["not_made"] and not found["not_staged"] else 1)
