"""What the reader could not use, so that a caller can say it instead of passing it over."""

from dataclasses import dataclass

__all__ = ["Note", "Notes"]


@dataclass(frozen=True, slots=True)
class Note:
    """One resource (its Terraform address, "" for the whole plan) and what about it could not be read, with the repair."""

    address: str
    text: str


class Notes:
    """Collects notes while a plan is read."""

    def __init__(self) -> None:
        self._notes: dict[Note, None] = {}

    def add(self, address: str, text: str) -> None:
        """Adds a note once."""
        self._notes[Note(address, text)] = None

    def all(self) -> tuple[Note, ...]:
        """The notes in the order they were made."""
        return tuple(self._notes)
