"""What moto's KMS forgets and S3's users see: a key's rotation period."""

from typing import Any


def test_a_rotation_period_is_kept_while_rotation_is_enabled(aws: Any) -> None:
    kms = aws.client("kms")
    key = kms.create_key()["KeyMetadata"]
    kms.enable_key_rotation(KeyId=key["KeyId"], RotationPeriodInDays=180)
    found = kms.get_key_rotation_status(KeyId=key["Arn"])
    assert (found["KeyId"], found["KeyRotationEnabled"], found["RotationPeriodInDays"]) == (key["KeyId"], True, 180)
    kms.disable_key_rotation(KeyId=key["KeyId"])
    assert "RotationPeriodInDays" not in kms.get_key_rotation_status(KeyId=key["KeyId"])


def test_a_period_that_is_not_given_is_a_year(aws: Any) -> None:
    kms = aws.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 365
