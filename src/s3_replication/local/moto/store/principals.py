"""Users and roles in moto's IAM, and the policies that name them."""

from collections.abc import Iterator
from typing import Any

from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from moto.sts.models import sts_backends
from moto.utilities.utils import PARTITION_NAMES

from s3_replication.iam import Arn
from s3_replication.policy_checks import with_id

__all__ = ["forget", "identify"]


def identify(name: str) -> str | None:
    """The unique id of a user or role, by its ARN or its id; None if it does not exist.

    A role that IAM does not have, but that a caller has assumed, counts as existing and keeps its ARN: the local AWS lets every role be
    assumed, such as the OrganizationAccountAccessRole that AWS Organizations creates in a member account.
    """
    arn = Arn.find(name)
    accounts = [arn.account] if arn is not None else list(iam_backends)
    for account in accounts:
        for entity in _entities(account):
            if name in (entity.arn, entity.id):
                return str(entity.id)
    return name if arn is not None and _was_assumed(arn, name) else None


def _was_assumed(arn: Arn, name: str) -> bool:
    if arn.account not in sts_backends or not dict.__contains__(sts_backends[arn.account], arn.partition):
        return False
    return any(session.role_arn == name for session in list(sts_backends[arn.account][arn.partition].assumed_roles))


def _entities(account: str) -> Iterator[Any]:
    if account not in iam_backends:
        return
    for partition in PARTITION_NAMES:
        if dict.__contains__(iam_backends[account], partition):
            backend = iam_backends[account][partition]
            yield from [*backend.roles.values(), *backend.users.values()]


def forget(arn: str, unique_id: str) -> None:
    """Put the unique id of a deleted user or role in its ARN's place, in every policy that names it as a principal."""
    for holder, attribute in _policies():
        text = getattr(holder, attribute)
        if isinstance(text, bytes):
            if arn.encode() in text:
                setattr(holder, attribute, with_id(text.decode(), arn, unique_id).encode())
        elif text and arn in text:
            setattr(holder, attribute, with_id(text, arn, unique_id))


def _policies() -> Iterator[tuple[Any, str]]:
    """Each resource that has a policy, and the attribute that keeps it."""
    places: tuple[tuple[Any, str, str], ...] = (
        (s3_backends, "buckets", "policy"),
        (kms_backends, "keys", "policy"),
        (sns_backends, "topics", "policy"),
        (sqs_backends, "queues", "policy"),
        (iam_backends, "roles", "assume_role_policy_document"),
    )
    for backends, kept, attribute in places:
        for regions in list(backends.values()):
            for backend in list(dict.values(regions)):
                yield from ((holder, attribute) for holder in list(getattr(backend, kept).values()))
