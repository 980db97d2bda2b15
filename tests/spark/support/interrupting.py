"""Crashes at a step of a job, and what else may happen there."""

from collections.abc import Callable
from typing import Any


class InjectedError(Exception):
    """Stands for a crash."""


def stopping(step: Callable[..., Any], after: bool) -> Callable[..., Any]:
    """`step`, with a crash before or after it."""

    def stopped(*arguments: Any) -> None:
        if after:
            step(*arguments)
        raise InjectedError

    return stopped


def preceded(step: Callable[..., Any], by: Callable[[], object]) -> Callable[..., Any]:
    """`step`, with something happening just before its first time."""
    waiting = [by]

    def both(*arguments: Any) -> Any:
        while waiting:
            waiting.pop()()
        return step(*arguments)

    return both
