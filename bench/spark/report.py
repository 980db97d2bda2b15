"""Prints the sections just measured; writes the page once every section has a result."""

import os
import subprocess
import sys
from pathlib import Path

import pyspark

from results import Result, kept
from section import MEASUREMENTS
from table import markdown

PAGE = Path("docs/spark-performance.md")


def main(names: list[str]) -> int:
    """1 if a bound was missed."""
    measured = [result for name in names if (result := kept(name))]
    rows = [row for result in measured for row in result.section.rows]
    print(markdown(rows))
    everything = [kept(name) for name in MEASUREMENTS]
    results = [result for result in everything if result]
    if len(results) == len(everything):
        PAGE.write_text(_page(results))
    missed = sum(row.holds is False for row in rows)
    print(f"{missed} bounds missed")
    return 1 if missed else 0


def _page(results: list[Result]) -> str:
    rows = [row for result in results for row in result.section.rows]
    notes = [
        f"- {result.section.note} Measured {result.at} UTC, load before it {result.load}."
        for result in results
    ]
    return f"""# Performance of the Spark jobs

Written by `deno task bench:spark`; not edited by hand. Spark {pyspark.__version__} on `local[2]`,
{_java()}, Python {sys.version.split()[0]}, {os.cpu_count()} cores (shared).

{markdown(rows)}

{chr(10).join(notes)}
"""


def _java() -> str:
    home = os.environ.get("JAVA_HOME")
    java = f"{home}/bin/java" if home else "java"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
    return "Java " + told.split('"')[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
