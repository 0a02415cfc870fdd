"""Amazon Resource Names (AWS General Reference, "Amazon Resource Names (ARNs)"): arn:partition:service:region:account:resource."""

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["ACCOUNT_ID", "PARTS", "Arn", "is_account_id", "partition_of", "partition_of_region"]

ACCOUNT_ID: Final = "[0-9]{12}"
"""The regular expression of an AWS account id."""
PARTS: Final = 6
_ACCOUNT: Final = re.compile(ACCOUNT_ID)
_PARTITIONS: Final = (
    ("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("us-isob-", "aws-iso-b"), ("us-isof-", "aws-iso-f"), ("us-iso-", "aws-iso"),
    ("eu-isoe-", "aws-iso-e"), ("eusc-", "aws-eusc"),
)  # fmt: skip
"""Region prefixes of AWS's partitions (AWS General Reference, "Partitions"); every other Region is in "aws"."""


@dataclass(frozen=True, slots=True)
class Arn:
    """The parts of an ARN; Region and account are empty where the service leaves them out."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def find(cls, text: str) -> "Arn | None":
        """The parts of the text; None where it is not an ARN."""
        parts = text.split(":", PARTS - 1)
        return cls(*parts[1:]) if len(parts) == PARTS and parts[0] == "arn" else None

    @classmethod
    def parse(cls, text: str) -> "Arn":
        """The parts of an ARN; raises ValueError for other text."""
        found = cls.find(text)
        if found is None:
            raise ValueError(f"{text!r} is not an ARN; write arn:partition:service:region:account:resource")
        return found

    @property
    def name(self) -> str:
        """The last part of the resource's path: the name of a role, the id of a key."""
        return self.resource.rsplit("/", 1)[-1]

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"


def is_account_id(text: str) -> bool:
    """Whether the text has the form of an account id."""
    return _ACCOUNT.fullmatch(text) is not None


def partition_of(text: str) -> str:
    """The partition of an ARN, or of text that begins like one: aws, aws-cn, aws-us-gov and so on."""
    return text.split(":", 2)[1]


def partition_of_region(region: str | None) -> str:
    """The partition of a Region."""
    return next((partition for prefix, partition in _PARTITIONS if (region or "").startswith(prefix)), "aws")
