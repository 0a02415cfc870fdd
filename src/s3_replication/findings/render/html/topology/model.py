"""What the picture shows of a bucket: where it is, its keys, its role and its rules, each with its health."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["BucketCard", "BucketPart", "Health", "RuleLine"]


class Health(StrEnum):
    """How a part of the topology does; each has a colour, a symbol, a line style and a word."""

    WORKS = "works"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    PENDING = "pending"
    WARNING = "warning"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class BucketPart:
    """A key or role of a bucket. `note` says what is special, such as "disabled"."""

    kind: str
    name: str
    health: Health
    note: str = ""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule. `selects` says which keys, `says` how it does, `because` which checks found something."""

    rule_id: str
    priority: int | None
    source: str
    destination: str
    selects: str
    health: Health
    says: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BucketCard:
    """A bucket with what replication needs of it. `note` says what is special, such as "not visible"."""

    name: str
    account: str
    region: str
    health: Health
    note: str
    facts: tuple[str, ...] = ()
    parts: tuple[BucketPart, ...] = ()
    rules: tuple[RuleLine, ...] = ()
