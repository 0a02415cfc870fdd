"""Sessions end, by the machine's time; a session of STS lasts 15 minutes at least, so the directory here is one of our own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.credentials import Credentials

from s3_replication.iam import Principal, PrincipalKind
from s3_replication.local import LocalAws
from s3_replication.local.authorize import RequestAuthorizer
from s3_replication.local.ports.authorization import CallerAccess, KeySecret, ServiceRefusal, TemporaryAccess
from s3_replication.local.s3.errors import S3Error
from s3_replication.local.s3.signing import moment_of
from tests.local.authorize.signed import signed
from tests.local.authorize.world import Case

END = datetime(2026, 11, 29, tzinfo=UTC)
SESSION = CallerAccess(Principal(PrincipalKind.ROOT, "arn:aws:iam::111111111111:root", "111111111111"),
                       secret=KeySecret("secret", "token"), temporary=TemporaryAccess(END))  # fmt: skip


class OneSession:
    """A directory in which everybody is one session, and nothing else exists."""

    def caller(self, _access_key: str | None, _partition: str) -> CallerAccess:
        return SESSION

    def controls(self, _account: str) -> None:
        return None

    resource = bucket = controls


def authenticate(service: str, now: datetime, signed_at: datetime | None = None) -> CallerAccess:
    directory: Any = OneSession()
    request = signed(service, signed_at or now, Credentials("ASIA", "secret", "token"))
    return RequestAuthorizer(directory, lambda: END, lambda: now).authenticate(service, request, "us-east-1", None)


def test_a_session_that_has_ended_is_refused() -> None:
    with pytest.raises(S3Error, match="ExpiredToken: The provided token has expired"):
        authenticate("s3", END)
    with pytest.raises(ServiceRefusal, match="ExpiredToken: The security token included in the request is expired"):
        authenticate("iam", END)


@pytest.mark.parametrize("service", ["s3", "iam"])
def test_a_session_that_has_not_ended_is_not(service: str) -> None:
    assert authenticate(service, END - timedelta(seconds=1)) is SESSION


@pytest.mark.parametrize("minutes", [-16, 16])
def test_s3_takes_no_request_whose_time_is_a_quarter_of_an_hour_off(minutes: int) -> None:
    now = END - timedelta(hours=1)
    with pytest.raises(S3Error) as refused:
        authenticate("s3", now, now + timedelta(minutes=minutes))
    assert (refused.value.code, refused.value.status) == ("RequestTimeTooSkewed", 403)
    assert refused.value.detail["MaxAllowedSkewMilliseconds"] == "900000"
    authenticate("s3", now, now + timedelta(minutes=minutes - minutes // 8))


@pytest.mark.parametrize(("minutes", "words"), [
    (-6, r"Signature expired: 20261128T225400Z is now earlier than 20261128T225500Z \(20261128T230000Z - 5 min.\)"),
    (6, r"Signature not yet current: 20261128T230600Z is still later than 20261128T230500Z \(20261128T230000Z \+ 5 min.\)"),
])  # fmt: skip
def test_other_services_take_no_request_whose_time_is_five_minutes_off(minutes: int, words: str) -> None:
    now = END - timedelta(hours=1)
    with pytest.raises(ServiceRefusal, match=f"SignatureDoesNotMatch: {words}"):
        authenticate("iam", now, now + timedelta(minutes=minutes))
    authenticate("iam", now, now + timedelta(minutes=minutes - minutes // 5))


@pytest.mark.parametrize("text", ["", "today", "20261301T000000Z", "Fri, 31 Dec 9999 23:59:59 -1200"])
def test_a_text_that_is_no_time(text: str) -> None:
    assert moment_of(text) is None


def test_a_session_outlives_a_move_of_the_local_clock(authorizing_local_aws: LocalAws) -> None:
    case = Case(authorizing_local_aws.endpoint, {"role": {"identity": [{"Allow": "s3:GetObject", "resource": "*"}]}})
    case.set_up()
    authorizing_local_aws.control.advance(2 * 3600)
    case.row["calls"] = [{"as": "session", "do": "s3.get_object", "with": {"Key": "a"}}]
    assert case.judge() == []
