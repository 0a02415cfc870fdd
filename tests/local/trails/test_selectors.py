"""Advanced event selectors as CloudTrail reads them: all fields together, any value of a field, none of a negated one, any selector."""

from typing import Any

import pytest

from s3_replication.local.trails.selectors import parse_selectors

EVENT = {"eventCategory": "Data", "resources.type": "AWS::S3::Object", "eventName": "PutObject", "readOnly": "false",
         "resources.ARN": "arn:aws:s3:::reports/tax/2026.pdf"}  # fmt: skip
ALWAYS = [{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}]
ARN = "resources.ARN"


def selected(*selectors: list[dict[str, Any]]) -> bool:
    return any(selector.selects(EVENT) for selector in parse_selectors([{"FieldSelectors": [*ALWAYS, *fields]} for fields in selectors]))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([], True),
        ([{"Field": ARN, "StartsWith": ["arn:aws:s3:::other/", "arn:aws:s3:::reports/"]}], True),
        ([{"Field": ARN, "StartsWith": ["arn:aws:s3:::report/"]}], False),
        ([{"Field": ARN, "EndsWith": [".pdf"]}], True),
        ([{"Field": ARN, "NotEndsWith": [".txt", ".pdf"]}], False),
        ([{"Field": ARN, "NotStartsWith": ["arn:aws:s3:::other/"]}], True),
        ([{"Field": "eventName", "NotEquals": ["PutObject"]}], False),
        ([{"Field": ARN, "StartsWith": ["arn:aws:s3:::reports/"], "NotEndsWith": [".pdf"]}], False),
        ([{"Field": "readOnly", "Equals": ["true"]}], False),
        ([{"Field": ARN, "EndsWith": [".pdf"]}, {"Field": "eventName", "Equals": ["DeleteObject"]}], False),
    ],
    ids=lambda value: None if isinstance(value, bool) else str(value),
)
def test_fields_of_one_selector_hold_together(fields: list[dict[str, Any]], expected: bool) -> None:
    assert selected(fields) is expected


def test_one_of_several_selectors_is_enough() -> None:
    assert selected([{"Field": "readOnly", "Equals": ["true"]}], [{"Field": "eventName", "StartsWith": ["Put"]}])
