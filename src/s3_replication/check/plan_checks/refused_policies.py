"""Policies that S3, IAM or KMS refuses when Terraform puts them, so that the apply fails."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from s3_replication.check.plan_checks.facts import PlanFacts, text_of
from s3_replication.findings.catalogue import new_finding
from s3_replication.findings.finding import Finding
from s3_replication.iam import Policy, PolicyError
from s3_replication.plan.arns import SYMBOL
from s3_replication.plan.instances import Instance
from s3_replication.plan.policies import kind_of
from s3_replication.plan.values import blocks
from s3_replication.policy_checks import PolicyRefused, check_bucket_policy, check_identity_policy, check_key_policy, check_trust_policy

__all__ = ["find_refused_policies"]

_Test: TypeAlias = Callable[[str, PlanFacts, Instance], object]
MAX_INLINE: Final = 10_240
MAX_MANAGED: Final = 6_144


def _exists(name: str) -> str:
    """A plan does not show which roles and users exist, so each counts as one that does."""
    return name


def _bucket(text: str, facts: PlanFacts, instance: Instance) -> None:
    name = facts.bucket_of(instance)
    if name is not None:
        partition = facts.parts.provider_accounts.of(instance).partition
        check_bucket_policy(text.strip().encode("utf-8", "surrogatepass"), f"arn:{partition}:s3:::{name}", _exists)


def _trust(text: str, facts: PlanFacts, instance: Instance) -> None:
    check_trust_policy(text, facts.parts.provider_accounts.of(instance).partition, _exists)


def _key(text: str, facts: PlanFacts, instance: Instance) -> None:
    check_key_policy(text, facts.parts.provider_accounts.of(instance).partition, _exists)


def _inline(text: str, _facts: PlanFacts, _instance: Instance) -> None:
    check_identity_policy(text, MAX_INLINE, f"The policies in a role must not have more than {MAX_INLINE} characters")


def _managed(text: str, _facts: PlanFacts, _instance: Instance) -> None:
    check_identity_policy(text, MAX_MANAGED, f"A managed policy must not have more than {MAX_MANAGED} characters")


_TESTS: Final[Mapping[tuple[str, str], tuple[str, _Test]]] = {
    ("aws_s3_bucket", "policy"): ("S3", _bucket),
    ("aws_s3_bucket_policy", "policy"): ("S3", _bucket),
    ("aws_iam_role", "assume_role_policy"): ("IAM", _trust),
    ("aws_iam_role", "inline_policy"): ("IAM", _inline),
    ("aws_iam_role_policy", "policy"): ("IAM", _inline),
    ("aws_iam_policy", "policy"): ("IAM", _managed),
    ("aws_kms_key", "policy"): ("KMS", _key),
    ("aws_kms_external_key", "policy"): ("KMS", _key),
    ("aws_kms_replica_key", "policy"): ("KMS", _key),
    ("aws_kms_key_policy", "policy"): ("KMS", _key),
}


def find_refused_policies(facts: PlanFacts) -> Iterator[Finding]:
    """Each known policy that the plan puts and that AWS refuses; a policy that is stored already was accepted."""
    for (kind, argument), (service, test) in _TESTS.items():
        for instance in facts.managed(kind):
            if not {"create", "update"} & set(facts.change(instance).actions):
                continue
            for text in _put(facts, instance, argument):
                if says := _refusal(text, argument, test, facts, instance):
                    what = f"{service} refuses {argument} of {instance.address}: {says.removesuffix('.')}."
                    yield new_finding("policy-refused", instance.address, what)


def _put(facts: PlanFacts, instance: Instance, argument: str) -> Iterator[str]:
    """The texts of an argument that differ from those before; a text with the name of a resource that has none yet is not complete."""
    before: Mapping[str, object] = facts.change(instance).before or {}
    if "create" in facts.change(instance).actions:
        before = {}
    if argument == "inline_policy":
        texts = [text_of(one.get("policy")) for one in blocks(instance.values, argument)]
    else:
        texts = [text_of(instance.values.get(argument))]
    for text in texts:
        if text is not None and text != before.get(argument) and SYMBOL not in text:
            yield text


def _refusal(text: str, argument: str, test: _Test, facts: PlanFacts, instance: Instance) -> str:
    """AWS's message, or what is wrong with the document; "" for a policy that AWS takes."""
    try:
        test(text, facts, instance)
        if f"{instance.address}.{argument}" not in facts.documents:  # else the plan reader has parsed it
            Policy.parse(text, instance.address, kind_of(instance, (argument,)))
    except (PolicyRefused, PolicyError) as error:
        return str(error)
    return ""
