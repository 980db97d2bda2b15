"""Why a line is not valid: one reason each, the first that holds.

A reason is `kind` or `kind:field`. The rules are SQL over the columns of `facts`; nothing is
parsed in Python.
"""

from collections.abc import Iterator

from pyspark.sql import DataFrame

from ingest import reasons_json, reasons_values
from ingest.canonical import EVENT, EVENT_FIELDS, SAME_TIME

Rule = tuple[str, str]
LONGEST = 65_536


def bad_lines(lines: DataFrame) -> DataFrame:
    """(batch_id, line_number, reason, raw) of the lines that are not valid."""
    fits = f"octet_length(value) <= {LONGEST}"
    form = f"coalesce(value RLIKE r'{EVENT}', false) AS canonical"
    facts = (
        lines.selectExpr("*", form)
        .selectExpr("*", _time_agrees())
        .where("NOT (canonical AND time_agrees)")
        .selectExpr("*", f"({fits} AND is_valid_utf8(value)) AS readable")
        .selectExpr("*", "if(readable, try_parse_json('[' || value || ']'), NULL) AS v")
        .selectExpr("*", "if(readable, json_object_keys(value), NULL) AS keys")
        .selectExpr("*", "variant_get(v, '$[0]') AS top")
        .selectExpr("*", *(_text_of(field) for field in EVENT_FIELDS))
    )
    cases = " ".join(f"WHEN {condition} THEN {reason}" for reason, condition in rules())
    return facts.selectExpr(
        "batch_id",
        "line_number",
        f"CASE {cases} ELSE 'not_canonical' END AS reason",
        "CAST(value AS BINARY) AS raw",
    )


def rules() -> Iterator[Rule]:
    """Each reason as a SQL expression, with its condition."""
    yield from reasons_json.rules(LONGEST)
    yield from reasons_values.rules()


def _time_agrees() -> str:
    """The last check of a canonical line: its timestamp is the time in its id."""
    fields = {
        "timestamp": "try_cast(get(split(value, '\"', -1), 23) AS TIMESTAMP)",
        "event_id": "substr(value, 14, 36)",
    }
    check = SAME_TIME
    for name, expression in fields.items():
        check = check.replace(name, expression)
    return f"if(canonical, {check}, false) AS time_agrees"


def _text_of(field: str) -> str:
    """A field's text, NULL unless it is a string."""
    return f"try_variant_get(top, '$.{field}', 'string') AS {field}"
