"""The policies of docs/deployer are for the examples as they are: each was recorded with as many resources as the example plans now."""

from collections import Counter
from typing import Any

import deployer
import pytest
from deployments import DEPLOYMENTS

# What creates a resource of a type that has one name, which the policy lists.
CREATES = {
    "aws_cloudwatch_dashboard": "cloudwatch:PutDashboard",
    "aws_iam_role": "iam:CreateRole",
    "aws_s3_bucket": "s3:CreateBucket",
    "aws_sns_topic": "sns:CreateTopic",
    "aws_sqs_queue": "sqs:CreateQueue",
}


def recorded(name: str) -> Counter[str]:
    """The resources that Terraform created when the deployment was recorded, by type."""
    lines = {line.partition(" ")[::2] for line in deployer.recorded(name)["apply"]}
    return Counter({kind: sum(asked == action for asked, _ in lines) for kind, action in CREATES.items()})


@pytest.mark.example(*sorted({each.example for each in DEPLOYMENTS.values()}))
def test_a_deployer_policy_was_recorded_with_the_resources_of_its_example(applied: Any) -> None:
    names = [each.name for each in DEPLOYMENTS.values() if each.example == applied.name]
    planned = Counter(each["type"] for each in applied.first_plan["resource_changes"] if each["type"] in CREATES)
    for name in names:
        assert +recorded(name) == planned, f"record it again: python tools/deployer.py {name}"
