"""Profiles, roles, one side only, and what goes wrong before there is a report."""

import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.doctor.conftest import BOTH, Clinic, Encrypted, ids
from tests.local.conftest import DESTINATION, SOURCE, Pair, unique

WHO = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111111111111:root</Arn><UserId>1</UserId>"
    "<Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
)
EXPIRED = "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>m</Message></Error></ErrorResponse>"


@pytest.mark.parametrize("options", [
    BOTH,
    ("--profile", "source", "--destination-role-arn", f"arn:aws:iam::{DESTINATION}:role/reader"),
    ("--profile", "source", "--role-arn", f"arn:aws:iam::{SOURCE}:role/reader", "--destination-profile", "destination"),
    ("--profile", "source", "--destination-role-arn", f"arn:aws:iam::{DESTINATION}:role/reader",
     "--destination-role-arn", "arn:aws:iam::333333333333:role/reader"),
], ids=["two profiles", "a destination role", "a source role", "two destination roles"])  # fmt: skip
def test_both_sides_are_read(options: tuple[str, ...], clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    assert clinic.report(make_pair().source, *options, code=0)["verdict"] == "works"


def test_one_account_needs_no_destination_option(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    assert clinic.report(make_pair(cross_account=False).source, "--profile", "source", code=0)["verdict"] == "works"


@pytest.mark.parametrize("named", [True, False])
def test_one_side_only_is_unknown_and_says_why(named: bool, clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair(configured=False)
    pair.configure({"Destination": {"Account": DESTINATION} if named else {}})
    report = clinic.report(pair.source, "--profile", "source", code=1)
    assert (report["verdict"], ids(report)) == ("unknown", set())
    assert {one["outcome"] for one in report["outcomes"]} == {"NOT_REPLICATED", "UNKNOWN"}
    (hidden,) = [one for one in report["findings"] if one["id"] == "destination-not-visible"]
    assert hidden["subject"] == f"arn:aws:s3:::{pair.destination}"
    assert ("account 222222222222" in hidden["why"]) is named
    assert ids(report, "warning") == {"destination-not-visible"}, "one cause, one finding"
    assert {tuple(one["because"]) for one in report["outcomes"] if one["outcome"] == "UNKNOWN"} == {("destination-not-visible",)}
    assert f"depend on bucket {pair.destination}" in hidden["why"]


def test_a_hidden_side_with_its_key_is_one_finding_in_every_form(
    clinic: Clinic, make_encrypted: Callable[[], Encrypted], tmp_path: Path
) -> None:
    made = make_encrypted()
    page = tmp_path / "page.html"
    report = clinic.report(made.pair.source, "--profile", "source", "--html", str(page), code=1)
    (hidden,) = [one for one in report["findings"] if one["severity"] == "warning"]
    assert (hidden["id"], made.replica_key in hidden["why"]) == ("destination-not-visible", True)
    assert page.read_text().count("<article") == len({one["why"] for one in report["findings"]})
    for form in ("sarif", "junit"):
        printed = clinic.run(made.pair.source, "--profile", "source", "--format", form).stdout
        assert (printed.count(hidden["why"]), "value-not-known" in printed.partition("note")[0]) == (1, False)


def test_two_buckets_of_one_hidden_account_are_one_finding(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair, other = make_pair(configured=False), make_pair(configured=False)
    there = [{"Bucket": f"arn:aws:s3:::{one.destination}", "Account": DESTINATION} for one in (pair, other)]
    pair.configure(*({"Destination": one} for one in there))
    report = clinic.report(pair.source, "--profile", "source", code=1)
    (hidden,) = [one for one in report["findings"] if one["severity"] == "warning"]
    assert (hidden["id"], hidden["subject"]) == ("destination-not-visible", f"arn:aws:iam::{DESTINATION}:root")
    assert all(one.destination in hidden["why"] for one in (pair, other))


def test_a_destination_that_exists_nowhere_is_missing_and_not_hidden(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.at_destination.delete_bucket(Bucket=pair.destination)
    report = clinic.report(pair.source, code=1)
    assert "destination-bucket-does-not-exist" in ids(report)
    assert "destination-not-visible" not in ids(report, "warning")


def test_a_role_that_does_not_exist_is_absent_although_the_destination_is_hidden(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    iam = pair.aws.client("iam")
    iam.delete_role_policy(RoleName=pair.role, PolicyName="replication")
    iam.delete_role(RoleName=pair.role)
    report = clinic.report(pair.source, "--profile", "source", code=1)
    assert (report["verdict"], "role-does-not-exist" in ids(report)) == ("broken", True)
    assert "value-not-known" not in ids(report, "warning")


def test_a_bucket_that_does_not_exist_next_to_a_hidden_one(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair, other = make_pair(configured=False), make_pair(configured=False)
    pair.configure({}, {"Destination": {"Bucket": f"arn:aws:s3:::{other.destination}"}})
    other.at_destination.delete_bucket(Bucket=other.destination)
    report = clinic.report(pair.source, "--profile", "source", code=1)
    by_id = {one["id"]: one["subject"] for one in report["findings"]}
    assert by_id["destination-bucket-does-not-exist"] == f"arn:aws:s3:::{other.destination}"
    assert by_id["destination-not-visible"] == f"arn:aws:s3:::{pair.destination}"


def test_an_accepted_finding_and_the_severity_that_fails(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.at_destination.put_bucket_versioning(Bucket=pair.destination, VersioningConfiguration={"Status": "Suspended"})
    accepted = ("--ignore", "destination-is-not-versioned:*", "Later.")
    assert clinic.run(pair.source, *BOTH).exit_code == 1
    assert clinic.run(pair.source, *BOTH, *accepted).exit_code == 0
    assert clinic.run(pair.source, *BOTH, *accepted, "--fail-on", "note").exit_code == 1


@pytest.mark.parametrize("form", ["sarif", "junit"])
def test_the_forms_of_check(form: str, clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    result = clinic.run(make_pair().source, *BOTH, "--format", form)
    assert (result.exit_code, result.stdout[0]) == (0, "{" if form == "sarif" else "<")


def test_a_bucket_that_does_not_exist(clinic: Clinic) -> None:
    refused(clinic.run(unique("none"), *BOTH), 2, "does not exist")


def test_a_bucket_of_another_account(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    refused(clinic.run(make_pair().destination, *BOTH), 2, f"belongs to another account than {SOURCE}")


def test_a_profile_that_does_not_exist(clinic: Clinic) -> None:
    refused(clinic.run("bucket", "--profile", "nobody"), 3, "(nobody) could not be found; `aws configure list-profiles`")


def test_no_credentials(clinic: Clinic) -> None:
    refused(clinic.run("bucket", AWS_REGION="us-east-1"), 3, "no usable AWS credentials were found")


def test_an_endpoint_where_nothing_listens(clinic: Clinic) -> None:
    refused(clinic.run("bucket", *BOTH, AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1"), 3, "got no answer")


@pytest.mark.parametrize(("who", "rest", "says"), [
    ((403, EXPIRED), (403, EXPIRED), "the session has expired; sign in again"),
    ((200, "<html><body>Sign in to the network</body></html>"), (200, ""), "GetCallerIdentity on the caller"),
    ((200, '{"a": 1}'), (200, ""), "GetCallerIdentity on the caller"),
    ((200, ""), (200, ""), "GetCallerIdentity on the caller"),
    ((200, WHO), (200, "{}"), "GetBucketLocation on bucket"),
    ((200, WHO), (500, "no"), "GetBucketLocation on bucket"),
    ((200, WHO), (503, "<Error><Code>SlowDown</Code><Message>m</Message></Error>"), "too many calls at once; try again later"),
], ids=["expired", "a page", "json", "nothing", "json from s3", "an error from s3", "throttling"])  # fmt: skip
def test_an_endpoint_that_answers_nonsense(who: tuple[int, str], rest: tuple[int, str], says: str, clinic: Clinic, answering: Any) -> None:
    endpoint = answering(who, rest)
    refused(clinic.run("bucket", *BOTH, AWS_ENDPOINT_URL=endpoint, AWS_MAX_ATTEMPTS="1"), 3, says)


def refused(result: Any, code: int, says: str) -> None:
    """One sentence on standard error, the exit code, and no report."""
    assert (result.exit_code, result.stdout) == (code, ""), result.exc_info
    assert says in result.stderr
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


@pytest.fixture
def answering() -> Iterator[Callable[..., str]]:
    """Starts an endpoint that gives one answer to POST, which STS has, and one to GET."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def start(who: tuple[int, str], rest: tuple[int, str]) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.answer(*who)

            def do_GET(self) -> None:
                self.answer(*rest)

            def answer(self, status: int, body: str) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_arguments: object) -> None:
                pass

        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
