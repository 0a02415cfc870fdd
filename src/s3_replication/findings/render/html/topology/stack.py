"""The narrow picture: all cards in one column, and each arrow through a lane at its right."""

from collections.abc import Sequence

from s3_replication.findings.render.html.topology.frames import frame_kinds, place_cards
from s3_replication.findings.render.html.topology.model import BucketCard, Health
from s3_replication.findings.render.html.topology.ports import Link, end_of, links
from s3_replication.findings.render.html.topology.routes import TIP, rounded
from s3_replication.findings.render.html.topology.shapes import Arrow, TopologyPicture

__all__ = ["draw_stack"]

_CARD, _PAD, _MARGIN = 270, 8, 2
_SPACE, _LANE, _LANES = 14, 11, 110  # before the first lane, between two, and at most for all, since the picture must stay legible


def draw_stack(cards: Sequence[BucketCard]) -> TopologyPicture:
    """The picture of the cards, in their order."""
    kinds = frame_kinds()
    column = place_cards(cards, kinds, (_MARGIN, _MARGIN), (_CARD, _PAD))
    edge = _MARGIN + _CARD + 2 * _PAD * len(kinds)
    found = list(links(cards, column.cards))
    lanes = _lanes(found)
    most = max(lanes.values(), default=0)
    step = min(_LANE, _LANES / max(most, 1))
    arrows = tuple(_arrow(link, edge + _SPACE + step * lanes[_bus(link)]) for link in found)
    width = edge + (_SPACE + step * most if lanes else 0) + _MARGIN
    return TopologyPicture(width, column.bottom + _MARGIN, tuple(column.frames), tuple(column.cards), arrows)


def _bus(link: Link) -> tuple[int, Health]:
    """Arrows of one health to one card share a lane."""
    return link.places[1], link.rule.health


def _lanes(found: Sequence[Link]) -> dict[tuple[int, Health], int]:
    """The lane of each bus: the first one that is free for all of its height."""
    spans: dict[tuple[int, Health], list[float]] = {}
    for link in found:
        spans.setdefault(_bus(link), []).extend((link.row.box.middle, end_of(link.destination, link.rule.health)))
    lanes: dict[tuple[int, Health], int] = {}
    taken: list[list[tuple[float, float]]] = []
    for bus, heights in sorted(spans.items(), key=lambda item: max(item[1]) - min(item[1])):
        low, high = min(heights) - 2, max(heights) + 2
        lane = next((place for place, used in enumerate(taken) if all(high < top or low > end for top, end in used)), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        lanes[bus] = lane
    return lanes


def _arrow(link: Link, lane: float) -> Arrow:
    start, end = link.source.box.right, link.destination.box.right
    y, stop = link.row.box.middle, end_of(link.destination, link.rule.health)
    path = rounded([(start, y), (lane, y), (lane, stop), (end + TIP, stop)])
    return Arrow(path, end, stop, -1, link.rule.health, *link.places, link.title)
