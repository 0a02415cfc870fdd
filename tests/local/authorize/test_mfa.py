"""Multi-factor authentication: the codes of a virtual device, and what they open."""

import base64
from datetime import UTC, datetime

import pytest

from s3_replication.local import LocalAws
from s3_replication.local.moto.store.mfa import code_at
from tests.local.authorize.world import Case

ONLY_WITH_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
RECENT = {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}


@pytest.mark.parametrize(("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, the last six digits."""
    seed = base64.b32encode(b"12345678901234567890").decode()
    assert code_at(seed, datetime.fromtimestamp(seconds, UTC)) == code


def test_a_code_opens_what_needs_multi_factor_authentication(authorizing_local_aws: LocalAws) -> None:
    case = Case(authorizing_local_aws.endpoint, {
        "user": [{"Allow": ["s3:GetObject", "iam:ListAccessKeys"], "resource": "*", "condition": ONLY_WITH_MFA},
                 {"Allow": "s3:PutObject", "resource": "*", "condition": RECENT}],
        "role": {"trust": [{"Allow": "sts:AssumeRole", "principal": {"AWS": "{user_arn}"}, "condition": {**ONLY_WITH_MFA, **RECENT}}]},
    })  # fmt: skip
    case.set_up()
    device = case.call("root", "iam.create_virtual_mfa_device", {"VirtualMFADeviceName": "{user}"})["VirtualMFADevice"]
    enabled = {"UserName": "{user}", "SerialNumber": device["SerialNumber"], "AuthenticationCode1": "1", "AuthenticationCode2": "2"}
    case.call("root", "iam.enable_mfa_device", enabled)
    code = {"SerialNumber": device["SerialNumber"], "TokenCode": code_at(device["Base32StringSeed"].decode(), datetime.now(UTC))}
    case.call("user", "sts.get_session_token", {**code, "take": "with code"})
    assume = {"RoleArn": "{role_arn}", "RoleSessionName": "s"}
    case.row["calls"] = [
        {"as": "user", "do": "s3.get_object", "with": {"Key": "a"}, "expect": "AccessDenied"},
        {"as": "with code", "do": "s3.get_object", "with": {"Key": "a"}},
        {"as": "with code", "do": "s3.put_object", "with": {"Key": "b"}},
        {"as": "with code", "do": "iam.list_access_keys", "with": {"UserName": "{user}"}},
        {"as": "user", "do": "sts.assume_role", "with": assume, "expect": "AccessDenied"},
        {"as": "user", "do": "sts.assume_role", "with": {**assume, **code}},
        {"as": "with code", "do": "sts.assume_role", "with": assume},
    ]
    assert case.judge() == []
    authorizing_local_aws.control.advance(3601)
    case.row["calls"] = [
        {"as": "with code", "do": "s3.put_object", "with": {"Key": "b"}, "expect": "AccessDenied"},
        {"as": "with code", "do": "s3.get_object", "with": {"Key": "a"}},
    ]
    assert case.judge() == []
