"""Where arrows begin and end: at the row of their rule, and at the head of the destination's card."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from s3_replication.findings.render.html.topology.model import BucketCard, Health, RuleLine
from s3_replication.findings.render.html.topology.shapes import CardShape, RowShape

__all__ = ["Link", "end_of", "links"]

# Health.WARNING is a state of buckets only.
_PLACES: Final[Mapping[Health, int]] = {
    health: 14 + 10 * number for number, health in enumerate(one for one in Health if one is not Health.WARNING)
}


@dataclass(frozen=True, slots=True)
class Link:
    """A rule with the shapes that its arrow connects, and their places."""

    rule: RuleLine
    row: RowShape
    source: CardShape
    destination: CardShape
    places: tuple[int, int]

    @property
    def title(self) -> str:
        """What the arrow shows, in words."""
        return f"Rule {self.rule.rule_id}, {self.rule.source} to {self.rule.destination}: {self.rule.says}"


def links(cards: Sequence[BucketCard], shapes: Sequence[CardShape]) -> Iterator[Link]:
    """One for each rule. Cards and shapes may have different orders."""
    by_name = {shape.name: (place, shape) for place, shape in enumerate(shapes)}
    for card in cards:
        place, source = by_name[card.name]
        for rule, row in zip(card.rules, source.rules, strict=True):
            other, destination = by_name[rule.destination]
            yield Link(rule, row, source, destination, (place, other))


def end_of(shape: CardShape, health: Health) -> float:
    """The y where arrows of that health end, so that broken ones and working ones never meet."""
    return shape.box.y + _PLACES[health]
