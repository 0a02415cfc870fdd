"""Who owns what another account writes, and ACLs against BucketOwnerEnforced (User Guide, "Controlling ownership of objects")."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import DESTINATION, Aws, unique


def _owners(aws: Aws, ownership: str, **more: str) -> set[str]:
    """The owners of an object and of an upload that another account made in a new bucket."""
    mine, theirs, bucket = aws.client("s3"), aws.client("s3", DESTINATION), unique("owner")
    mine.create_bucket(Bucket=bucket, ObjectOwnership=ownership)
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]}
    mine.delete_public_access_block(Bucket=bucket)
    mine.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [everybody]}))
    theirs.put_object(Bucket=bucket, Key="key", **more)
    upload = theirs.create_multipart_upload(Bucket=bucket, Key="key", **more)["UploadId"]
    by_part = theirs.list_parts(Bucket=bucket, Key="key", UploadId=upload)["Owner"]["ID"]
    by_object = theirs.get_object_acl(Bucket=bucket, Key="key")["Owner"]["ID"]
    accounts = {aws.client("s3", account).list_buckets()["Owner"]["ID"]: account for account in ("111111111111", DESTINATION)}
    return {accounts[by_part], accounts[by_object]}


@pytest.mark.parametrize(
    ("ownership", "acl", "owner"),
    [
        ("ObjectWriter", "bucket-owner-full-control", DESTINATION),
        ("BucketOwnerPreferred", "private", DESTINATION),
        ("BucketOwnerPreferred", "bucket-owner-full-control", "111111111111"),
        ("BucketOwnerEnforced", "bucket-owner-full-control", "111111111111"),
    ],
)
def test_the_owner_follows_from_ownership_and_acl(aws: Aws, ownership: str, acl: str, owner: str) -> None:
    assert _owners(aws, ownership, ACL=acl) == {owner}


def test_public_acls_and_bucket_owner_enforced_exclude_each_other(aws: Aws) -> None:
    s3, bucket = aws.client("s3"), unique("owner")
    s3.create_bucket(Bucket=bucket, ObjectOwnership="ObjectWriter", ACL="public-read")
    enforced = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    with pytest.raises(ClientError, match="InvalidBucketAclWithObjectOwnership"):
        s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=enforced)
    s3.put_bucket_acl(Bucket=bucket, ACL="private")
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=enforced)
    with pytest.raises(ClientError, match="AccessControlListNotSupported"):
        s3.put_bucket_acl(Bucket=bucket, ACL="private")
