"""Numbers, lists and names in sentences."""

from collections.abc import Sequence

from s3_replication.core.configuration.arns import NAME_KNOWN_LATER

__all__ = ["and_list", "bucket_label", "counted"]


def bucket_label(name: str) -> str:
    """The bucket's name, or its Terraform address if the name is known only after apply."""
    return name.removeprefix(NAME_KNOWN_LATER)


def counted(number: int, noun: str) -> str:
    """The number with the noun in its form, such as "1 bucket" and "2 buckets"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def and_list(words: Sequence[str], most: int | None = None) -> str:
    """Such as "a, b and c"; at most so many, and how many more there are."""
    left = len(words) - most if most is not None else 0
    if left > 0:
        return f"{', '.join(words[:most])} and {left} more"
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
