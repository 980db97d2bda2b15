"""One job at a time writes a directory of tables: an advisory lock on a file in it."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

from lake.exits import BUSY, UNUSABLE, JobError


def lock_path(directory: Path) -> Path:
    """The lock file of a directory: by this name the generator's clean leaves it where it is."""
    return directory / ".lock"


class TableLock:
    """A held lock; it ends with the process, however that ends."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle = handle

    def in_place(self) -> bool:
        """Whether the file at `path` is still the one locked (somebody may have removed it)."""
        try:
            return os.path.samestat(os.stat(self.path), os.fstat(self._handle))
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Gives the lock up; the file stays, since removing it would let two hold it."""
        os.close(self._handle)


def acquire(directory: Path, job: str) -> TableLock:
    """Takes the lock of `directory` at once, or raises 75 naming the holder, or 73."""
    path = lock_path(directory)
    while True:
        handle = _open(path)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = _read(handle)
            os.close(handle)
            raise JobError(
                BUSY, f"Cannot start {job}: {path} is held by {holder}; wait for it or stop it"
            ) from error
        lock = TableLock(path, handle)
        if lock.in_place():
            break
        lock.release()
    since = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = f"{job} on {socket.gethostname()}, pid {os.getpid()}, since {since}"
    os.ftruncate(handle, 0)
    os.pwrite(handle, text.encode(), 0)
    return lock


@contextmanager
def holding(directory: Path, job: str) -> Iterator[TableLock]:
    """`acquire` for the length of a with block."""
    lock = acquire(directory, job)
    try:
        yield lock
    finally:
        lock.release()


def held(directory: Path) -> bool:
    """Whether some process holds the lock of `directory` now; nothing is created."""
    try:
        handle = os.open(lock_path(directory), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise JobError(
            UNUSABLE,
            f"Cannot use {path.parent}: {error.strerror}; choose a directory this user can write",
        ) from error


def _read(handle: int) -> str:
    return os.pread(handle, 512, 0).decode(errors="replace") or "another process"
