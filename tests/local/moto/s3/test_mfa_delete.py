"""MFA Delete: which requests need a code of the root user's device, and which settings S3 does not allow next to it."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import Aws

MFA = "arn:aws:iam::111111111111:mfa/root-account-mfa-device 123456"
LIFECYCLE = {"Rules": [{"ID": "a", "Status": "Enabled", "Filter": {}, "Expiration": {"Days": 1}}]}
NEEDS_CODE = "Mfa Authentication must be used for this request"


def versioning(s3: Any, bucket: str, mfa: str | None = MFA, **configuration: str) -> None:
    given = {"MFA": mfa} if mfa is not None else {}
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled", **configuration}, **given)


@pytest.fixture
def protected(aws: Aws, name: Callable[[str], str]) -> tuple[Any, str]:
    """A bucket with MFA Delete, and a client of its root user."""
    s3, bucket = aws.client("s3"), name("protected")
    s3.create_bucket(Bucket=bucket)
    versioning(s3, bucket, MFADelete="Enabled")
    return s3, bucket


def refused(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(ClientError) as error:
        call()
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


def test_the_setting_is_returned_once_it_was_configured(aws: Aws, name: Callable[[str], str]) -> None:
    s3, bucket = aws.client("s3"), name("protected")
    s3.create_bucket(Bucket=bucket)
    states = []
    for setting in ("Disabled", "Enabled", "Disabled"):
        versioning(s3, bucket, MFADelete=setting)
        states.append(s3.get_bucket_versioning(Bucket=bucket).get("MFADelete"))
    assert states == [None, "Enabled", "Disabled"]


@pytest.mark.parametrize("mfa", [None, "123456", "serial 12345", "serial"])
def test_enabling_needs_a_code(mfa: str | None, aws: Aws, name: Callable[[str], str]) -> None:
    s3, bucket = aws.client("s3"), name("protected")
    s3.create_bucket(Bucket=bucket)
    assert refused(lambda: versioning(s3, bucket, mfa, MFADelete="Enabled")) == ("AccessDenied", NEEDS_CODE)
    assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)


def test_changes_of_versioning_need_a_code(protected: tuple[Any, str]) -> None:
    s3, bucket = protected
    assert refused(lambda: versioning(s3, bucket, None, Status="Suspended")) == ("AccessDenied", NEEDS_CODE)
    assert refused(lambda: versioning(s3, bucket, None, MFADelete="Disabled")) == ("AccessDenied", NEEDS_CODE)
    versioning(s3, bucket, Status="Suspended")
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Suspended"


def test_only_permanent_deletes_need_a_code(protected: tuple[Any, str]) -> None:
    s3, bucket = protected
    version = s3.put_object(Bucket=bucket, Key="key", Body=b"")["VersionId"]
    s3.delete_object(Bucket=bucket, Key="key")
    assert refused(lambda: s3.delete_object(Bucket=bucket, Key="key", VersionId=version)) == ("AccessDenied", NEEDS_CODE)
    listed = {"Objects": [{"Key": "key", "VersionId": version}, {"Key": "other"}]}
    (error,) = s3.delete_objects(Bucket=bucket, Delete=listed)["Errors"]
    assert (error["Code"], error["Message"], error["VersionId"]) == ("AccessDenied", NEEDS_CODE, version)
    assert "Errors" not in s3.delete_objects(Bucket=bucket, Delete=listed, MFA=MFA)


def test_lifecycle_rules_and_mfa_delete_exclude_each_other(protected: tuple[Any, str], name: Callable[[str], str]) -> None:
    s3, bucket = protected
    code, _ = refused(lambda: s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration=LIFECYCLE))
    other = name("expiring")
    s3.create_bucket(Bucket=other)
    s3.put_bucket_lifecycle_configuration(Bucket=other, LifecycleConfiguration=LIFECYCLE)
    said, message = refused(lambda: versioning(s3, other, MFADelete="Enabled"))
    assert (code, said, message.partition(".")[0]) == (
        "InvalidBucketState", "InvalidBucketState", "Mfa Authentication is not supported on a bucket with lifecycle configuration",
    )  # fmt: skip


def test_a_setting_that_does_not_exist_is_refused(protected: tuple[Any, str]) -> None:
    s3, bucket = protected
    assert refused(lambda: versioning(s3, bucket, MFADelete="On"))[0] == "MalformedXML"
