"""S3's errors as they were recorded on AWS."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from botocore.exceptions import ClientError

CASES = yaml.safe_load(Path(__file__).with_name("recorded.yaml").read_text())
OUR_OWN = {"Resource", "RequestId", "HostId"}


@pytest.fixture(scope="module")
def buckets(aws: Any, name: Callable[[str], str]) -> dict[str, str]:
    """Two versioned buckets."""
    found = {place: name(place) for place in ("bucket", "other")}
    for bucket in found.values():
        aws.client("s3").create_bucket(Bucket=bucket)
        aws.client("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_an_error_is_the_recorded_one(case: dict[str, Any], aws: Any, buckets: dict[str, str]) -> None:
    """Code, message and details."""
    text = json.dumps({"with": case.get("with", {}), "error": case["error"]})
    for place, bucket in buckets.items():
        text = text.replace("{" + place + "}", bucket)
    filled = json.loads(text)
    with pytest.raises(ClientError) as caught:
        getattr(aws.client("s3"), case["call"])(Bucket=buckets["bucket"], **filled["with"])
    found = {name: value for name, value in caught.value.response["Error"].items() if name not in OUR_OWN}
    assert found == filled["error"]
