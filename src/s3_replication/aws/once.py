"""Answers that one connection asks for once, however many buckets and threads need them."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from s3_replication.aws.notes import note_again, noting

__all__ = ["Answers"]


class Answers:
    """Answers by question. A question that failed is asked again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._slots: dict[Hashable, tuple[Lock, list[Any]]] = {}

    def once(self, question: Hashable, read: Callable[[], Any]) -> Any:
        """The answer to the question, from `read` if nobody asked it before; others who ask meanwhile wait for it."""
        with self._lock:
            lock, kept = self._slots.setdefault(question, (Lock(), []))
        with lock:
            if kept:
                answer, noted = kept[0]
            else:
                with noting() as noted:
                    answer = read()
                if not noted.failed:
                    kept.append((answer, noted))
        note_again(noted)
        return answer
