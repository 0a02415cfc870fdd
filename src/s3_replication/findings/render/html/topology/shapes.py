"""The shapes of the picture, in its own pixels."""

from dataclasses import dataclass

from s3_replication.findings.render.html.topology.model import Health

__all__ = ["Arrow", "Box", "CardShape", "FrameShape", "RowShape", "TopologyPicture", "Words"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The y of its centre."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `style` is a class of the style sheet."""

    x: float
    y: float
    text: str
    style: str


@dataclass(frozen=True, slots=True)
class RowShape:
    """A key, a role or a rule inside a card. `title` has the words that the picture cuts."""

    kind: str
    box: Box
    health: Health
    words: tuple[Words, ...]
    title: str


@dataclass(frozen=True, slots=True)
class CardShape:
    """A bucket. `rules` has one row for each rule of the card, in the same order."""

    name: str
    box: Box
    health: Health
    words: tuple[Words, ...]
    parts: tuple[RowShape, ...]
    rules: tuple[RowShape, ...]


@dataclass(frozen=True, slots=True)
class FrameShape:
    """An account or a Region around its buckets."""

    kind: str
    label: str
    box: Box


@dataclass(frozen=True, slots=True)
class Arrow:
    """A rule from one card to another, by their places in the picture. `direction` is 1 if the tip points to the right, else -1."""

    path: str
    x: float
    y: float
    direction: int
    health: Health
    source: int
    destination: int
    title: str


@dataclass(frozen=True, slots=True)
class TopologyPicture:
    """All shapes; the arrows lie between the frames and the cards."""

    width: float
    height: float
    frames: tuple[FrameShape, ...]
    cards: tuple[CardShape, ...]
    arrows: tuple[Arrow, ...]
