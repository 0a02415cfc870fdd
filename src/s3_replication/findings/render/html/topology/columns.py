"""The wide picture: arrows lead from column to column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from s3_replication.findings.render.html.topology.frames import FRAME_HEAD, CardColumn, FrameKind, frame_around, place_cards, split_frames
from s3_replication.findings.render.html.topology.layers import column_of
from s3_replication.findings.render.html.topology.model import BucketCard
from s3_replication.findings.render.html.topology.ports import Link, end_of, links
from s3_replication.findings.render.html.topology.routes import TIP, curve, rounded
from s3_replication.findings.render.html.topology.shapes import Arrow, Box, CardShape, FrameShape, TopologyPicture

__all__ = ["draw_columns"]

_CARD, _PAD, _GUTTER, _LANE, _MARGIN = 290, 12, 96, 8, 2
_MOST = 3
"""More columns are too wide for a page."""
_WIDEST = 1280


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where columns are: the left and right edge of each one's frames."""

    edges: tuple[tuple[float, float], ...]
    column: Mapping[str, int]
    top: float

    def side(self, place: int, direction: int, lane: int) -> float:
        """The x of a lane next to a column, at its right (1) or at its left (-1)."""
        return self.edges[place][max(direction, 0)] + direction * (10 + _LANE * lane)


def draw_columns(cards: Sequence[BucketCard]) -> TopologyPicture | None:
    """The picture of the cards; None if it would be too wide."""
    column = column_of(cards)
    count = max(column.values(), default=0) + 1
    if count > _MOST:
        return None
    common, kinds = split_frames(cards)
    long = [rule for card in cards for rule in card.rules if abs(column[rule.destination] - column[card.name]) != 1]
    in_one_column = any(column[rule.destination] == column[rule.source] for rule in long)
    grid = _grid(column, count, (len(common), len(kinds)), len(long))
    right = grid.edges[-1][1] + (_LANE * len(long) + _PAD if in_one_column else 0)
    width = right + _PAD * len(common) + _MARGIN
    if width > _WIDEST:
        return None
    placed: list[CardColumn] = []
    for place in range(count):
        members = [card for card in cards if column[card.name] == place]
        placed.append(_column(members, kinds, grid, place, placed))
    shapes = tuple(shape for each in placed for shape in each.cards)
    bottom = max(each.bottom for each in placed)
    around = _around(cards, common, (grid.edges[0][0], right), bottom)
    frames = (*around, *(frame for each in placed for frame in each.frames))
    lanes = {(rule.source, rule.rule_id, rule.destination): number for number, rule in enumerate(long)}
    arrows = tuple(_arrow(link, grid, lanes) for link in links(cards, shapes))
    return TopologyPicture(width, bottom + _PAD * len(common) + _MARGIN, frames, shapes, arrows)


def _grid(column: Mapping[str, int], count: int, frames: tuple[int, int], long: int) -> _Grid:
    common, kinds = frames
    width, gutter = _CARD + 2 * _PAD * kinds, _GUTTER + 2 * _LANE * long
    left = _MARGIN + _PAD * common
    edges = tuple((left + place * (width + gutter), left + place * (width + gutter) + width) for place in range(count))
    return _Grid(edges, column, _MARGIN + FRAME_HEAD * common + (_LANE * long + _PAD if long else 0))


def _column(members: Sequence[BucketCard], kinds: Sequence[FrameKind], grid: _Grid, place: int, placed: Sequence[CardColumn]) -> CardColumn:
    """One column: its cards in the order of the arrows from the columns before, each level with the first bucket of them."""
    heights = _sources(placed)
    ordered = sorted(members, key=lambda card: heights[card.name][0]) if place else members
    corner = grid.edges[place][0], grid.top
    return place_cards(ordered, kinds, corner, (_CARD, _PAD), lambda card: heights[card.name][1] if card.name in heights else 0)


def _sources(placed: Sequence[CardColumn]) -> Mapping[str, tuple[float, float]]:
    """For each destination, the mean height of its rules and the height of its first source."""
    found: dict[str, list[tuple[float, float]]] = {}
    for card, shape in (pair for column in placed for pair in zip(column.members, column.cards, strict=True)):
        for rule, row in zip(card.rules, shape.rules, strict=True):
            found.setdefault(rule.destination, []).append((row.box.middle, shape.box.y))
    return {name: (sum(row for row, _ in all_) / len(all_), min(top for _, top in all_)) for name, all_ in found.items()}


def _around(cards: Sequence[BucketCard], common: Sequence[FrameKind], sides: tuple[float, float], bottom: float) -> Sequence[FrameShape]:
    """The frames around all cards, the outer one first."""
    left, right = sides
    frames = []
    for number, kind in enumerate(common):
        inside = len(common) - number
        y = _MARGIN + FRAME_HEAD * number
        box = Box(left - _PAD * inside, y, right - left + 2 * _PAD * inside, bottom + _PAD * inside - y)
        frames.append(frame_around(kind, kind.of(cards[0]), box))
    return frames


def _arrow(link: Link, grid: _Grid, lanes: Mapping[tuple[str, str, str], int]) -> Arrow:
    rule, (start, end) = link.rule, (grid.column[link.source.name], grid.column[link.destination.name])
    y, stop = link.row.box.middle, end_of(link.destination, rule.health)
    direction = 1 if end > start else -1
    if abs(end - start) == 1:
        x, tip = _edge(link.source, direction), _edge(link.destination, -direction)
        return Arrow(curve((x, y), (tip, stop)), tip, stop, direction, rule.health, *link.places, link.title)
    lane = lanes[rule.source, rule.rule_id, rule.destination]
    return _long_arrow(link, grid, lane, direction if end != start else 0)


def _long_arrow(link: Link, grid: _Grid, lane: int, direction: int) -> Arrow:
    """Past the columns in between, above them; in the same column, at its right."""
    leaves, enters = direction or 1, -direction or 1
    start, end = (grid.column[shape.name] for shape in (link.source, link.destination))
    x, tip = _edge(link.source, leaves), _edge(link.destination, enters)
    y, stop = link.row.box.middle, end_of(link.destination, link.rule.health)
    first, last, above = grid.side(start, leaves, lane), grid.side(end, enters, lane), grid.top - 10 - _LANE * lane
    points = [(x, y), (first, y), (first, above), (last, above), (last, stop), (tip + enters * TIP, stop)]
    if not direction:
        points = [(x, y), (first, y), (first, stop), (tip + TIP, stop)]
    return Arrow(rounded(points), tip, stop, -enters, link.rule.health, *link.places, link.title)


def _edge(shape: CardShape, direction: int) -> float:
    return shape.box.right if direction > 0 else shape.box.x
