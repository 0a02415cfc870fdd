"""ARNs as one type: what is one, what is not, and its parts."""

import pytest

from s3_replication.iam import Arn, is_account_id

ARNS = {
    "a bucket": ("arn:aws:s3:::bucket", Arn("aws", "s3", "", "", "bucket")),
    "an object whose key has colons": ("arn:aws:s3:::bucket/a:b", Arn("aws", "s3", "", "", "bucket/a:b")),
    "a key": ("arn:aws-cn:kms:cn-north-1:111122223333:key/k", Arn("aws-cn", "kms", "cn-north-1", "111122223333", "key/k")),
    "a role with a path": ("arn:aws:iam::111122223333:role/a/b", Arn("aws", "iam", "", "111122223333", "role/a/b")),
}


@pytest.mark.parametrize(("text", "arn"), ARNS.values(), ids=ARNS)
def test_an_arn_has_five_parts_and_is_written_back_as_it_was(text: str, arn: Arn) -> None:
    assert Arn.parse(text) == Arn.find(text) == arn
    assert str(arn) == text


def test_the_name_is_the_last_part_of_the_resource() -> None:
    assert Arn.parse("arn:aws:iam::111122223333:role/a/b").name == "b"


@pytest.mark.parametrize("text", ["", "bucket", "arn:aws:s3::bucket", "urn:aws:s3:::bucket"])
def test_other_text_is_no_arn(text: str) -> None:
    assert Arn.find(text) is None
    with pytest.raises(ValueError, match="is not an ARN"):
        Arn.parse(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("111122223333", True), ("11112222333", False), ("1111222233334", False), ("١١١١٢٢٢٢٣٣٣٣", False)]
)
def test_an_account_id_has_twelve_ascii_digits(text: str, expected: bool) -> None:
    assert is_account_id(text) is expected
