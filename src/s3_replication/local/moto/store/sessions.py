"""Temporary credentials in moto's STS, with the facts that AWS keeps about them and moto drops."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from typing import Any, Final

from moto.iam.models import IAMBackend, iam_backends
from moto.sts.models import AssumedRole, sts_backends

from s3_replication.iam import Arn, Policy, Principal, PrincipalKind
from s3_replication.local.http.credentials import canonical_id
from s3_replication.local.moto.store.key import aware
from s3_replication.local.moto.store.principal_policies import boundary_of, identity_policies, managed_policy, read_policy, tags_of
from s3_replication.local.ports.authorization import CallerAccess, KeySecret, TemporaryAccess

__all__ = [
    "Federation", "SessionFacts", "UserSession", "facts_of", "federated", "keep_facts", "longest_session", "role_session",
    "user_session_of",
]  # fmt: skip

_NO_POLICY: Final = Policy.read({"Version": "2012-10-17", "Statement": []}, "no session policy")
_DEFAULT_MAXIMUM: Final = 3_600  # IAM API Reference, CreateRole, MaxSessionDuration


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What AssumeRole was asked for; `tags` includes inherited tags, `transitive` has the keys that the next session inherits."""

    issued: datetime
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive: frozenset[str] = frozenset()
    policies: tuple[str, ...] = ()
    source_identity: str | None = None


@dataclass(frozen=True, slots=True)
class Federation:
    """What GetFederationToken was asked for: the session's name, its inline and managed policies, and its tags."""

    name: str
    policy: str | None = None
    policies: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UserSession:
    """What GetSessionToken or GetFederationToken returned; `user_name` is None for the account's root user."""

    access_key_id: str
    secret: KeySecret
    user_name: str | None
    temporary: TemporaryAccess
    federation: Federation | None = None


def keep_facts(session: AssumedRole, facts: SessionFacts) -> None:
    """Keep them as long as moto keeps the session."""
    session.local_facts = facts  # type: ignore[attr-defined]  # moto's class has no place for more


def facts_of(session: AssumedRole | None) -> SessionFacts | None:
    """What was kept; None for a session that AssumeRole did not make."""
    return getattr(session, "local_facts", None)


def longest_session(role_arn: str) -> int | None:
    """A role's MaxSessionDuration in seconds; None for a role that does not exist, which the local AWS lets be assumed too."""
    arn = Arn.find(role_arn)
    if arn is None or arn.account not in iam_backends or not dict.__contains__(iam_backends[arn.account], arn.partition):
        return None
    roles = list(iam_backends[arn.account][arn.partition].roles.values())
    return next((int(role.max_session_duration or _DEFAULT_MAXIMUM) for role in roles if role.arn == role_arn), None)


def user_session_of(backend: IAMBackend, access_key: str) -> UserSession | None:
    """The session of GetSessionToken that has this access key."""
    sessions: dict[str, UserSession] = getattr(sts_backends[backend.account_id][backend.partition], "user_sessions", {})
    return sessions.get(access_key)


def federated(backend: IAMBackend, caller: CallerAccess, federation: Federation) -> CallerAccess:
    """The federated user: may do what the user and the session policies allow; nothing without any (STS, GetFederationToken)."""
    principal = caller.principal
    tags = _joined_tags(principal.tags, federation.tags)
    own = replace(principal, kind=PrincipalKind.FEDERATED_USER, session_name=federation.name, tags=tags)
    return replace(caller, principal=own, session=_joined_policies(backend, federation.policy, federation.policies) or _NO_POLICY)


def role_session(backend: IAMBackend, access_key: str) -> CallerAccess | None:
    """The role session of an access key; None for another key, or if the role was deleted."""
    session = sts_backends[backend.account_id][backend.partition].get_assumed_role_from_access_key(access_key)
    if session is None:
        return None
    role = next((each for each in list(backend.roles.values()) if each.arn == session.role_arn), None)
    if role is None:
        return None
    facts = facts_of(session)
    tags = _joined_tags(tags_of(role.tags), {} if facts is None else facts.tags)
    return CallerAccess(
        Principal(PrincipalKind.ROLE_SESSION, role.arn, backend.account_id, session.session_name, role.id, tags),
        canonical_id(backend.account_id),
        identity_policies(role),
        boundary_of(backend, role.permissions_boundary_arn),
        _session_policy(backend, session, facts),
        KeySecret(session.secret_access_key, session.session_token),
        TemporaryAccess(aware(session.expiration), None if facts is None else facts.issued,
                        source_identity=None if facts is None else facts.source_identity),
    )  # fmt: skip


def _joined_tags(of_role: Mapping[str, str], of_session: Mapping[str, str]) -> dict[str, str]:
    """ "Session tags override a role tag with the same key", and keys "are not case sensitive" (STS API Reference, AssumeRole, Tags)."""
    given = {name.lower() for name in of_session}
    return {**{name: value for name, value in of_role.items() if name.lower() not in given}, **of_session}


def _session_policy(backend: IAMBackend, session: Any, facts: SessionFacts | None) -> Policy | None:
    """The inline and the managed session policies as one policy: the session may do what the role and one of them allow."""
    return _joined_policies(backend, session.policy, () if facts is None else facts.policies)


def _joined_policies(backend: IAMBackend, inline: str | None, managed: tuple[str, ...]) -> Policy | None:
    found = [read_policy(inline, "session policy")] if inline else []
    found += [managed_policy(backend, arn) for arn in managed]
    joined = reduce(Policy.joined, found) if found else None
    return replace(joined, name="session policies") if joined is not None and len(found) > 1 else joined
