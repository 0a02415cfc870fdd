"""The input and the result of one IAM decision.

Source of the terms: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from s3_replication.iam.policy import Policy
from s3_replication.iam.principal import Principal
from s3_replication.iam.request_context import ContextValue, RequestContext
from s3_replication.iam.values import Unknown

__all__ = ["Denial", "Documents", "EvaluationResult", "Evidence", "Grant", "Layer", "Policies", "Request", "Verdict"]


Documents: TypeAlias = tuple[Policy | Unknown, ...]
"""The policies of one layer."""


class Verdict(StrEnum):
    """ALLOW, DENY or UNKNOWN. UNKNOWN avoids a guess where a plan's ARNs are not known yet."""

    ALLOW = "allow"
    DENY = "deny"
    UNKNOWN = "unknown"


class Denial(StrEnum):
    """Why a request is denied: a statement denies it, or no statement allows it."""

    EXPLICIT = "explicit deny"
    IMPLICIT = "implicit deny"


@dataclass(frozen=True, slots=True)
class Request:
    """One call as IAM sees it. A key that is not in `context` is absent from the request; one that is UNKNOWN may be.

    A value is a tuple of one string, or a Multivalued for a key that can have several. The keys that follow from the principal need not be
    given. Raises InputError if the context is not of this form.
    """

    principal: Principal
    action: str
    resource: str
    resource_account: str
    context: Mapping[str, ContextValue] = field(default_factory=RequestContext)

    def __post_init__(self) -> None:
        if type(self.context) is not RequestContext:
            object.__setattr__(self, "context", RequestContext(self.context))


@dataclass(frozen=True, slots=True)
class Grant:
    """A KMS grant: allows access in addition to key policies and IAM policies (KMS Developer Guide, "Grants in AWS KMS")."""

    grant_id: str
    grantee: str
    operations: frozenset[str]
    encryption_context_equals: Mapping[str, str] | None = None
    encryption_context_subset: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Policies:
    """Every policy that takes part in one decision; each part, and each policy in it, may be UNKNOWN if it cannot be read.

    `resource` is the bucket policy, key policy or trust policy; None means that it does not exist.
    `scps` and `rcps` hold one tuple per level of the organization, root first; empty means no organization.
    """

    identity: Documents | Unknown = ()
    boundary: Policy | Unknown | None = None
    session: Policy | Unknown | None = None
    scps: tuple[Documents | Unknown, ...] | Unknown = ()
    rcps: tuple[Documents | Unknown, ...] | Unknown = ()
    resource: Policy | Unknown | None = None
    grants: tuple[Grant, ...] | Unknown = ()


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
class EvaluationResult:
    """The verdict, the statements that decided it, for UNKNOWN the condition keys and policies not known, for DENY the kind of denial."""

    verdict: Verdict
    because: tuple[Evidence, ...]
    unknown: frozenset[str] = frozenset()
    denial: Denial | None = None
