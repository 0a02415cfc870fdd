"""AWS instead of the local AWS for tests of faults, with S3_REPLICATION_LIVE=1; the destination is in the account of the assumed role."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.exceptions import ClientError

from tests.local.conftest import DESTINATION, SOURCE, Aws, Pair

__all__ = ["MADE", "LiveAws"]

MADE = {"TagKey": "made-by", "TagValue": "s3-replication-tests"}

# S3 sometimes takes minutes (fact 3.86), and a change of IAM takes some seconds until it has effect everywhere.
_PATIENCE_SECONDS, _PAUSE_SECONDS, _PROPAGATION_SECONDS = 900.0, 3.0, 20.0


@dataclass(frozen=True)
class LiveAws(Aws):
    """Clients with the user's credentials and with those of the assumed role; `delete_all` deletes what tests created."""

    running: Any = field(default_factory=lambda: SimpleNamespace(environment=dict, endpoint=os.environ.get("AWS_ENDPOINT_URL")))
    pairs: list[Pair] = field(default_factory=list)

    @property
    def shows_reasons(self) -> bool:
        """Only events have the reasons; HeadObject does not."""
        return False

    def credentials(self, account: str) -> dict[str, str]:
        """The user's own, or those of the role in the other account."""
        if account != SOURCE:
            role = os.environ["DESTINATION_ROLE_ARN"]
            found = boto3.client("sts", endpoint_url=self.running.endpoint).assume_role(
                RoleArn=role, RoleSessionName="s3-replication-tests"
            )
            given = found["Credentials"]
            return _named(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
        own = boto3.Session().get_credentials().get_frozen_credentials()
        return _named(own.access_key, own.secret_key, own.token)

    def client(self, service: str, account: str = SOURCE, region: str = "us-east-1") -> Any:
        """A client of one of the two accounts."""
        return boto3.client(service, region_name=region, endpoint_url=self.running.endpoint, **self.credentials(account))  # type: ignore[call-overload]

    @property
    def control(self) -> Any:
        """The part of a local AWS's control that also works on AWS."""
        return SimpleNamespace(settle=self._settle)

    def remember(self, pair: Pair) -> None:
        """Delete the pair at the end."""
        self.pairs.append(pair)

    def propagate(self) -> None:
        """Wait until a change of IAM has effect everywhere."""
        time.sleep(_PROPAGATION_SECONDS if self.running.endpoint is None else 0)

    def _settle(self) -> None:
        end = time.monotonic() + _PATIENCE_SECONDS
        while any(map(_waits, self.pairs)) and time.monotonic() < end:
            time.sleep(_PAUSE_SECONDS)

    def delete_all(self) -> None:
        """Buckets with their versions, roles with their policies; keys cost nothing once their deletion is scheduled.

        A refused deletion does not keep the rest; it is raised at the end.
        """
        steps: list[Callable[[], None]] = []
        for pair in self.pairs:
            steps.append(partial(pair.at_source.delete_bucket_replication, Bucket=pair.source))
            steps += [partial(_delete_bucket, pair.at_source, pair.source), partial(_delete_bucket, pair.at_destination, pair.destination)]
            steps += [partial(_delete_role, self.client("iam"), name) for name in (pair.role, f"{pair.role}-other")]
        for account, region in ((SOURCE, "us-east-1"), (DESTINATION, "eu-west-1"), (DESTINATION, "us-west-2")):
            steps.append(partial(_delete_keys, self.client("kms", account, region)))
        refused: list[ClientError] = []
        for step in steps:
            try:
                step()
            except ClientError as error:
                refused.append(error)
        if refused:
            raise ExceptionGroup("left on AWS", refused)


def _named(access_key: str, secret_key: str, token: str | None) -> dict[str, str]:
    found = {"aws_access_key_id": access_key, "aws_secret_access_key": secret_key}
    return {**found, "aws_session_token": token} if token else found


def _versions(s3: Any, bucket: str) -> list[Any]:
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket)
    return [one for page in pages for one in page.get("Versions", ())]


def _waits(pair: Pair) -> bool:
    """Whether a version of the source is PENDING."""
    s3 = pair.at_source
    heads = (s3.head_object(Bucket=pair.source, Key=one["Key"], VersionId=one["VersionId"]) for one in _versions(s3, pair.source))
    return any(head.get("ReplicationStatus") == "PENDING" for head in heads)


def _delete_bucket(s3: Any, bucket: str) -> None:
    s3.delete_bucket_policy(Bucket=bucket)
    for one in _versions(s3, bucket):
        named = {"Bucket": bucket, "Key": one["Key"], "VersionId": one["VersionId"]}
        head = s3.head_object(**named)
        if head.get("ObjectLockLegalHoldStatus") == "ON":
            s3.put_object_legal_hold(**named, LegalHold={"Status": "OFF"})
        s3.delete_object(**named, **({"BypassGovernanceRetention": True} if "ObjectLockMode" in head else {}))
    s3.delete_bucket(Bucket=bucket)


def _delete_role(iam: Any, name: str) -> None:
    try:
        found = iam.get_role(RoleName=name)["Role"]
    except iam.exceptions.NoSuchEntityException:
        return
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    if boundary := found.get("PermissionsBoundary"):
        arn = boundary["PermissionsBoundaryArn"]
        iam.delete_role_permissions_boundary(RoleName=name)
        for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
            if not version["IsDefaultVersion"]:
                iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
        iam.delete_policy(PolicyArn=arn)
    iam.delete_role(RoleName=name)


def _delete_keys(kms: Any) -> None:
    """The keys that the tests created, which have the tag MADE."""
    for page in kms.get_paginator("list_keys").paginate():
        for one in page["Keys"]:
            key = kms.describe_key(KeyId=one["KeyId"])["KeyMetadata"]
            made = key["KeyManager"] == "CUSTOMER" and key["KeyState"] in ("Enabled", "Disabled")
            if made and MADE in kms.list_resource_tags(KeyId=one["KeyId"])["Tags"]:
                kms.schedule_key_deletion(KeyId=one["KeyId"], PendingWindowInDays=7)
