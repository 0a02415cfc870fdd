"""One difference between what Terraform says and the live account."""

from dataclasses import dataclass
from typing import Final

from s3_replication.doctor.drift.owners import Owner
from s3_replication.findings.finding import Severity, Suggestion
from s3_replication.iam import UNKNOWN, Unknown
from s3_replication.plan.provider_accounts import SOME_ACCOUNT

__all__ = ["RULES", "SETTING", "Difference", "compared", "is_known"]

RULES: Final = "aws_s3_bucket_replication_configuration"
"""The type of the resource that writes the whole replication configuration of a bucket."""

SETTING: Final = "live-setting-differs"
"""The id of most checks."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`check` is the id in the catalogue, `says` has both values; `arguments` of the owner set the part.

    `repair` takes the place of Terraform's own; an `urgent` one does not depend on what a plan says.
    """

    check: str
    says: str
    owner: Owner
    arguments: tuple[str, ...]
    severity: Severity | None = None
    rule_id: str | None = None
    repair: Suggestion | None = None
    urgent: bool = False


def compared(what: str, owner: Owner, said: object, live: object) -> str:
    """Both values in words."""
    return f"{what}: {_word(said)} in {owner.words}, {_word(live)} on AWS. The value on AWS decides."


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return "not set" if value is None or value == "" else str(value)


def is_known(value: object) -> bool:
    """Whether a value can be compared: it is not UNKNOWN, and not the ARN of an account whose number is not known."""
    return value is not UNKNOWN and not isinstance(value, Unknown) and not (isinstance(value, str) and SOME_ACCOUNT in value)
