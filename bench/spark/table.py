"""What a section says, and how it is printed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A ratio or figure; `holds` is None where nothing is promised."""

    what: str
    value: str
    figures: str
    bound: str = ""
    holds: bool | None = None


@dataclass(frozen=True)
class Section:
    """Rows, and what a reader has to know of the way they were measured."""

    rows: list[Row]
    note: str


def at_most(what: str, value: float, bound: float, unit: str, figures: str) -> Row:
    """A row that holds if `value` is at most `bound`."""
    text = f"{value:.2f}{unit}"
    return Row(what, text, figures, f"at most {bound:g}{unit}", value <= bound)


def at_least(what: str, value: float, bound: float, unit: str, figures: str) -> Row:
    """A row that holds if `value` is at least `bound`."""
    text = f"{value:.2f}{unit}"
    return Row(what, text, figures, f"at least {bound:g}{unit}", value >= bound)


def markdown(rows: list[Row]) -> str:
    """One table."""
    head = ["| ratio or figure | measured | bound | holds | of |", "|---|---|---|---|---|"]
    verdicts = {None: "", True: "yes", False: "**no**"}
    return "\n".join(
        head
        + [
            f"| {row.what} | {row.value} | {row.bound} | {verdicts[row.holds]} | {row.figures} |"
            for row in rows
        ]
    )
