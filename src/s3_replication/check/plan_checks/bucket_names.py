"""Bucket names of account regional namespaces, which S3 accepts with their namespace only.

Source: S3 User Guide, "Namespaces for general purpose buckets": prefix-accountId-region-an. Provider 6.37 has bucket_namespace.
"""

from collections.abc import Iterator
from typing import Final

from s3_replication.check.plan_checks.facts import PlanFacts, text_of
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Unknown
from s3_replication.plan.instances import Instance
from s3_replication.plan.provider_accounts import SOME_ACCOUNT
from s3_replication.plan.values import text

__all__ = ["find_wrong_namespaces"]

_ENDING: Final = "-an"
_REGIONAL: Final = "account-regional"


def find_wrong_namespaces(facts: PlanFacts) -> Iterator[Finding]:
    """Buckets that the plan creates whose name and namespace do not fit."""
    for bucket in facts.managed("aws_s3_bucket"):
        name, namespace = text_of(bucket.values.get("bucket")), text(bucket.values.get("bucket_namespace"))
        if not bucket.created or name is None or isinstance(namespace, Unknown):
            continue
        if name.endswith(_ENDING) and namespace != _REGIONAL:
            says = f"{bucket.address} creates {name} without bucket_namespace. S3 reserves names that end in {_ENDING}."
            yield new_finding("account-regional-name-without-namespace", bucket.address, says)
        elif namespace == _REGIONAL and (ending := _ending(facts, bucket)) and not name.endswith(ending):
            says = f"{bucket.address} creates {name} in the account regional namespace, where its name must end with {ending}."
            yield new_finding("account-regional-name-without-namespace", bucket.address, says)


def _ending(facts: PlanFacts, bucket: Instance) -> str:
    """The ending that the bucket's name must have; "" if the plan shows no account or Region."""
    identity = facts.parts.provider_accounts.of(bucket)
    known = identity.account and identity.region and identity.account != SOME_ACCOUNT
    return f"-{identity.account}-{identity.region}{_ENDING}" if known else ""
