"""Places cards one below the other, inside frames for their accounts and Regions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from s3_replication.findings.render.html.topology.card_shape import draw_card
from s3_replication.findings.render.html.topology.model import BucketCard
from s3_replication.findings.render.html.topology.shapes import Box, CardShape, FrameShape
from s3_replication.findings.render.html.topology.text_width import cut

__all__ = ["FRAME_HEAD", "CardColumn", "FrameKind", "frame_around", "frame_kinds", "place_cards", "split_frames"]

FRAME_HEAD = 28
_GAP = 16
_LABEL = 12  # the size of a label's font, and its distance from the frame


@dataclass(frozen=True, slots=True)
class FrameKind:
    """What a frame is around: buckets of one account, or of one Region."""

    name: str
    of: Callable[[BucketCard], str]
    label: Callable[[str], str]


@dataclass(slots=True)
class CardColumn:
    """The shapes of one column with the cards that they show, and how far down they go."""

    members: list[BucketCard] = field(default_factory=list)
    cards: list[CardShape] = field(default_factory=list)
    frames: list[FrameShape] = field(default_factory=list)
    bottom: float = 0


def _account_label(account: str) -> str:
    """A plan's only account whose id it does not show has the id 000000000000."""
    return f"Account {account}" if account.strip("0") else "Account not known"


def _region_label(region: str) -> str:
    return f"Region {region}"


_ACCOUNT = FrameKind("account", lambda card: card.account, _account_label)
_REGION = FrameKind("region", lambda card: f"{card.account} {card.region}", lambda place: _region_label(place.partition(" ")[2]))


def frame_kinds() -> tuple[FrameKind, ...]:
    """From the outside to the inside."""
    return _ACCOUNT, _REGION


def split_frames(cards: Sequence[BucketCard]) -> tuple[tuple[FrameKind, ...], tuple[FrameKind, ...]]:
    """The frames around all cards, and those around some of them."""
    common = tuple(kind for kind in frame_kinds() if len({kind.of(card) for card in cards}) == 1)
    return common, tuple(kind for kind in frame_kinds() if kind not in common)


def frame_around(kind: FrameKind, place: str, box: Box) -> FrameShape:
    """The frame of an account or Region, with its label cut to its width."""
    return FrameShape(kind.name, cut(kind.label(place), box.width - 2 * _LABEL, _LABEL), box)


def place_cards(
    cards: Sequence[BucketCard],
    kinds: Sequence[FrameKind],
    corner: tuple[float, float],
    sizes: tuple[float, float],
    wanted: Callable[[BucketCard], float] = lambda _card: 0,
) -> CardColumn:
    """The cards in their order, but those of a frame together; each as far down as `wanted` says, if there is room.

    `sizes` are the width of a card and the space between a frame and what is in it.
    """
    x, y = corner
    card_width, pad = sizes
    column = CardColumn(bottom=y)
    if not kinds:
        for card in cards:
            shape = draw_card(card, x, max(column.bottom, wanted(card)), card_width)
            column.members.append(card)
            column.cards.append(shape)
            column.bottom = shape.box.bottom + _GAP
        column.bottom -= _GAP
        return column
    kind, *inside = kinds
    width = card_width + 2 * pad * len(kinds)
    groups: dict[str, list[BucketCard]] = {}
    for card in cards:
        groups.setdefault(kind.of(card), []).append(card)
    for place, members in groups.items():
        top = max(column.bottom, wanted(members[0]) - FRAME_HEAD * len(kinds))
        inner = place_cards(members, inside, (x + pad, top + FRAME_HEAD), sizes, wanted)
        frame = frame_around(kind, place, Box(x, top, width, inner.bottom + pad - top))
        column.frames += [frame, *inner.frames]
        column.members += inner.members
        column.cards += inner.cards
        column.bottom = frame.box.bottom + _GAP
    column.bottom -= _GAP
    return column
