"""companies_delta follows companies.jsonl."""

from support.fleet import Fleet, write_batch, write_companies
from support.tables import Lake, rows_of


def test_ingest_takes_companies_whose_line_is_whole(lake: Lake) -> None:
    """A last line without newline is not yet written; a line that is none is named."""
    fleet = Fleet(companies=5)
    lines = list(fleet.company_lines())
    write_companies(lake.raw, fleet)
    write_batch(lake.raw, fleet, 0, [])
    file = lake.raw / "companies.jsonl"

    file.write_bytes(lines[0] + lines[1] + lines[2][:-1])
    assert lake.ingest().companies == 2
    file.write_bytes(b"".join(lines[:3]) + b"{}\n" + lines[3] + lines[0])
    summary = lake.ingest()
    assert (summary.companies, summary.refused) == (
        2,
        {"companies.jsonl": "no company records in line 4"},
    )
    file.write_bytes(b"".join(lines))
    summary = lake.ingest()
    assert (summary.companies, summary.refused) == (1, {})
    rows = rows_of(lake.spark, lake.options.companies)
    assert sorted(row[0] for row in rows) == sorted(fleet.company_id(n) for n in range(5))
    assert {row[1] for row in rows} == {"US", "EU", "APAC"}


def test_ingest_goes_without_a_file_of_companies(lake: Lake) -> None:
    """There may be none yet."""
    write_batch(lake.raw, Fleet(), 0, [])
    assert (lake.ingest().companies, lake.ingest().refused) == (0, {})
