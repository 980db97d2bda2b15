"""A command line whose mistakes are one sentence and exit code 64."""

import argparse
import re
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NoReturn

from lake.exits import USAGE, JobError

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


class Parser(argparse.ArgumentParser):
    """Raises `JobError` instead of printing usage; knows no abbreviated flags."""

    def __init__(self, **options: Any) -> None:
        formatter = argparse.RawDescriptionHelpFormatter
        super().__init__(allow_abbrev=False, formatter_class=formatter, **options)

    def error(self, message: str) -> NoReturn:
        raise JobError(USAGE, f"Cannot read the command line: {message}; see --help")


class Once(argparse.Action):
    """Stores a value and refuses the flag a second time."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        given = namespace.__dict__.setdefault("_given", set())
        if self.dest in given:
            parser.error(f"{option_string} is given twice")
        given.add(self.dest)
        setattr(namespace, self.dest, values)


def instant(text: str) -> datetime:
    """An RFC 3339 time with its zone, in UTC."""
    if not RFC_3339.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"a time must look like 2026-01-01T00:00:00Z: found '{text}'"
        )
    digits = re.sub(r"\.(\d+)", lambda part: "." + part[1][:6].ljust(6, "0"), text)
    try:
        return datetime.fromisoformat(digits.replace("Z", "+00:00")).astimezone(timezone.utc)
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"there is no such time as '{text}'") from error


def seconds(text: str) -> float:
    """A pause in seconds, above 0 and at most a day."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= 86_400:
        raise argparse.ArgumentTypeError(
            f"seconds must be a number above 0 and at most 86400: found '{text}'"
        )
    return value


def count(text: str) -> int:
    """A whole number from 1 to a million."""
    if not re.fullmatch(r"[1-9]\d{0,5}|1000000", text):
        raise argparse.ArgumentTypeError(f"a number from 1 to 1000000 is needed: found '{text}'")
    return int(text)


def directory(text: str) -> Path:
    """A local path, made absolute; `file:` in front is allowed, other file systems are not."""
    bare = text[len("file:") :] if text.startswith("file:") else text
    bare = re.sub(r"\A//(?=/)", "", bare)
    if not bare or re.match(r"[a-z][a-z0-9+]*://", bare):
        raise argparse.ArgumentTypeError(
            f"a path on a shared file system is needed: found '{text}'"
        )
    return Path(bare).absolute()


def table_place(text: str) -> Path:
    """A `directory` by its one true name: the tables and the lock beside it are found by that."""
    return directory(text).resolve()
