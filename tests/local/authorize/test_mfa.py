"""Multi-factor authentication: the codes of a virtual device, and what they open."""

from datetime import UTC, datetime

import pytest
from pyotp import TOTP

from s3_replication.local import LocalAws
from tests.local.authorize.world import Case

ONLY_WITH_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
RECENT = {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}


def codes(device: dict[str, bytes], *steps: int) -> list[str]:
    """What the device shows, in steps of 30 seconds from now."""
    totp, now = TOTP(device["Base32StringSeed"].decode()), datetime.now(UTC)
    return [totp.at(now, counter_offset=step) for step in steps]


@pytest.mark.parametrize(("steps", "expect"), [
    ((-1, 0), None), ((0, 1), None), ((0, 0), "InvalidAuthenticationCode"), ((0, -1), "InvalidAuthenticationCode"),
    ((-1, 1), "InvalidAuthenticationCode"), ((-40, -39), "InvalidAuthenticationCode"),
], ids=["the last and this", "this and the next", "the same twice", "in the wrong order", "with a gap", "of long ago"])  # fmt: skip
def test_a_device_is_enabled_by_two_consecutive_codes(steps: tuple[int, int], expect: str | None, authorizing_local_aws: LocalAws) -> None:
    """IAM API Reference, EnableMFADevice: AuthenticationCode2 is "a subsequent authentication code emitted by the device"."""
    case = Case(authorizing_local_aws.endpoint, {"user": []})
    case.set_up()
    device = case.call("root", "iam.create_virtual_mfa_device", {"VirtualMFADeviceName": "{user}"})["VirtualMFADevice"]
    first, second = codes(device, *steps)
    given = {"UserName": "{user}", "SerialNumber": device["SerialNumber"], "AuthenticationCode1": first, "AuthenticationCode2": second}
    case.row["calls"] = [{"as": "root", "do": "iam.enable_mfa_device", "with": given, **({"expect": expect} if expect else {})}]
    assert case.judge() == []


def test_a_code_opens_what_needs_multi_factor_authentication(authorizing_local_aws: LocalAws) -> None:
    case = Case(authorizing_local_aws.endpoint, {
        "user": [{"Allow": ["s3:GetObject", "iam:ListAccessKeys"], "resource": "*", "condition": ONLY_WITH_MFA},
                 {"Allow": "s3:PutObject", "resource": "*", "condition": RECENT}],
        "role": {"trust": [{"Allow": "sts:AssumeRole", "principal": {"AWS": "{user_arn}"}, "condition": {**ONLY_WITH_MFA, **RECENT}}]},
    })  # fmt: skip
    case.set_up()
    device = case.call("root", "iam.create_virtual_mfa_device", {"VirtualMFADeviceName": "{user}"})["VirtualMFADevice"]
    first, second = codes(device, -1, 0)
    enabled = {"UserName": "{user}", "SerialNumber": device["SerialNumber"], "AuthenticationCode1": first, "AuthenticationCode2": second}
    case.call("root", "iam.enable_mfa_device", enabled)
    now, following = codes(device, 0, 1)
    code = {"SerialNumber": device["SerialNumber"], "TokenCode": following}
    case.call("user", "sts.get_session_token", {**code, "TokenCode": now, "take": "with code"})
    assume = {"RoleArn": "{role_arn}", "RoleSessionName": "s"}
    case.row["calls"] = [
        {"as": "user", "do": "s3.get_object", "with": {"Key": "a"}, "expect": "AccessDenied"},
        {"as": "with code", "do": "s3.get_object", "with": {"Key": "a"}},
        {"as": "with code", "do": "s3.put_object", "with": {"Key": "b"}},
        {"as": "with code", "do": "iam.list_access_keys", "with": {"UserName": "{user}"}},
        {"as": "user", "do": "sts.assume_role", "with": assume, "expect": "AccessDenied"},
        {"as": "user", "do": "sts.assume_role", "with": {**assume, **code}},
        {"as": "user", "do": "sts.assume_role", "with": {**assume, **code}, "expect": "AccessDenied", "says": "with invalid MFA"},
        {"as": "with code", "do": "sts.assume_role", "with": assume},
    ]
    assert case.judge() == []
    authorizing_local_aws.control.advance(3601)
    case.row["calls"] = [
        {"as": "with code", "do": "s3.put_object", "with": {"Key": "b"}, "expect": "AccessDenied"},
        {"as": "with code", "do": "s3.get_object", "with": {"Key": "a"}},
    ]
    assert case.judge() == []
