"""PutBucketReplication keeps exactly what was sent; what S3 refuses is refused with its code; versioning is protected."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from botocore.exceptions import ClientError

CASES = yaml.safe_load(Path(__file__).with_name("configurations.yaml").read_text())
Make = Callable[..., Any]


@pytest.fixture(scope="module")
def buckets(aws: Any, name: Callable[[str], str]) -> dict[str, str]:
    found = {place: name(place) for place in ("source", "bucket", "other")}
    for bucket in found.values():
        s3 = aws.client("s3")
        s3.create_bucket(Bucket=bucket)
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return found


def filled(rules: list[dict[str, Any]], buckets: dict[str, str]) -> list[dict[str, Any]]:
    text = json.dumps(rules).replace("{key}", "arn:aws:kms:eu-west-1:111111111111:key/1")
    for place, bucket in buckets.items():
        text = text.replace("{" + place + "}", f"arn:aws:s3:::{bucket}")
    found: list[dict[str, Any]] = json.loads(text)
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_configuration_comes_back_exactly(case: dict[str, Any], aws: Any, buckets: dict[str, str]) -> None:
    sent = {"Role": "arn:aws:iam::111111111111:role/any", "Rules": filled(case["rules"], buckets)}
    s3 = aws.client("s3")
    s3.put_bucket_replication(Bucket=buckets["source"], ReplicationConfiguration=sent)
    assert s3.get_bucket_replication(Bucket=buckets["source"])["ReplicationConfiguration"] == sent


def test_missing_rule_id_is_generated_and_stays(aws: Any, buckets: dict[str, str]) -> None:  # 1.90
    rules = filled(CASES[0]["rules"], buckets)
    del rules[0]["ID"]
    s3 = aws.client("s3")
    s3.put_bucket_replication(
        Bucket=buckets["source"], ReplicationConfiguration={"Role": "arn:aws:iam::111111111111:role/any", "Rules": rules}
    )
    first, second = (s3.get_bucket_replication(Bucket=buckets["source"])["ReplicationConfiguration"]["Rules"][0]["ID"] for _ in range(2))
    assert first
    assert first == second


def refusal(call: Callable[[], Any]) -> tuple[str, int]:
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response["Error"]["Code"], caught.value.response["ResponseMetadata"]["HTTPStatusCode"]


def test_refused_configuration_leaves_the_old_one(aws: Any, buckets: dict[str, str]) -> None:  # 1.124, 1.07
    s3, good = aws.client("s3"), {"Role": "arn:aws:iam::111111111111:role/any", "Rules": filled(CASES[0]["rules"], buckets)}
    s3.put_bucket_replication(Bucket=buckets["source"], ReplicationConfiguration=good)
    bad = json.loads(json.dumps(good).replace(buckets["bucket"], "no-such-bucket-anywhere"))
    assert refusal(lambda: s3.put_bucket_replication(Bucket=buckets["source"], ReplicationConfiguration=bad)) == ("InvalidRequest", 400)
    assert s3.get_bucket_replication(Bucket=buckets["source"])["ReplicationConfiguration"] == good


def test_source_without_versioning_is_refused(aws: Any, buckets: dict[str, str], name: Callable[[str], str]) -> None:  # 1.03
    s3, plain = aws.client("s3"), name("plain")
    s3.create_bucket(Bucket=plain)
    sent = {"Role": "arn:aws:iam::111111111111:role/any", "Rules": filled(CASES[0]["rules"], buckets)}
    assert refusal(lambda: s3.put_bucket_replication(Bucket=plain, ReplicationConfiguration=sent)) == ("InvalidRequest", 400)
    assert refusal(lambda: s3.get_bucket_replication(Bucket=plain)) == ("ReplicationConfigurationNotFoundError", 404)
    s3.delete_bucket_replication(Bucket=plain)  # 1.131: idempotent


def test_role_of_another_account_is_refused(aws: Any, buckets: dict[str, str]) -> None:  # 1.25
    sent = {"Role": "arn:aws:iam::222222222222:role/any", "Rules": filled(CASES[0]["rules"], buckets)}
    s3 = aws.client("s3")
    assert refusal(lambda: s3.put_bucket_replication(Bucket=buckets["source"], ReplicationConfiguration=sent)) == ("AccessDenied", 403)


def test_wrong_expected_owner_is_refused(aws: Any, buckets: dict[str, str]) -> None:  # 1.02
    s3 = aws.client("s3")
    call = refusal(lambda: s3.get_bucket_replication(Bucket=buckets["source"], ExpectedBucketOwner="222222222222"))
    assert call == ("AccessDenied", 403)


def test_versioning_cannot_be_suspended_under_replication(make_pair: Make) -> None:  # 1.134, 1.136, 1.137
    pair = make_pair()
    suspended = {"Status": "Suspended"}
    refused = refusal(lambda: pair.at_source.put_bucket_versioning(Bucket=pair.source, VersioningConfiguration=suspended))
    assert refused == ("InvalidBucketState", 409)
    pair.at_destination.put_bucket_versioning(Bucket=pair.destination, VersioningConfiguration=suspended)
    pair.at_source.delete_bucket_replication(Bucket=pair.source)
    pair.at_source.put_bucket_versioning(Bucket=pair.source, VersioningConfiguration=suspended)
    assert pair.at_source.get_bucket_versioning(Bucket=pair.source)["Status"] == "Suspended"


def test_bodies_of_configuration_calls_are_recorded(make_pair: Make) -> None:
    pair = make_pair()
    calls = [call for call in pair.aws.control.recorded("s3", "PUT Bucket replication") if call["path"] == f"/{pair.source}"]
    assert len(calls) == 1
    assert (calls[0]["account"], calls[0]["status"]) == (pair.source_account, 200)
    assert f"<Role>{pair.role_arn}</Role>" in calls[0]["body"]
    assert pair.aws.control.counts()["s3:PUT Bucket replication"] >= 1
