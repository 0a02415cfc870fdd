"""The value of --account."""

from s3_replication.errors import InputError

__all__ = ["read_accounts"]


def read_accounts(texts: tuple[str, ...]) -> dict[str, str]:
    """Account ids by provider, from PROVIDER=ID; raises InputError."""
    wrong = next((text for text in texts if "=" not in text), None)
    if wrong is not None:
        raise InputError(f"--account {wrong!r} has no '=': write PROVIDER=ID, such as aws.destination=222222222222.")
    return {name: number for name, _, number in (text.partition("=") for text in texts)}
