"""The policies of a role: which resource differs, and what can be compared if one text is not known."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from s3_replication.doctor.drift import TerraformSide, drift_findings
from s3_replication.findings.finding import Finding
from s3_replication.iam import Policy
from s3_replication.plan import Source, read_recorded
from tests.doctor.recorded import resource
from tests.doctor.test_drift_parts import OWN, ROLE, pair, role, world
from tests.local.conftest import policy

WRITES, READS = (policy({"Effect": "Allow", "Action": action, "Resource": "*"}) for action in ("s3:ReplicateObject", "s3:GetObject"))
DENIES = policy({"Effect": "Deny", "Action": "s3:ReplicateDelete", "Resource": "*"})
ARN, AUDIT = f"arn:aws:iam::{OWN}:policy/own", "arn:aws:iam::aws:policy/SecurityAudit"
INLINE = resource("aws_iam_role_policy.first", {"name": "first", "role": "replication", "policy": READS})
MANAGED = resource("aws_iam_policy.own", {"arn": ARN, "name": "own", "policy": WRITES})
ATTACHED, AUDITED = (
    resource(f"aws_iam_role_policy_attachment.{name}", {"role": "replication", "policy_arn": arn})
    for name, arn in (("own", ARN), ("audit", AUDIT))
)
LOOKED_UP = {**resource("data.aws_iam_policy.own", {"arn": ARN, "policy": WRITES}), "mode": "data"}
SAID = (INLINE, MANAGED, ATTACHED, AUDITED)
LIVE = {"inline policy first": READS, f"managed policy {ARN}": WRITES, f"managed policy {AUDIT}": READS}
BOUNDARY = f"managed policy arn:aws:iam::{OWN}:policy/boundary"
HIDDEN = {**INLINE, "sensitive_values": {"policy": True}}


def found(live: Mapping[str, str | None], *said: dict[str, Any], boundary: str = "s3:*", source: Source | None = None) -> list[Finding]:
    """The findings about a role with these live policies; None for one that is not on AWS."""
    document = pair(*role("s3:*"), *said)
    there = world(document)
    policies = tuple(Policy.read(text, name) for name, text in {**LIVE, **live}.items() if text is not None)
    bounds = Policy.read(policy({"Effect": "Allow", "Action": boundary, "Resource": "*"}), BOUNDARY)
    there = replace(there, roles={ROLE: replace(there.roles[ROLE], policies=policies, boundary=bounds)})
    recorded = read_recorded(json.dumps(document), source)
    return list(drift_findings(TerraformSide([recorded]), there, there.buckets["ledger"], lambda _operation, _bucket: False))


CHANGED = {f"managed policy {ARN}": DENIES}


@pytest.mark.parametrize(("live", "said", "subject", "says"), [
    (CHANGED, SAID, "aws_iam_policy.own", "Allow s3:ReplicateObject on * only in Terraform's state and Deny s3:ReplicateDelete"),
    ({f"managed policy {ARN}": None}, SAID, "aws_iam_role_policy_attachment.own", "Allow s3:ReplicateObject on * only in"),
    ({f"managed policy {ARN}": None}, (INLINE, LOOKED_UP, *SAID[2:]), "aws_iam_role_policy_attachment.own", "no such policy on AWS"),
    ({f"managed policy {AUDIT}": None}, SAID, "aws_iam_role_policy_attachment.audit", "a policy of the role in Terraform's state, no such"),
    ({"inline policy first": DENIES}, SAID[:3], "aws_iam_role_policy.first", "Deny s3:ReplicateDelete on * only on AWS"),
    ({"inline policy guard": DENIES}, SAID, "aws_iam_role.this", "The inline policy guard of role replication: no such policy"),
    ({"inline policy guard": DENIES}, (HIDDEN, *SAID[1:]), "aws_iam_role.this", "The inline policy guard of role replication"),
    ({"inline policy first": None}, (HIDDEN, *SAID[1:]), "aws_iam_role_policy.first", "The inline policy first of role"),
], ids=["managed", "detached", "data source", "detached, text not known", "inline", "foreign", "by hidden", "hidden, gone"])  # fmt: skip
def test_the_resource_that_differs_is_named(live: Mapping[str, str | None], said: Any, subject: str, says: str) -> None:
    live = live if AUDITED in said else {f"managed policy {AUDIT}": None, **live}
    (one,) = found(live, *said)
    assert one.subject == subject
    assert says in one.why


@pytest.mark.parametrize(("live", "said"), [
    ({}, SAID),
    ({}, (INLINE, LOOKED_UP, *SAID[2:])),
    ({f"managed policy {AUDIT}": DENIES}, SAID),
    ({f"managed policy {AUDIT}": DENIES}, (*SAID[:3], {**AUDITED, "sensitive_values": {"policy_arn": True}})),
    ({"inline policy first": DENIES}, (HIDDEN, *SAID[1:])),
    ({"inline policy first": WRITES, f"managed policy {ARN}": READS}, SAID),
], ids=["the same", "a data source", "only AWS has the text", "a sensitive ARN", "a sensitive text", "texts changed places"])  # fmt: skip
def test_what_terraform_does_not_show_or_what_means_the_same_is_no_difference(live: Mapping[str, str | None], said: Any) -> None:
    assert not found(live, *said)


def test_a_boundary_that_changed_is_that_of_its_policy() -> None:
    (one,) = found({}, *SAID, boundary="s3:Get*")
    assert one.subject == "aws_iam_policy.boundary"


def test_a_managed_policy_under_ignore_changes_is_compared_with_the_configuration(tmp_path: Path) -> None:
    """After a refresh, the state has the text on AWS."""
    (tmp_path / "main.tf").write_text(f"""
resource "aws_iam_policy" "own" {{
  name   = "own"
  policy = jsonencode({WRITES})
  lifecycle {{ ignore_changes = [policy] }}
}}
""")
    refreshed = {**MANAGED, "values": {**MANAGED["values"], "policy": DENIES}}
    (one,) = found(CHANGED, INLINE, refreshed, ATTACHED, AUDITED, source=Source.read(tmp_path))
    assert "only in the configuration" in one.why
    assert one.suggestions[0].text.startswith("Remove policy from ignore_changes of aws_iam_policy.own (main.tf:2)")
