"""Which column each bucket is in: after all buckets that replicate to it, as far as rules in both directions allow."""

from collections.abc import Mapping, Sequence

from s3_replication.findings.render.html.topology.model import BucketCard

__all__ = ["column_of"]


def column_of(cards: Sequence[BucketCard]) -> Mapping[str, int]:
    """The column of each bucket by its name. Where buckets replicate in a circle, the first of them comes first."""
    sources: dict[str, set[str]] = {card.name: set() for card in cards}
    for card in cards:
        for rule in card.rules:
            if rule.destination != card.name:
                sources[rule.destination].add(card.name)
    columns: dict[str, int] = {}
    waiting = list(sources)
    while waiting:
        name = next((one for one in waiting if sources[one] <= columns.keys()), waiting[0])
        columns[name] = max((columns[one] + 1 for one in sources[name] if one in columns), default=0)
        waiting.remove(name)
    return columns
