"""The caller of a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from s3_replication.errors import InputError
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

    def __post_init__(self) -> None:
        if self.kind is PrincipalKind.ROLE_SESSION and ":assumed-role/" in self.arn:
            allowed = "the ARN of the role, with its path"
            repair = "Give the session's name as session_name."
            raise InputError(f"principal {self.arn!r} is the ARN of a session; allowed: {allowed}. {repair}")
