"""Runs inside spark-driver: the Python examples of docs/spark.md, on a shorter range."""

import re
import sys
from pathlib import Path

from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("documented").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
page = Path("/tmp/spark.md").read_text()
source, pipe = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
names = {"spark": spark}
exec(source.replace("2026-02-01T", "2026-01-02T"), names)
exec(pipe, names)
made = names["events"].filter("timestamp < '2026-01-01T23:00:00Z'").count()
piped = names["lines"].count()
print(made, piped)
sys.exit(made != piped or made == 0)
