"""The third value: what a Terraform plan or an account that we may not read does not tell."""

from enum import Enum
from typing import Final

__all__ = ["UNKNOWN", "Unknown"]


class Unknown(Enum):
    """A value that exists and is not known here; never equal to a known value."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
