"""Services of a Region that give no answer: after a few calls not asked again, if there are many calls to make."""

from threading import Lock
from typing import Any, Final

from botocore.exceptions import ConnectionError, HTTPClientError

__all__ = ["SilentPlaces"]

_ENOUGH: Final = 3
"""Calls in a row, each with all its attempts, after which a service counts as silent; one cut connection is no silent Region."""


class SilentPlaces:
    """What one connection knows of services that gave no answer; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._failed: dict[tuple[str, str], int] = {}
        self._gives_up = False

    def give_up(self) -> None:
        """Let later calls to a silent service fail at once, with the error of the last one."""
        self._gives_up = True

    def watch(self, client: Any) -> None:
        """Note which calls of the client get no answer."""
        place = (client.meta.service_model.service_name, client.meta.region_name or "")
        last: list[Exception] = []

        def note_failure(exception: Exception, **_kwargs: object) -> None:
            if isinstance(exception, ConnectionError | HTTPClientError):
                with self._lock:
                    self._failed[place] = self._failed.get(place, 0) + 1
                    last[:] = [exception]

        def note_answer(**_kwargs: object) -> None:
            with self._lock:
                self._failed[place] = 0

        def refuse(**_kwargs: object) -> None:
            with self._lock:
                if self._gives_up and self._failed.get(place, 0) >= _ENOUGH:
                    raise last[0]

        client.meta.events.register("after-call-error", note_failure)
        client.meta.events.register("after-call", note_answer)
        client.meta.events.register("before-call", refuse)
