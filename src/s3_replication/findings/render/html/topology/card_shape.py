"""Draws one card: the bucket's name and facts, then its role and keys, then its rules."""

from collections.abc import Iterator

from s3_replication.findings.render.html.topology.model import BucketCard, BucketPart, RuleLine
from s3_replication.findings.render.html.topology.shapes import Box, CardShape, RowShape, Words
from s3_replication.findings.render.html.topology.text_width import cut, wrapped, wrapped_words
from s3_replication.findings.words import bucket_label

__all__ = ["draw_card"]

_PAD = 12
_INSET = 8  # of a row in its card
_SYMBOL = 22  # the width of a symbol and its margins
_NAME, _SMALL = 13, 11  # sizes of fonts, as picture.css has them
_LINE = 16
_PART, _RULE, _GAP = 38, 56, 6  # heights of rows, and the space between them
_HEAD = 58  # at least, so that arrows of every health end at different places of a card's head


def draw_card(card: BucketCard, x: float, y: float, width: float) -> CardShape:
    """The card with its upper left corner at x and y."""
    words = tuple(_head(card, x, y, width))
    below = y + max(_HEAD, words[-1].y - y + 12)
    parts, rules = [], []
    for part in card.parts:
        parts.append(_part(part, Box(x + _INSET, below, width - 2 * _INSET, _PART)))
        below += _PART + _GAP
    for rule in card.rules:
        rules.append(_rule(rule, Box(x + _INSET, below, width - 2 * _INSET, _RULE)))
        below += _RULE + _GAP
    end = below + (_INSET - _GAP if card.parts or card.rules else 0)
    return CardShape(card.name, Box(x, y, width, end - y), card.health, words, tuple(parts), tuple(rules))


def _head(card: BucketCard, x: float, y: float, width: float) -> Iterator[Words]:
    inner = width - _SYMBOL - 2 * _PAD
    below = y + 22
    for line in wrapped(bucket_label(card.name), inner, _NAME, 3):
        yield Words(x + _PAD + _SYMBOL, below, line, "name")
        below += _LINE + 1
    if card.note:
        yield Words(x + _PAD + _SYMBOL, below, cut(card.note, inner, _SMALL), f"note {card.health}")
        below += _LINE
    for line in wrapped_words(" · ".join(card.facts), inner, _SMALL):
        yield Words(x + _PAD + _SYMBOL, below, line, "fact")
        below += _LINE


def _part(part: BucketPart, box: Box) -> RowShape:
    inner = box.width - _SYMBOL - 6
    head = f"{part.kind}: {part.note}" if part.note else part.kind
    words = (
        Words(box.x + _SYMBOL + 2, box.y + 15, cut(head, inner, _SMALL), f"note {part.health}" if part.note else "fact"),
        Words(box.x + _SYMBOL + 2, box.y + 30, cut(part.name, inner, _SMALL), "part"),
    )
    return RowShape(part.kind.partition(" ")[0].lower(), box, part.health, words, f"{head}: {part.name}")


def _rule(rule: RuleLine, box: Box) -> RowShape:
    inner = box.width - _SYMBOL - 6
    selects = rule.selects if rule.priority is None else f"priority {rule.priority}, {rule.selects}"
    words = (
        Words(box.x + _SYMBOL + 2, box.y + 16, cut(rule.rule_id, inner, _SMALL), "rule"),
        Words(box.x + _SYMBOL + 2, box.y + 31, cut(rule.says, inner, _SMALL), f"note {rule.health}"),
        Words(box.x + _SYMBOL + 2, box.y + 46, cut(selects, inner, _SMALL), "fact"),
    )
    return RowShape("rule", box, rule.health, words, f"Rule {rule.rule_id} to {rule.destination}: {rule.says}; {selects}")
