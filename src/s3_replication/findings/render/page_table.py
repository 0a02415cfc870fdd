"""What a command adds to the page."""

from dataclasses import dataclass

__all__ = ["PageTable"]


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of live objects, such as a sample; `sentences` come before it."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sentences: tuple[str, ...] = ()
