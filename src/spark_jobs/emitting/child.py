"""`fleetgen` as a child process: its output in pieces of whole lines, its errors as exceptions."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from typing import IO

from pyspark import SparkFiles

PIECE_BYTES = 4 << 20
ERROR_BYTES = 2000


class FleetgenError(Exception):
    """fleetgen could not be run, or failed; the message holds its last words."""


def find(binary: str | None) -> str:
    """The binary's path: the option, $FLEETGEN_BINARY, a file sent by --files, or on PATH."""
    given = binary or os.environ.get("FLEETGEN_BINARY")
    if given:
        found = shutil.which(os.path.abspath(given) if os.sep in given else given)
    else:
        sent = os.path.join(SparkFiles.getRootDirectory(), "fleetgen")
        found = shutil.which(sent) or shutil.which("fleetgen")
    if found is None:
        raise FleetgenError(
            f"Cannot find {given or 'fleetgen'} on {os.uname().nodename}: install it there, set the"
            " option 'binary' or $FLEETGEN_BINARY, or submit with --files PATH/fleetgen"
        )
    return os.path.abspath(found)


def lines(binary: str, arguments: list[str]) -> Iterator[memoryview]:
    """What fleetgen writes, in pieces of whole lines; raises `FleetgenError` if it fails.

    The child ends with the iteration, however that ends.
    """
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryFile() as errors:
        with _start([binary, *arguments], place, errors) as process:
            assert process.stdout is not None
            try:
                yield from _whole_lines(process.stdout)
                code = process.wait()
            finally:
                process.kill()
        if code != 0:
            raise FleetgenError(f"fleetgen {arguments[0]} exited with {code}: {_tail(errors)}")


def run(binary: str, arguments: list[str]) -> str:
    """Runs fleetgen to its end; gives its output or raises `FleetgenError`."""
    return b"".join(lines(binary, arguments)).decode()


def _start(command: list[str], place: str, errors: IO[bytes]) -> "subprocess.Popen[bytes]":
    # Only the flags count: no config.yaml of the working directory, no FLEETGEN_* variable.
    clean = {key: value for key, value in os.environ.items() if not key.startswith("FLEETGEN_")}
    return subprocess.Popen(
        command,
        cwd=place,
        env=clean,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        bufsize=1 << 16,
        pipesize=1 << 20,
    )


def _whole_lines(stream: IO[bytes]) -> Iterator[memoryview]:
    rest = b""
    while chunk := stream.read(PIECE_BYTES):
        piece = rest + chunk
        end = piece.rfind(b"\n") + 1
        rest = piece[end:]
        if end:
            yield memoryview(piece)[:end]
    if rest:
        yield memoryview(rest)


def _tail(errors: IO[bytes]) -> str:
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - ERROR_BYTES))
    return errors.read().decode(errors="replace").strip() or "no message"
