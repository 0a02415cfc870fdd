"""What goes into one IAM decision and what comes out of it.

Source of the terms: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from s3_replication.iam.caller import Principal
from s3_replication.iam.policy import Policy
from s3_replication.iam.values import Unknown

__all__ = ["ContextValue", "Decision", "Evidence", "Grant", "Layer", "Policies", "Request", "Verdict"]

ContextValue: TypeAlias = tuple[str, ...] | Unknown


class Verdict(StrEnum):
    """Three values: a plan with unknown ARNs must not be called right or wrong by guessing."""

    ALLOW = "allow"
    DENY = "deny"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Request:
    """One call as IAM sees it; context keys are lower case, an absent key is absent, an unknown one is UNKNOWN."""

    principal: Principal
    action: str
    resource: str
    resource_account: str
    context: Mapping[str, ContextValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grant:
    """A KMS grant: the third way in beside key policy and IAM (KMS Developer Guide, "Grants in AWS KMS")."""

    grant_id: str
    grantee: str
    operations: frozenset[str]
    encryption_context_equals: Mapping[str, str] | None = None
    encryption_context_subset: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Policies:
    """Every policy that takes part in one decision.

    `resource` is the bucket policy, key policy or trust policy; None means there is none, UNKNOWN that it cannot be read.
    `scps` and `rcps` hold one tuple per level of the organization, root first; empty means no organization.
    """

    identity: tuple[Policy, ...] | Unknown = ()
    boundary: Policy | Unknown | None = None
    session: Policy | None = None
    scps: tuple[tuple[Policy, ...], ...] = ()
    rcps: tuple[tuple[Policy, ...], ...] = ()
    resource: Policy | Unknown | None = None
    grants: tuple[Grant, ...] = ()


class Layer(StrEnum):
    """The kind of policy that a piece of evidence comes from."""

    IDENTITY = "identity policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"
    SCP = "service control policy"
    RCP = "resource control policy"
    RESOURCE = "resource policy"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement that decided, or the layer that had none: `statement` is its Sid, else its 0-based index as text."""

    layer: Layer
    policy: str
    statement: str | None
    verdict: Verdict
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict, the statements that decided it, and for UNKNOWN the condition keys and policies not known."""

    verdict: Verdict
    because: tuple[Evidence, ...]
    unknown: frozenset[str] = frozenset()
