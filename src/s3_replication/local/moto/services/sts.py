"""STS: sessions that keep what AssumeRole was asked for, and GetSessionToken with new credentials."""

import re
import sys
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from moto.core.responses import ActionResult
from moto.iam.models import iam_backends
from moto.sts import urls as moto_urls
from moto.sts.exceptions import STSClientError, STSValidationError
from moto.sts.models import AssumedRole, STSBackend, sts_backends
from moto.sts.responses import TokenResponse
from moto.sts.utils import random_session_token
from moto.utilities.utils import PARTITION_NAMES

from s3_replication.local.moto.store.runtime import Runtime
from s3_replication.local.moto.store.sessions import Federation, SessionFacts, UserSession, facts_of, keep_facts, longest_session
from s3_replication.local.ports.authorization import KeySecret, TemporaryAccess
from s3_replication.policy_checks import PolicyRefused, check_identity_policy

__all__ = ["LocalStsBackend", "url_bases", "url_paths"]

_SHORTEST, _LONGEST, _LONGEST_OF_ROOT, _DEFAULT = 900, 129_600, 3_600, 43_200
_LONGEST_CHAINED: Final = 3_600
_DEFAULT_OF_ROLE: Final = 3_600
_LONGEST_POLICY: Final = 2_048
_FEDERATED_NAME: Final = re.compile(r"[\w+=,.@-]{2,32}", re.ASCII)  # STS API Reference, GetFederationToken, Name
_MOST_TAGS: Final = 50


class LocalStsBackend(STSBackend):
    """One account's STS; moto makes it through `sts_backends.backend`."""

    runtime: Runtime

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.user_sessions: dict[str, UserSession] = {}

    @property
    def _url_module(self) -> Any:
        return sys.modules[__name__]

    def get_caller_identity(self, access_key_id: str, region: str) -> tuple[str, str, str]:
        """As moto does; for a session of GetSessionToken, its user or the root user; for a federated user, the session."""
        session = self.user_sessions.get(access_key_id)
        if session is None:
            return super().get_caller_identity(access_key_id, region)
        if session.federation is not None:
            name = session.federation.name
            return f"{self.account_id}:{name}", f"arn:{self.partition}:sts::{self.account_id}:federated-user/{name}", self.account_id
        if session.user_name is None:
            return self.account_id, f"arn:{self.partition}:iam::{self.account_id}:root", self.account_id
        user = iam_backends[self.account_id][self.partition].get_user(session.user_name)
        return user.id, user.arn, self.account_id

    def start_user_session(
        self, access_key: str, seconds: int, *, with_mfa: bool = False, federation: Federation | None = None
    ) -> UserSession:
        """Temporary credentials of the user behind an access key, or of the account's root user."""
        iam = iam_backends[self.account_id][self.partition]
        owner = iam.access_keys.get(access_key)
        made = iam.create_temp_access_key()
        expires = datetime.now(UTC) + timedelta(seconds=seconds)  # sessions end by the machine's time
        temporary = TemporaryAccess(expires, self.runtime.clock.now(), with_mfa)
        secret = KeySecret(made.secret_access_key, random_session_token())
        session = UserSession(made.access_key_id, secret, None if owner is None else owner.user_name, temporary, federation)
        self.user_sessions[made.access_key_id] = session
        return session


