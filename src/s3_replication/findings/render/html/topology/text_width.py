"""How many characters fit: the picture's fonts have a fixed width, and a wide character takes two cells."""

import textwrap
from itertools import islice

from rich.cells import cell_len, chop_cells

from s3_replication.findings.render.visible import visible

__all__ = ["cut", "wrapped", "wrapped_words"]

_ADVANCE = 0.61
"""Of the font's size, for the widest of the usual fonts with a fixed width."""


def wrapped(text: str, width: float, size: float, most: int) -> tuple[str, ...]:
    """The text in at most so many lines; the last one ends with an ellipsis if more follows."""
    cells = int(width / (size * _ADVANCE))
    lines = chop_cells(visible(text), cells) or [""]
    if len(lines) <= most:
        return tuple(lines)
    return (*islice(lines, most - 1), cut("".join(lines[most - 1 :]), width, size))


def wrapped_words(text: str, width: float, size: float) -> tuple[str, ...]:
    """Our own words in as many lines as they need."""
    return tuple(textwrap.wrap(text, int(width / (size * _ADVANCE))))


def cut(text: str, width: float, size: float) -> str:
    """The text in one line, with an ellipsis if it does not fit."""
    cells, shown = int(width / (size * _ADVANCE)), visible(text)
    return shown if cell_len(shown) <= cells else f"{chop_cells(shown, cells - 1)[0]}…"
