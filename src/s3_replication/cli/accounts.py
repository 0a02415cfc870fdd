"""The values of options that name accounts and roles."""

import re
from typing import Final

from s3_replication.errors import InputError
from s3_replication.iam import Arn, is_account_id

__all__ = ["check_role", "read_accounts"]

# IAM API Reference, CreateRole: the patterns of Path and RoleName.
_ROLE: Final = re.compile(r"role/(?:[\x21-\x7e]+/)?[\w+=,.@-]{1,64}", re.ASCII)


def read_accounts(texts: tuple[str, ...]) -> dict[str, str]:
    """Account ids by provider, from PROVIDER=ID; raises InputError."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, number = text.partition("=")
        if not equals:
            raise _wrong_account(text, "has no '='")
        if not name:
            raise _wrong_account(text, "names no provider")
        if not is_account_id(number):
            raise _wrong_account(text, "has no account id of 12 digits")
        if found.setdefault(name, number) != number:
            raise InputError(f"--account {name} is given with the ids {found[name]} and {number}: give one id for each provider.")
    return found


def _wrong_account(text: str, what: str) -> InputError:
    return InputError(f"--account {text!r} {what}: write PROVIDER=ID, such as aws.destination=222222222222.")


def check_role(option: str, text: str | None) -> None:
    """Raises InputError for a text that is not the ARN of a role; None means that the option is not given."""
    if text is not None and not _is_role(Arn.find(text)):
        raise InputError(f"{option} {text!r} is not the ARN of a role: write arn:aws:iam::222222222222:role/NAME.")


def _is_role(arn: Arn | None) -> bool:
    if arn is None or not arn.partition.startswith("aws") or arn.service != "iam" or not is_account_id(arn.account):
        return False
    return _ROLE.fullmatch(arn.resource) is not None