class LocalTokenResponse(TokenResponse):
    """Fixed: moto drops session tags, managed session policies and the source identity, and GetSessionToken returns a constant."""

    def assume_role(self) -> ActionResult:
        """moto's answer; the session keeps what AssumeRole was asked for."""
        calling = _role_session(self.get_access_key())
        facts = self._facts(facts_of(calling))
        self._check_duration(str(self._get_param("RoleArn")), chained=calling is not None)
        answer = super().assume_role()
        result: Any = answer.result
        keep_facts(result["Credentials"], facts)
        if facts.source_identity is not None:
            result["SourceIdentity"] = facts.source_identity
        return answer

    def get_session_token(self) -> ActionResult:
        """Credentials of the user who calls."""
        key = self.get_access_key()
        session = self._local.start_user_session(key, self._user_seconds(key), with_mfa=bool(self._get_param("TokenCode")))
        return ActionResult({"Credentials": _credentials(session)})

    def get_federation_token(self) -> ActionResult:
        """Fixed: moto returns constants. The credentials of a federated user."""
        answer = super().get_federation_token()  # checks the length of the policy
        result: Any = answer.result
        key, name, policy = self.get_access_key(), str(self._get_param("Name")), self._get_param("Policy")
        if _FEDERATED_NAME.fullmatch(name) is None:
            constraint = f"Member must satisfy regular expression pattern: {_FEDERATED_NAME.pattern}"
            raise STSValidationError(f"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: {constraint}")
        if policy:
            try:
                check_identity_policy(policy, _LONGEST_POLICY, "the session policy is too long")
            except PolicyRefused as error:
                raise STSClientError("MalformedPolicyDocument", str(error)) from None
        facts = self._facts(None)
        federation = Federation(name, policy, facts.policies, facts.tags)
        result["Credentials"] = _credentials(self._local.start_user_session(key, self._user_seconds(key), federation=federation))
        return answer

    def _user_seconds(self, key: str) -> int:
        """How long a session of the user behind an access key lasts; of the root user at most one hour."""
        owner = iam_backends[self.current_account][self.partition].access_keys.get(key)
        seconds = self._get_int_param("DurationSeconds", _DEFAULT)
        if not _SHORTEST <= seconds <= _LONGEST:
            raise _invalid(f"DurationSeconds is {seconds}; allowed: {_SHORTEST} to {_LONGEST}")
        return min(seconds, _LONGEST_OF_ROOT if owner is None or owner.user_name is None else seconds)

    def _facts(self, before: SessionFacts | None) -> SessionFacts:
        """What this call asks for, with what its session inherits from `before`, the calling session."""
        tags = {tag["Key"]: tag["Value"] for tag in self._get_param("Tags") or []}
        transitive = frozenset(name.lower() for name in self._get_param("TransitiveTagKeys") or [])
        lower = [tag["Key"].lower() for tag in self._get_param("Tags") or []]
        inherited = {} if before is None else {name: value for name, value in before.tags.items() if name.lower() in before.transitive}
        if len(lower) > _MOST_TAGS:
            raise _invalid(f"{len(lower)} session tags; allowed: {_MOST_TAGS}")
        if len(set(lower)) < len(lower):
            raise _invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
        if not transitive <= set(lower):
            raise _invalid("The specified transitive tag key must be included in the requested tags.")
        if {name.lower() for name in inherited} & set(lower):
            raise _invalid("One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the "
                           "calling session.")  # fmt: skip
        identity, kept = self._get_param("SourceIdentity"), None if before is None else before.source_identity
        if identity and kept and identity != kept:
            raise _invalid("The source identity of a session cannot be changed by a session that it assumes.")
        policies = tuple(each["arn"] for each in self._get_param("PolicyArns") or [])
        inheriting = transitive | (frozenset() if before is None else before.transitive)
        return SessionFacts(self._local.runtime.clock.now(), {**inherited, **tags}, inheriting, policies, identity or kept)

    def _check_duration(self, role_arn: str, *, chained: bool) -> None:
        """STS API Reference, AssumeRole, DurationSeconds: from 900 seconds up to the role's maximum, and one hour for a role chain."""
        seconds = self._get_int_param("DurationSeconds", _DEFAULT_OF_ROLE)
        for wrong, relation, allowed in ((seconds < _SHORTEST, "greater", _SHORTEST), (seconds > _DEFAULT, "less", _DEFAULT)):
            if wrong:
                constraint = f"Member must have value {relation} than or equal to {allowed}"
                raise STSValidationError(
                    f"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: {constraint}"
                )
        if chained and seconds > _LONGEST_CHAINED:
            raise STSValidationError("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
        longest = longest_session(role_arn)
        if longest is not None and seconds > longest:
            raise STSValidationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")

    @property
    def _local(self) -> LocalStsBackend:
        backend: Any = self.backend  # installation.py made it a LocalStsBackend
        found: LocalStsBackend = backend
        return found


def _role_session(access_key: str) -> AssumedRole | None:
    """The role session of an access key, in any account."""
    for backends in list(sts_backends.values()):
        for partition in PARTITION_NAMES:
            if dict.__contains__(backends, partition):
                found = backends[partition].get_assumed_role_from_access_key(access_key)
                if found is not None:
                    return found
    return None


def _credentials(session: UserSession) -> dict[str, Any]:
    return {
        "AccessKeyId": session.access_key_id, "SecretAccessKey": session.secret.secret, "SessionToken": session.secret.token,
        "Expiration": session.temporary.expires,
    }  # fmt: skip


def _invalid(message: str) -> STSClientError:
    return STSClientError("InvalidParameterValue", message)


url_bases = moto_urls.url_bases
url_paths = dict.fromkeys(moto_urls.url_paths, LocalTokenResponse.dispatch)
