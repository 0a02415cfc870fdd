"""One policy document, parsed and compiled once so that deciding is cheap."""

from collections.abc import Mapping
from dataclasses import dataclass

from s3_replication.errors import InputError

__all__ = ["Policy", "PolicyError"]


class PolicyError(InputError):
    """A policy that AWS would refuse; names the element's path, what is wrong, what is allowed and the repair."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A compiled policy; `name` is how the trace calls it."""

    name: str

    @classmethod
    def parse(cls, document: str | Mapping[str, object], name: str) -> "Policy":
        """Compile a JSON text or its mapping, in which any value may be UNKNOWN; raises PolicyError and nothing else."""
        raise NotImplementedError
