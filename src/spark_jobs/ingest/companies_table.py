"""The table of companies: every company_id once."""

from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as fn

from ingest.canonical import COMPANY
from ingest.lines import file_per_task, numbered_lines
from lake import delta

COLUMNS = "company_id STRING, geography STRING, active BOOLEAN, created_at TIMESTAMP"
PIECE = 8 << 20
LINE = "company_id STRING, geography STRING, active BOOLEAN, created_at STRING"


@dataclass(frozen=True)
class CompaniesTaken:
    """Companies added, and the lines (from 1) that are no company records, at most ten."""

    added: int
    bad_lines: tuple[int, ...]


class CompaniesTable:
    """Follows companies.jsonl; the caller holds the lock."""

    def __init__(self, spark: SparkSession, path: Path) -> None:
        self._spark = spark
        self._path = path

    def create(self) -> None:
        """Creates the table unless it exists."""
        delta.create(self._spark, self._path, COLUMNS)

    def follow(self, file: Path) -> CompaniesTaken:
        """Adds the companies that the table lacks. A last line without newline is not taken."""
        whole = whole_lines(file)
        before = delta.load(self._spark, self._path).count()
        if whole == before:
            return CompaniesTaken(0, ())
        try:
            bad = self._add(file, whole)
        except Exception:
            if file.exists():
                raise
            # Deleted meanwhile: as if it had not been there.
            return CompaniesTaken(0, ())
        after = delta.load(self._spark, self._path).count()
        return CompaniesTaken(after - before, bad)

    def _add(self, file: Path, whole: int) -> tuple[int, ...]:
        with file_per_task(self._spark):
            lines = numbered_lines(self._spark, [str(file)], []).where(f"line_number <= {whole}")
            marked = lines.selectExpr("*", f"value RLIKE r'{COMPANY}' AS valid").persist()
            try:
                bad = marked.where("NOT valid").orderBy("line_number").limit(10).collect()
                rows = marked.where("valid").selectExpr(f"from_json(value, '{LINE}') AS c")
                fields = rows.selectExpr(
                    "c.* EXCEPT (created_at)", "CAST(c.created_at AS TIMESTAMP) AS created_at"
                )
                once = fields.groupBy("company_id").agg(
                    fn.expr("min(struct(geography, active, created_at)) AS kept")
                )
                once.select("company_id", "kept.*").createOrReplaceTempView("incoming_companies")
                self._spark.sql(
                    f"MERGE INTO {delta.name_of(self._path)} t USING incoming_companies s"
                    " ON t.company_id = s.company_id WHEN NOT MATCHED THEN INSERT *"
                )
            finally:
                marked.unpersist()
        return tuple(row["line_number"] for row in bad)


def whole_lines(file: Path) -> int:
    """How many lines of the file end in a newline; 0 if there is no file."""
    count = 0
    try:
        with file.open("rb") as opened:
            while piece := opened.read(PIECE):
                count += piece.count(b"\n")
    except FileNotFoundError:
        return 0
    return count
