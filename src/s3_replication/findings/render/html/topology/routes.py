"""The paths of arrows."""

from collections.abc import Sequence
from itertools import pairwise

__all__ = ["TIP", "curve", "rounded"]

TIP = 10
"""The length of an arrow's tip, which its line ends before."""
_RADIUS = 6


def curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    """From a card's edge to another's, with horizontal ends."""
    (x1, y1), (x2, y2) = start, end
    direction = 1 if x2 > x1 else -1
    stop = x2 - direction * TIP
    bend = (stop - x1) / 2
    return f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {stop - bend:g} {y2:g} {stop:g} {y2:g}"


def rounded(points: Sequence[tuple[float, float]]) -> str:
    """Through the points in straight lines that are horizontal or vertical, with round corners."""
    (x, y), *_ = points
    path = f"M{x:g} {y:g}"
    for (before, corner), (_, after) in pairwise(pairwise(points)):
        path += f"L{_near(corner, before)}Q{corner[0]:g} {corner[1]:g} {_near(corner, after)}"
    x, y = points[-1]
    return f"{path}L{x:g} {y:g}"


def _near(corner: tuple[float, float], other: tuple[float, float]) -> str:
    """The point of the line to the other where the corner's curve begins."""
    distance = abs(other[0] - corner[0]) + abs(other[1] - corner[1])
    share = min(_RADIUS, distance / 2) / distance if distance else 0
    return f"{corner[0] + (other[0] - corner[0]) * share:g} {corner[1] + (other[1] - corner[1]) * share:g}"
