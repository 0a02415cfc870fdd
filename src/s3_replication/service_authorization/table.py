"""The form of a service's table: what each operation asks IAM about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["ANY", "CALLER", "Asked", "ResourceKind", "ServiceTable", "asking", "tagging"]

ANY: Final = "*"
CALLER: Final = "caller"


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """A kind of resource: the parameters that name it, and its ARN, with `{name}` for the name where that is not an ARN already.

    Without such a parameter the resource is `otherwise`: every resource, the caller, or another ARN. `lookup` asks the service for the
    ARN, since the name does not show it: an alias of a key, the path of a role, the organization of a policy.
    """

    parameters: tuple[str, ...]
    arn: str
    otherwise: str = ANY
    lookup: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One action on a kind of resource ("" is every resource); with `when`, only where the request has this parameter.

    `passed_to` is the service that a role is passed to, for iam:PassRole.
    """

    action: str
    kind: str = ""
    when: str = ""
    passed_to: str = ""


@dataclass(frozen=True, slots=True)
class ServiceTable:
    """One service. `keys` are condition keys with the parameter that has their value; `free` operations need no permission.

    `ignored` are parameters that moto leaves out although access depends on them, by operation: such a request is refused.
    """

    source: str
    kinds: Mapping[str, ResourceKind]
    operations: Mapping[str, tuple[Asked, ...]]
    keys: Mapping[str, str] = field(default_factory=dict)
    free: frozenset[str] = frozenset()
    ignored: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    anonymous: bool = False


def asking(prefix: str, kind: str, operations: str) -> dict[str, tuple[Asked, ...]]:
    """Operations, separated by spaces, that each ask about the action of the same name on this kind of resource."""
    return {name: (Asked(f"{prefix}:{name}", kind),) for name in operations.split()}


def tagging(prefix: str, kind: str, operation: str, tags: str, parameter: str = "Tags") -> dict[str, tuple[Asked, ...]]:
    """An operation that makes a resource, and that asks about one more action where the request has tags."""
    return {operation: (Asked(f"{prefix}:{operation}", kind), Asked(f"{prefix}:{tags}", kind, when=parameter))}
