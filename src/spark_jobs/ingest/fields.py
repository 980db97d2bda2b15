"""The fields of a valid line, cut from their places, and whether the line is valid.

That is the form of `ingest.canonical`, checked at half the cost: the line is put together from its
fields and compared, so that only what is free in it meets a regular expression.
"""

from pyspark.sql import DataFrame

from ingest.canonical import EVENT_TYPES, SAME_TIME, SEQ, TIMESTAMP, TRUCK, UUID_V4, UUID_V7

# From 1, as SQL counts. A driver's number has three digits; with four all behind it is one later.
ID = 1 + len('{"event_id":"')
DRIVER = ID + 36 + len('","driver_id":"')
COMPANY_OF_DRIVER = DRIVER + len("DRV-")
SEQ_START = COMPANY_OF_DRIVER + 36 + len("-")
SEQ_END = SEQ_START + 3
TRUCK_START = SEQ_END + len('","company_id":"') + 36 + len('","truck_id":"')
TIME_FROM_END = 24 + len('"}')

# The company is a group so that the numbers of the others are those that TRUCK refers to.
FREE = rf"\A{UUID_V7} ({UUID_V4}) {SEQ} {TRUCK} {TIMESTAMP}\z"
SAME_TEXT = (
    """concat('{"event_id":"', event_id, '","driver_id":"', driver_id, '","company_id":"',"""
    """ company_id, '","truck_id":"', truck_id, '","event_type":"', event_type,"""
    """ '","timestamp":"', time, '"}') = value"""
)
VALID = (
    f"coalesce(event_type IN {EVENT_TYPES} AND {SAME_TEXT}"
    f" AND concat_ws(' ', event_id, company_id, seq, truck_id, time) RLIKE r'{FREE}'"
    f" AND {SAME_TIME}, false) AS valid"
)


def with_fields(lines: DataFrame) -> DataFrame:
    """The lines' other columns, the six fields, `event_date`, and `valid`.

    The fields of a line that is not valid are some text or NULL.
    """
    others = [name for name in lines.columns if name != "value"]
    return (
        # Bytes are cut in constant time; characters are counted from the start.
        lines.selectExpr("*", "CAST(value AS BINARY) AS bytes")
        .selectExpr("*", f"if(substr(bytes, {SEQ_END}, 1) = X'22', 0, 1) AS wide")
        .selectExpr(
            *others,
            "value",
            f"{_text(ID, 36)} AS event_id",
            f"{_text(COMPANY_OF_DRIVER, 36)} AS company_id",
            f"{_text(SEQ_START, '3 + wide')} AS seq",
            f"CAST(substr(bytes, {TRUCK_START} + wide) AS STRING) AS rest",
            f"{_text(-TIME_FROM_END, 24)} AS time",
        )
        .selectExpr(
            "* EXCEPT (rest)",
            "concat('DRV-', company_id, '-', seq) AS driver_id",
            "substring_index(rest, '\"', 1) AS truck_id",
            "substring_index(substring_index(rest, '\"', 5), '\"', -1) AS event_type",
            "try_cast(time AS TIMESTAMP) AS timestamp",
        )
        .selectExpr("*", "CAST(timestamp AS DATE) AS event_date", VALID)
        .drop("value", "seq", "time")
    )


def _text(at: int | str, length: int | str) -> str:
    return f"CAST(substr(bytes, {at}, {length}) AS STRING)"
