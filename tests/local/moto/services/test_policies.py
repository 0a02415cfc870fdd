"""Policies that AWS refuses are refused by each service's own error, and a deleted principal is shown by its unique id."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from s3_replication.local.http.credentials import access_key
from tests.local.conftest import Aws, policy

GONE = "arn:aws:iam::111111111111:role/gone"


def named(action: str, principal: str = GONE, resource: str | None = "*") -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action}
    return policy(statement if resource is None else {**statement, "Resource": resource})


def too_long() -> str:
    return policy({"Effect": "Allow", "Action": "s3:GetObject", "Resource": [f"arn:aws:s3:::bucket-{number:040}" for number in range(200)]})


REFUSALS: dict[str, tuple[str, str, Callable[[Any, str], Any]]] = {
    "bucket": ("s3", "MalformedPolicy.*Invalid principal in policy", lambda s3, name: s3.put_bucket_policy(
        Bucket=name, Policy=named("s3:GetObject", resource=f"arn:aws:s3:::{name}/*"))),
    "new key": ("kms", "MalformedPolicyDocumentException", lambda kms, _: kms.create_key(Policy=named("kms:*"))),
    "key": ("kms", "MalformedPolicyDocumentException", lambda kms, _: kms.put_key_policy(
        KeyId=kms.create_key()["KeyMetadata"]["KeyId"], PolicyName="default", Policy=named("kms:*"))),
    "new role": ("iam", "MalformedPolicyDocument.*Invalid principal in policy", lambda iam, name: iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=named("sts:AssumeRole", resource=None))),
    "inline policy": ("iam", "LimitExceeded.*Maximum policy size of 2048 bytes exceeded for user", lambda iam, name: (
        iam.create_user(UserName=name), iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=too_long()))),
    "managed policy": ("iam", "LimitExceeded.*Cannot exceed quota for PolicySize: 6144", lambda iam, name: iam.create_policy(
        PolicyName=name, PolicyDocument=too_long())),
    "new topic": ("sns", "InvalidParameter.*PrincipalNotFound", lambda sns, name: sns.create_topic(
        Name=name, Attributes={"Policy": named("sns:Publish")})),
    "topic": ("sns", "InvalidParameter.*out of service scope", lambda sns, name: sns.set_topic_attributes(
        TopicArn=sns.create_topic(Name=name)["TopicArn"], AttributeName="Policy", AttributeValue=named("sqs:SendMessage", "111111111111"))),
    "new queue": ("sqs", "Invalid value for the parameter Policy", lambda sqs, name: sqs.create_queue(
        QueueName=name, Attributes={"Policy": named("sqs:SendMessage")})),
    "queue": ("sqs", "Invalid value for the parameter Policy", lambda sqs, name: sqs.set_queue_attributes(
        QueueUrl=sqs.create_queue(QueueName=name)["QueueUrl"], Attributes={"Policy": named("sns:Publish", "111111111111")})),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
def test_policies_are_judged_when_they_are_put(aws: Aws, name: Callable[[str], str], case: str) -> None:
    service, error, put = REFUSALS[case]
    client, called = aws.client(service), name("judged")
    if service == "s3":
        client.create_bucket(Bucket=called)
    with pytest.raises(ClientError, match=error):
        put(client, called)


@pytest.mark.parametrize("kind", ["accesspoint", "job", "storage-lens"])
def test_resources_of_s3_with_a_region_are_taken(aws: Aws, name: Callable[[str], str], kind: str) -> None:
    """The Service Authorization Reference, "Resource types defined by Amazon S3"."""
    arn = f"arn:aws:s3:*:111111111111:{kind}/*"
    document = policy({"Effect": "Allow", "Action": "s3:*", "Resource": arn})
    assert aws.client("iam").create_policy(PolicyName=name("policy"), PolicyDocument=document)["Policy"]["Arn"]
    with pytest.raises(ClientError, match="can not contain region information"):
        aws.client("iam").create_policy(PolicyName=name("other"), PolicyDocument=document.replace(f"{kind}/", "bucket/"))


def test_the_public_access_block_holds_public_policies_back(aws: Aws, name: Callable[[str], str]) -> None:
    """S3 User Guide, "Blocking public access to your Amazon S3 storage"; the account's block counts as the bucket's does."""
    s3, bucket = aws.client("s3", "444444444444"), name("block")
    control = boto3.client(
        "s3control",
        region_name="us-east-1",
        endpoint_url="http://s3-control.us-east-1.amazonaws.com",
        aws_access_key_id=access_key("444444444444"),
        aws_secret_access_key="test",
        config=Config(proxies={"http": aws.running.endpoint}),
    )
    s3.create_bucket(Bucket=bucket)
    public = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    limited = {**public, "Condition": {"StringEquals": {"aws:PrincipalAccount": "111111111111"}}}
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(limited))
    assert s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"] is False
    with pytest.raises(ClientError, match=r"AccessDenied.*BlockPublicPolicy"):
        s3.put_bucket_policy(Bucket=bucket, Policy=policy(public))
    s3.delete_public_access_block(Bucket=bucket)
    block = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "RestrictPublicBuckets"), False)
    control.put_public_access_block(AccountId="444444444444", PublicAccessBlockConfiguration={**block, "BlockPublicPolicy": True})
    with pytest.raises(ClientError, match=r"AccessDenied.*BlockPublicPolicy"):
        s3.put_bucket_policy(Bucket=bucket, Policy=policy(public))
    control.delete_public_access_block(AccountId="444444444444")
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(public))
    assert s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"] is True


def test_a_role_made_anew_is_not_the_one_that_policies_name(aws: Aws, make_pair: Callable[..., Any]) -> None:
    """IAM User Guide, "AWS JSON policy elements: Principal": policies keep the unique id."""
    pair = make_pair()
    iam, kms = aws.client("iam"), aws.client("kms")
    key = kms.create_key(Policy=named("kms:*", pair.role_arn))["KeyMetadata"]["KeyId"]
    pair.put("before")
    unique = iam.get_role(RoleName=pair.role)["Role"]["RoleId"]
    iam.delete_role_policy(RoleName=pair.role, PolicyName="replication")
    iam.delete_role(RoleName=pair.role)
    iam.create_role(RoleName=pair.role, AssumeRolePolicyDocument=pair_trust())
    pair.allow()
    shown = json.loads(pair.at_destination.get_bucket_policy(Bucket=pair.destination)["Policy"])
    assert shown["Statement"][0]["Principal"] == {"AWS": unique}
    assert json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])["Statement"][0]["Principal"] == {"AWS": unique}
    pair.put("after")
    assert (pair.head("before")["ReplicationStatus"], pair.failure("after")) == ("COMPLETED", "DstPutObjectNotPermitted")
    with pytest.raises(ClientError, match="Invalid principal in policy"):
        pair.at_destination.put_bucket_policy(Bucket=pair.destination, Policy=json.dumps(shown))
    pair.admit()
    pair.put("again")
    assert pair.head("again")["ReplicationStatus"] == "COMPLETED"


def pair_trust() -> str:
    return policy({"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"})


def test_a_role_that_was_assumed_counts_as_existing(aws: Aws, name: Callable[[str], str]) -> None:
    """The local AWS lets every role be assumed, so Terraform's own role in another account need not be created first."""
    s3, bucket = aws.client("s3"), name("assumed")
    arn = f"arn:aws:iam::222222222222:role/{bucket}"
    s3.create_bucket(Bucket=bucket)
    document = named("s3:GetObject", arn, f"arn:aws:s3:::{bucket}/*")
    with pytest.raises(ClientError, match="Invalid principal in policy"):
        s3.put_bucket_policy(Bucket=bucket, Policy=document)
    aws.client("sts").assume_role(RoleArn=arn, RoleSessionName="deployer")
    s3.put_bucket_policy(Bucket=bucket, Policy=document)
