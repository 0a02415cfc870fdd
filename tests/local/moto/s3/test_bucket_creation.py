"""What a new bucket may be called, and ownership and ACL that fit together."""

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import Aws, unique

WRONG = ["-begins", "ends-", "two..dots", "under_score", "192.168.5.4", "xn--name", "sthree-name", "name-s3alias", "Upper"]


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_name_is_refused(aws: Aws, name: str) -> None:
    with pytest.raises(ClientError, match="InvalidBucketName"):
        aws.client("s3").create_bucket(Bucket=name)


@pytest.mark.parametrize("length", [3, 63])
def test_names_have_3_to_63_characters(aws: Aws, length: int) -> None:
    name = unique("x")[-3:].replace("-", "0") if length == 3 else unique("long").ljust(63, "x")
    assert aws.client("s3").create_bucket(Bucket=name)["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_an_unknown_ownership_is_refused(aws: Aws) -> None:
    with pytest.raises(ClientError, match="Invalid x-amz-object-ownership header: Nobody"):
        aws.client("s3").create_bucket(Bucket=unique("creation"), ObjectOwnership="Nobody")


@pytest.mark.parametrize("ownership", ["ObjectWriter", "BucketOwnerPreferred"])
def test_an_acl_needs_an_ownership_that_has_acls(aws: Aws, ownership: str) -> None:
    s3 = aws.client("s3")
    with pytest.raises(ClientError, match="InvalidBucketAclWithObjectOwnership"):
        s3.create_bucket(Bucket=unique("creation"), ACL="public-read")
    name = unique("creation")
    s3.create_bucket(Bucket=name, ACL="log-delivery-write", ObjectOwnership=ownership)
    assert s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]["Rules"] == [{"ObjectOwnership": ownership}]


OWN = "-111111111111-us-east-1-an"


@pytest.mark.parametrize(
    ("suffix", "header", "code"),
    [
        (OWN, {}, "MissingNamespaceHeader"),  # User Guide, "Namespaces for general purpose buckets"; terraform-provider-aws#47077
        ("-222222222222-us-east-1-an", {}, "MissingNamespaceHeader"),
        ("-an", {}, "MissingNamespaceHeader"),  # User Guide, "General purpose bucket naming rules"
        (OWN, {"BucketNamespace": "global"}, "InvalidBucketName"),
        ("-222222222222-us-east-1-an", {"BucketNamespace": "account-regional"}, "InvalidNamespaceHeader"),
        ("-111111111111-eu-west-1-an", {"BucketNamespace": "account-regional"}, "InvalidNamespaceHeader"),
        ("", {"BucketNamespace": "account-regional"}, "InvalidNamespaceHeader"),
        ("", {"BucketNamespace": "mine"}, "InvalidArgument"),
    ],
)
def test_a_name_of_an_account_regional_namespace_is_reserved(aws: Aws, suffix: str, header: dict[str, str], code: str) -> None:
    with pytest.raises(ClientError, match=code):
        aws.client("s3").create_bucket(Bucket=unique("a") + suffix, **header)


def test_a_bucket_is_made_in_the_callers_account_regional_namespace(aws: Aws) -> None:
    name = unique("a") + OWN
    made = aws.client("s3").create_bucket(Bucket=name, BucketNamespace="account-regional")
    assert made["BucketArn"] == f"arn:aws:s3:::{name}"
