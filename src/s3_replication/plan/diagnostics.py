"""What the plan reader could not use, so that a caller can report it."""

from dataclasses import dataclass

__all__ = ["Diagnostic", "Diagnostics"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One resource (its Terraform address, "" for the whole plan) and what could not be read, with the fix."""

    address: str
    text: str


class Diagnostics:
    """Collects diagnostics while a plan is read."""

    def __init__(self) -> None:
        self._diagnostics: dict[Diagnostic, None] = {}

    def add(self, address: str, text: str) -> None:
        """Adds a diagnostic once."""
        self._diagnostics[Diagnostic(address, text)] = None

    def all(self) -> tuple[Diagnostic, ...]:
        """The diagnostics in the order they were made."""
        return tuple(self._diagnostics)
