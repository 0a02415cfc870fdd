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
    FEDERATED_USER = "federated-user"
    USER = "user"
    ROOT = "root"
    SERVICE = "service"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: for a session `arn` is the role's ARN with its path, for a service its name (s3.amazonaws.com).

    For a federated user, whose session GetFederationToken makes, it is the ARN of the user or root user who called.
    """

    kind: PrincipalKind
    arn: str
    account: str
    session_name: str | Unknown = UNKNOWN
    unique_id: str | Unknown = UNKNOWN
    tags: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind is PrincipalKind.FEDERATED_USER and ":federated-user/" in self.arn:
            raise InputError(f"principal {self.arn!r} is the ARN of a session; allowed: the ARN of the user or root user who called "
                             "GetFederationToken. Give the session's name as session_name.")  # fmt: skip
        if self.kind is PrincipalKind.ROLE_SESSION and ":assumed-role/" in self.arn:
            allowed = "the ARN of the role, with its path"
            repair = "Give the session's name as session_name."
            raise InputError(f"principal {self.arn!r} is the ARN of a session; allowed: {allowed}. {repair}")

    @property
    def is_session(self) -> bool:
        """Whether policies can name the caller by the ARN of a session too."""
        return self.kind in (PrincipalKind.ROLE_SESSION, PrincipalKind.FEDERATED_USER)

    @property
    def session_beginning(self) -> str:
        """The ARN of a session up to its name; of a role it has the name without the path."""
        beginning, _, path = self.arn.rpartition(":")
        account = beginning.replace(":iam:", ":sts:")
        return f"{account}:assumed-role/{path.split('/')[-1]}/" if self.kind is PrincipalKind.ROLE_SESSION else f"{account}:federated-user/"
