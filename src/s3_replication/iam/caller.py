"""The caller of a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from s3_replication.iam.values import UNKNOWN, Unknown

__all__ = ["Principal", "PrincipalKind"]


class PrincipalKind(StrEnum):
    """The kinds of caller that S3 replication meets."""

    ROLE_SESSION = "role-session"
    USER = "user"
    ROOT = "root"
    SERVICE = "service"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: for a session `arn` is the role's ARN with its path, for a service its name (s3.amazonaws.com)."""

    kind: PrincipalKind
    arn: str
    account: str
    session_name: str | Unknown = UNKNOWN
    unique_id: str | Unknown = UNKNOWN
    tags: Mapping[str, str] = field(default_factory=dict)
