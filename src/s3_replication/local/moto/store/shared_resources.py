"""Keys, topics, queues and roles as their own policies share them, and the ARNs of resources by their names."""

import base64
import binascii
import json
from typing import Any, Final

from moto.iam.models import IAMBackend, iam_backends
from moto.s3control.models import s3control_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from moto.utilities.utils import get_partition

from s3_replication.core import key_conditions
from s3_replication.iam import Arn, Unknown
from s3_replication.local.moto.store.kms_keys import find_grant, find_granted_key, find_key
from s3_replication.local.moto.store.organization import organization_arn
from s3_replication.local.moto.store.principal_policies import read_policy
from s3_replication.local.moto.store.world import read_key, read_role
from s3_replication.local.ports.authorization import ResourceAccess

__all__ = ["find_resource", "find_resource_arn", "find_retiring_principals"]

_KEY_ID: Final = 36  # moto writes the key's id before what it encrypts


def find_resource(arn: str) -> ResourceAccess | None:
    """A KMS key, topic, queue or role; None for everything else."""
    found = Arn.find(arn)
    if found is None:
        return None
    if found.service == "kms" and found.resource.startswith("key/"):
        return _key(arn)
    if found.service == "iam" and found.resource.startswith("role/"):
        return _role(arn)
    if found.service == "sns" and _has(sns_backends, found):
        topic = sns_backends[found.account][found.region].topics.get(arn)
        return None if topic is None else ResourceAccess(read_policy(topic.policy, f"policy of {arn}"), tags=topic._tags)
    if found.service == "sqs" and _has(sqs_backends, found):
        queue = sqs_backends[found.account][found.region].queues.get(found.resource)
        return None if queue is None else _queue(queue, arn)
    return None


def _has(backends: Any, arn: Arn) -> bool:
    return arn.account in backends and dict.__contains__(backends[arn.account], arn.region)


def _key(arn: str) -> ResourceAccess | None:
    found = read_key(arn)
    if found is None:
        return None
    tags = {} if isinstance(found.traits.tags, Unknown) else dict(found.traits.tags)
    grants = found.grants if isinstance(found.grants, tuple) else ()
    return ResourceAccess(found.policy, grants, tags, found.aws_managed, key_conditions(found.traits))


def _queue(queue: Any, arn: str) -> ResourceAccess:
    policy = json.dumps(queue.policy) if isinstance(queue.policy, dict) else queue.policy
    return ResourceAccess(read_policy(policy, f"policy of {arn}") if policy else None, tags=dict(queue.tags or {}))


def _role(arn: str) -> ResourceAccess | None:
    found = read_role(arn)
    return None if found is None else ResourceAccess(found.trust, tags=found.tags)


def find_resource_arn(service: str, kind: str, name: str, account: str, region: str) -> str | None:
    """The ARN of a resource that exists, by a name that does not show it."""
    if service == "kms":
        key = find_key(name, account, region) or find_key(_encrypting_key(name), account, region)
        key = find_granted_key(name, region) if key is None and kind == "granted key" else key
        return None if key is None else str(key.arn)
    if service == "organizations":
        return organization_arn(account, name)
    if service == "s3control":
        points = s3control_backends[account][get_partition(region)].multi_region_access_points.get(account, {})
        point = points.get(name) or next((each for each in points.values() if each.alias == name.rpartition("/")[2]), None)
        return None if point is None else f"arn:{get_partition(region)}:s3::{account}:accesspoint/{point.alias}"
    return _iam_arn(iam_backends[account][get_partition(region)], kind, name) if service == "iam" else None


def find_retiring_principals(key_arn: str, grant_id: str, token: str) -> tuple[str, ...]:
    """The principals that a grant lets retire it."""
    key = find_key(key_arn, "", "")
    grant = None if key is None else find_grant(key, grant_id, token)
    if grant is None:
        return ()
    grantee = grant.grantee_principal if "RetireGrant" in grant.operations else None
    return tuple(each for each in (grant.retiring_principal, grantee) if each)


def _encrypting_key(ciphertext: str) -> str:
    try:
        return base64.b64decode(ciphertext)[:_KEY_ID].decode("ascii")
    except (binascii.Error, ValueError):
        return ""


def _iam_arn(backend: IAMBackend, kind: str, name: str) -> str | None:
    if kind == "key's user":
        key = backend.access_keys.get(name)
        kind, name = "user", "" if key is None else str(key.user_name)
    named: dict[str, Any] = {
        "role": backend.roles, "user": backend.users, "group": backend.groups, "instance-profile": backend.instance_profiles,
        "policy": backend.managed_policies,
    }  # fmt: skip
    return next((str(each.arn) for each in list(named.get(kind, {}).values()) if each.name == name), None)
