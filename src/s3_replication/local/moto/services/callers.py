"""Who an access key acts as, in the words of CloudTrail's userIdentity element, and as GetCallerIdentity answers."""

from dataclasses import dataclass
from typing import Any

from moto.sts.models import sts_backends
from moto.utilities.utils import get_partition

from s3_replication.iam import Arn
from s3_replication.local.moto.services.accounts import account_of

__all__ = ["Caller", "caller_of", "session_of"]


@dataclass(frozen=True, slots=True)
class Caller:
    """The account whose principal calls, "" for an anonymous request, and its userIdentity."""

    account: str
    identity: dict[str, Any]


def caller_of(access_key: str | None, region: str) -> Caller:
    """The user or role session behind a key; without one the request is anonymous."""
    if access_key is None:
        return Caller("", {"type": "AWSAccount", "principalId": "", "accountId": "anonymous"})
    account = account_of(access_key)
    sts = sts_backends[account][get_partition(region)]
    principal, arn, _ = sts.get_caller_identity(access_key, region)
    session = sts.get_assumed_role_from_access_key(access_key)
    if session is not None:
        return Caller(account, {**_session(principal, arn, session.role_arn), "accessKeyId": access_key})
    name = arn.rpartition("/")[2]
    return Caller(account, {"type": "IAMUser", "principalId": principal, "arn": arn, "accountId": account, "accessKeyId": access_key,
                            "userName": name})  # fmt: skip


def session_of(role_arn: str, unique_id: str, name: str, service: str) -> Caller:
    """A session that a service of AWS has as a role."""
    role = Arn.parse(role_arn)
    arn = f"arn:{role.partition}:sts::{role.account}:assumed-role/{role.name}/{name}"
    return Caller(role.account, {**_session(f"{unique_id}:{name}", arn, role_arn), "invokedBy": service})


def _session(principal: str, arn: str, role_arn: str) -> dict[str, Any]:
    role = Arn.parse(role_arn)
    issuer = {"type": "Role", "principalId": principal.partition(":")[0], "arn": role_arn, "accountId": role.account,
              "userName": role.name}  # fmt: skip
    return {"type": "AssumedRole", "principalId": principal, "arn": arn, "accountId": role.account,
            "sessionContext": {"sessionIssuer": issuer}}  # fmt: skip
