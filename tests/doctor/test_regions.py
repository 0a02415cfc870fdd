"""A Region that an account has not enabled: every service there refuses the credentials, each in its own form."""

from collections.abc import Callable, Iterator

import pytest

from tests.doctor.conftest import BOTH, Clinic, Encrypted, ids
from tests.doctor.interference import Interference, Passing, interfering
from tests.local.conftest import Pair

TOKEN = b"<Error><Code>InvalidToken</Code><Message>The provided token is malformed or otherwise invalid.</Message></Error>"
ELSEWHERE = b"<Error><Code>IllegalLocationConstraintException</Code><Message>The location constraint is incompatible.</Message></Error>"
JSON = b'{"__type": "UnrecognizedClientException", "message": "The security token included in the request is invalid."}'
QUERY = b"<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>m</Message></Error></ErrorResponse>"


@pytest.fixture
def between(clinic: Clinic) -> Iterator[Interference]:
    with interfering(clinic.aws.running.endpoint) as found:
        clinic.environment |= {"AWS_ENDPOINT_URL": found.endpoint, "AWS_MAX_ATTEMPTS": "1"}
        yield found


def not_enabled(region: str) -> Callable[[Passing], tuple[int, bytes] | None]:
    def answer(passing: Passing) -> tuple[int, bytes] | None:
        if passing.region != region:
            return None
        return (400, JSON) if passing.method == "POST" else (400, TOKEN)

    return answer


def test_the_destinations_region(clinic: Clinic, between: Interference, make_encrypted: Callable[[], Encrypted]) -> None:
    made = make_encrypted()
    made.pair.put()
    between.answer = not_enabled("eu-west-1")
    report = clinic.report(made.pair.source, code=3)
    assert (report["verdict"], ids(report)) == ("unknown", set())
    (failed,) = [one for one in report["findings"] if one["id"] == "read-failed"]
    assert "InvalidToken: the session token is not valid, or Region eu-west-1 is not enabled in the account" in failed["why"]
    assert "DescribeKey" in failed["why"]
    assert report["sample"]["by_status"] == {"COMPLETED": 1}, "what was learnt of the source"


def test_the_buckets_own_region(clinic: Clinic, between: Interference, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    between.answer = not_enabled("eu-west-1")
    report = clinic.report(pair.destination, "--profile", "destination", code=3)
    assert report["verdict"] == "unknown"
    assert "Region eu-west-1 is not enabled" in " ".join(one["why"] for one in report["findings"])


@pytest.mark.parametrize(("answer", "says"), [
    ((403, QUERY), "GetCallerIdentity on the caller failed with InvalidClientTokenId: the access key does not exist, or Region us-east-1"),
    ((400, ELSEWHERE), "IllegalLocationConstraintException: the bucket is in another Region than the call, or Region us-east-1"),
], ids=["the profile's Region", "a bucket in another Region"])  # fmt: skip
def test_before_anything_is_read(answer: tuple[int, bytes], says: str, clinic: Clinic, between: Interference) -> None:
    method = "POST" if answer[0] == 403 else "GET"
    between.answer = lambda passing: answer if passing.method == method else None
    result = clinic.run("some-bucket", *BOTH)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (3, "", 1), result.stderr
    assert says in result.stderr
    assert "enable the Region in the account's settings" in result.stderr
