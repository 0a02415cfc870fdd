"""Calls listeners so that none of them changes what it listens to."""

import traceback
from collections.abc import Callable, Iterable
from typing import ParamSpec

__all__ = ["call_each"]

P = ParamSpec("P")


def call_each(listeners: Iterable[Callable[P, object]], *arguments: P.args, **named: P.kwargs) -> None:
    """Call every listener; one that fails is logged, and neither the caller nor the next listener notices."""
    for listener in listeners:
        try:
            listener(*arguments, **named)
        except Exception:  # noqa: BLE001 - a write or a delivery must not depend on who listens to it
            traceback.print_exc()
