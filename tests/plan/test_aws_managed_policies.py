"""The AWS managed policies that the plan reader knows are those that moto carries from AWS."""

import json

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from s3_replication.iam import Policy
from s3_replication.plan.aws_managed_policies import aws_managed_policy

MANAGED = json.loads(aws_managed_policies_data)


@pytest.mark.parametrize("name", ["AdministratorAccess", "AmazonS3FullAccess", "PowerUserAccess"])
def test_the_statement_is_the_first_of_awss_policy(name: str) -> None:
    document = MANAGED[name]["Document"]
    arn = f"arn:aws:iam::aws:policy/{name}"
    assert aws_managed_policy(arn) == Policy.parse({**document, "Statement": document["Statement"][:1]}, arn)
