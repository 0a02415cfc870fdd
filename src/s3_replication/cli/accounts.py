"""The values of options that name accounts and roles."""

from s3_replication.errors import InputError
from s3_replication.iam import Arn, is_account_id

__all__ = ["check_role", "read_accounts"]


def read_accounts(texts: tuple[str, ...]) -> dict[str, str]:
    """Account ids by provider, from PROVIDER=ID; raises InputError."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, number = text.partition("=")
        fix = "write PROVIDER=ID, such as aws.destination=222222222222"
        if not equals:
            raise InputError(f"--account {text!r} has no '=': {fix}.")
        if not name or not is_account_id(number):
            raise InputError(f"--account {text!r} {'has no account id of 12 digits' if name else 'names no provider'}: {fix}.")
        found[name] = number
    return found


def check_role(option: str, text: str | None) -> None:
    """Raises InputError for a text that is not the ARN of a role; None is no role."""
    if text is None:
        return
    arn = Arn.find(text)
    named = arn is not None and arn.service == "iam" and is_account_id(arn.account) and arn.resource.removeprefix("role/").strip("/")
    if not named or arn is None or not arn.resource.startswith("role/") or not arn.partition.startswith("aws"):
        raise InputError(f"{option} {text!r} is not the ARN of a role: write arn:aws:iam::222222222222:role/NAME.")
