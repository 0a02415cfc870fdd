"""The state, the policy and the grants of KMS keys."""

from collections.abc import Iterator
from typing import Final

from s3_replication.core import Key, KeyState
from s3_replication.doctor.drift.difference import SETTING, Difference, compared, is_known
from s3_replication.doctor.drift.owners import Owner, Owners
from s3_replication.doctor.drift.policies import policy_differences
from s3_replication.findings.finding import Suggestion
from s3_replication.findings.repairs.commands import change_key
from s3_replication.findings.words import and_list
from s3_replication.iam import Unknown

__all__ = ["key_differences"]

_MOST: Final = 3
_KEYS: Final = ("aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key")


def key_differences(owners: Owners, said: Key, live: Key) -> Iterator[Difference]:
    """The state, the policy, and the grants that Terraform has."""
    owner = owners.of(said.arn, *_KEYS)
    if owner is not None and is_known(said.state) and is_known(live.state) and said.state is not live.state:
        says = compared(f"The state of key {said.arn}", owner, said.state, live.state)
        dies = live.state is KeyState.PENDING_DELETION
        yield Difference(SETTING, says, owner, ("is_enabled", "enabled"), repair=_rescue(owner, live) if dies else None, urgent=dies)
    writer = owners.of(said.arn, "aws_kms_key_policy", *_KEYS)
    if writer is not None and said.arn in writer.world.keys:
        yield from policy_differences(writer, f"The policy of key {said.arn}", writer.world.keys[said.arn].policy, live.policy)
    granting = owners.of(said.arn, "aws_kms_grant")
    if granting is not None and not isinstance(said.grants, Unknown) and not isinstance(live.grants, Unknown):
        there = [(one.grantee, one.operations) for one in live.grants]
        for one in said.grants:
            if (one.grantee, one.operations) not in there:
                words = f"{and_list(sorted(one.operations), _MOST)} for {one.grantee}"
                says = compared(f"A grant of key {said.arn}", granting, words, "no such grant")
                yield Difference(SETTING, says, granting, ("operations",))


def _rescue(owner: Owner, key: Key) -> Suggestion:
    """The provider drops a key in PendingDeletion from the state, so an apply would create another one.

    Source: hashicorp/aws, findKeyByID in internal/service/kms/key.go.
    """
    text = (
        f"Cancel the deletion and enable the key, then plan and apply. Do not run `terraform apply` before: it drops {owner.address} from "
        "the state and creates another key, and what is encrypted with this one is lost when KMS deletes it."
    )
    last = "terraform plan" if owner.recorded.failed else "terraform apply"
    return Suggestion(text, cli=f"{change_key('cancel-key-deletion', key.arn)} && {change_key('enable-key', key.arn)} && {last}")
