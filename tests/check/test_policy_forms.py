"""A repair of a policy is printed in the form in which the configuration writes the policy, so that it can be pasted there."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from s3_replication.check.policy_forms import PolicyForm, form_of, in_form_of_policy
from s3_replication.core import World
from s3_replication.findings.finding import Finding
from s3_replication.findings.report import build_report
from s3_replication.iam import Policy
from s3_replication.plan import Source
from tests.core.builders import build_world

WRITTEN = {
    "a data source": ("data.aws_iam_policy_document.this.json", PolicyForm.DOCUMENT),
    "jsonencode": ('jsonencode({ Version = "2012-10-17" })', PolicyForm.OBJECT),
    "a local value": ("local.policy", PolicyForm.OBJECT),
    "a heredoc": ("<<-JSON\n    {}\n  JSON", PolicyForm.TEXT),
    "a template": ("<<-JSON\n    ${aws_s3_bucket.this.arn}\n  JSON", PolicyForm.TEXT),
    "a file": ('file("policy.json")', PolicyForm.FILE),
    "a file of a template": ('templatefile("policy.json.tftpl", {})', PolicyForm.FILE),
    "a variable": ("var.policy", None),
    "another function": ("lower(local.policy)", None),
    "a local value that is not there": ("local.nothing", None),
    "a local value of itself": ("local.circle", None),
}
LOCALS = "locals {\n  policy = local.inner\n  inner  = jsonencode({})\n  circle = local.circle\n}\n"
BUCKET, ROLE = "arn:aws:s3:::destination", "arn:aws:iam::111111111111:role/service-role/replicator"


def source_of(folder: Path, expression: str) -> Source:
    (folder / "main.tf").write_text(f'{LOCALS}resource "aws_s3_bucket_policy" "this" {{\n  policy = {expression}\n}}\n')
    return Source.read(folder)


@pytest.mark.parametrize("name", WRITTEN)
def test_the_form_of_a_policy_is_read_from_the_source(name: str, tmp_path: Path) -> None:
    expression, form = WRITTEN[name]
    assert form_of(source_of(tmp_path, expression), "aws_s3_bucket_policy.this.policy") == form


def test_the_form_of_a_resource_that_the_source_does_not_have_is_not_known(tmp_path: Path) -> None:
    source = source_of(tmp_path, "local.policy")
    assert form_of(source, "aws_s3_bucket_policy.other.policy") is None
    assert form_of(source, "module.m.aws_s3_bucket_policy.this.policy") is None


def repaired(world: World, folder: Path, expression: str, addresses: Mapping[str, str]) -> Finding:
    """The finding about a bucket policy that lacks the role's permission, as check prints it."""
    report = build_report(world)
    (finding,) = [one for one in report.findings if one.severity == "error"]
    return in_form_of_policy(finding, report.world, [source_of(folder, expression)], addresses)


OBJECT = """{
  Effect    = "Allow"
  Principal = { AWS = aws_iam_role.this.arn }
  Action    = ["s3:ReplicateDelete", "s3:ReplicateObject"]
  Resource  = "${aws_s3_bucket.this.arn}/*"
}"""


@pytest.mark.parametrize(
    ("expression", "lines"),
    [
        ("jsonencode({})", OBJECT),
        ("data.aws_iam_policy_document.this.json", '  resources = ["${aws_s3_bucket.this.arn}/*"]'),
        ("<<-JSON\n    {}\n  JSON", '"AWS": "${aws_iam_role.this.arn}"'),
        ('file("policy.json")', f'"AWS": "{ROLE}"'),
        ("var.policy", '  resources = ["${aws_s3_bucket.this.arn}/*"]'),
    ],
    ids=["an object", "a block", "JSON with references", "JSON", "a block where the form is not known"],
)
def test_the_change_has_the_form_and_the_references_of_the_policy(expression: str, lines: str, tmp_path: Path) -> None:
    world = build_world({"world": {"buckets/destination/policy": []}})
    bucket = world.buckets["destination"]
    named = replace(bucket, policy=Policy("aws_s3_bucket_policy.this.policy", ()))
    addresses = {BUCKET: "aws_s3_bucket.this", ROLE: "aws_iam_role.this"}
    finding = repaired(replace(world, buckets={**world.buckets, "destination": named}), tmp_path, expression, addresses)
    assert finding.id == "bucket-policy-lacks-permission"
    (change,) = finding.suggestions
    assert lines in change.hcl


def test_the_condition_of_a_deny_is_an_argument_of_the_object(tmp_path: Path) -> None:
    world = build_world({"base": "same"})
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:ReplicateObject", "Resource": "arn:aws:s3:::destination/*"}
    policy = Policy.parse({"Version": "2012-10-17", "Statement": [deny]}, "aws_s3_bucket_policy.this.policy")
    denying = {**world.buckets, "destination": replace(world.buckets["destination"], policy=policy)}
    finding = repaired(replace(world, buckets=denying), tmp_path, "jsonencode({})", {ROLE: "aws_iam_role.this"})
    (change,) = finding.suggestions
    assert change.hcl == 'Condition = { ArnNotEquals = { "aws:PrincipalArn" = aws_iam_role.this.arn } }'
