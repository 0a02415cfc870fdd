"""doctor --all: every bucket of an account of its own, and what goes wrong with one of them."""

import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from s3_replication.doctor import AccountReport, BucketState, diagnose_all
from s3_replication.doctor.access import Access, open_accounts
from s3_replication.local.http.credentials import SECRET_KEY, access_key
from tests.doctor.conftest import Clinic
from tests.doctor.interference import THROTTLED, Interference, interfering
from tests.findings.test_render import SCHEMA as REPORT
from tests.local.conftest import TRUST, Aws, Pair, policy, unique

SCHEMA = json.loads(files("s3_replication.doctor").joinpath("account.schema.json").read_text())
ACCOUNT = f"7{os.getpid():011}"  # no other test's, so that its buckets are these
PAIRS = 4


@pytest.fixture(scope="module")
def pairs(aws: Aws) -> list[Pair]:
    """Pairs in one account: all share the role and the destination; the last has a destination without versioning of its own."""
    shared = Pair(aws, unique("all"), unique("all-destination"), unique("role"), ACCOUNT, ACCOUNT)
    aws.client("iam", ACCOUNT).create_role(RoleName=shared.role, AssumeRolePolicyDocument=TRUST)
    made = [Pair(aws, unique("all"), shared.destination, shared.role, ACCOUNT, ACCOUNT) for _ in range(PAIRS - 1)]
    made.append(Pair(aws, unique("all-broken"), unique("all-unversioned"), shared.role, ACCOUNT, ACCOUNT))
    place = {"LocationConstraint": "eu-west-1"}
    for name in (shared.destination, made[-1].destination):
        made[0].at_destination.create_bucket(Bucket=name, CreateBucketConfiguration=place, ObjectOwnership="BucketOwnerEnforced")
        made[0].at_destination.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    for pair in made:
        pair.at_source.create_bucket(Bucket=pair.source, ObjectOwnership="BucketOwnerEnforced")
        pair.at_source.put_bucket_versioning(Bucket=pair.source, VersioningConfiguration={"Status": "Enabled"})
        pair.configure({})
    everything = policy({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    aws.client("iam", ACCOUNT).put_role_policy(RoleName=shared.role, PolicyName="all", PolicyDocument=everything)
    made[0].put()
    broken = made[-1]
    broken.at_destination.put_bucket_versioning(Bucket=broken.destination, VersioningConfiguration={"Status": "Suspended"})
    broken.put()
    broken.put("second")
    return made


@pytest.fixture
def account(pairs: list[Pair], tmp_path: Path) -> Iterator[tuple[Clinic, Interference]]:
    """The command with a profile of the account, through a proxy."""
    clinic = Clinic(pairs[0].aws, tmp_path, ("--profile", "account"))
    profile = f"[profile account]\naws_access_key_id = {access_key(ACCOUNT)}\naws_secret_access_key = {SECRET_KEY}\nregion = us-east-1\n"
    (tmp_path / "config").write_text(profile)
    with interfering(pairs[0].aws.running.endpoint) as between:
        clinic.environment |= {"AWS_ENDPOINT_URL": between.endpoint, "AWS_MAX_ATTEMPTS": "1"}
        yield clinic, between


def run(clinic: Clinic, *arguments: str, code: int) -> dict[str, Any]:
    result = clinic.run("--all", "--json", "--profile", "account", *arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    document: dict[str, Any] = json.loads(result.stdout)
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    for row in document["buckets"]:
        if row["report"] is not None:
            jsonschema.Draft202012Validator(REPORT).validate(row["report"])
    assert result.exit_code == code, (result.stdout, result.stderr)
    return document


def rows(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["bucket"]: row for row in document["buckets"]}


def test_every_bucket_has_its_row_and_no_call_is_made_twice(pairs: list[Pair], account: tuple[Clinic, Interference]) -> None:
    clinic, between = account
    document = run(clinic, code=1)
    assert document["counts"] == {
        "listed": PAIRS + 2, "examined": PAIRS, "partly": 0, "no_replication": 2, "not_examined": 0, "deleted": 0, "destination_only": 2,
    }  # fmt: skip
    assert (document["verdict"], document["complete"], document["account"]) == ("broken", True, ACCOUNT)
    found = rows(document)
    assert [found[pair.source]["verdict"] for pair in pairs] == ["works"] * (PAIRS - 1) + ["broken"]
    assert {(row["region"], row["state"], row["reason"]) for row in found.values()} == {("us-east-1", "examined", None)}
    broken = found[pairs[-1].source]
    assert (broken["findings"]["error"], broken["failed_versions"], found[pairs[0].source]["failed_versions"]) == (1, 2, 0)
    twice = [passing for passing, number in Counter(between.seen).items() if number > 1]
    assert twice == [], "roles, keys, destinations and the account's settings are read once for all buckets"
    assert 1 < between.most_at_once <= 16


def test_each_row_says_what_the_command_says_of_that_bucket(pairs: list[Pair], account: tuple[Clinic, Interference]) -> None:
    clinic, _ = account
    page = clinic.folder / "account.html"
    found = rows(run(clinic, "--html", str(page), code=1))
    text = page.read_text(encoding="utf-8")
    assert [pair.source for pair in pairs if f"Bucket {pair.source} in account {ACCOUNT}" not in text] == [], "the topology has all buckets"
    for pair in (pairs[0], pairs[-1]):
        alone = clinic.report(pair.source, "--profile", "account")
        assert found[pair.source]["report"] == {name: value for name, value in alone.items() if name != "sample"}


@pytest.mark.parametrize(("status", "body", "says"), [
    (503, THROTTLED, "too many calls at once; try again later"), (0, b"", "got no answer"), (200, b"<html>", "failed with 500"),
], ids=["throttled", "cut", "nonsense"])  # fmt: skip
def test_a_bucket_that_fails_leaves_the_others(
    status: int, body: bytes, says: str, pairs: list[Pair], account: tuple[Clinic, Interference]
) -> None:
    clinic, between = account
    hurt = pairs[1].source
    between.answer = lambda passing: (status, body) if passing.bucket == hurt and "versioning" in passing.path else None
    found = rows(run(clinic, code=3))
    assert (found[hurt]["state"], found[hurt]["region"]) == ("partly examined", "us-east-1")
    assert f"GetBucketVersioning on {hurt}" in found[hurt]["reason"]
    assert says in found[hurt]["reason"]
    assert "read-failed" in {one["id"] for one in found[hurt]["report"]["findings"]}
    assert found[hurt]["report"]["outcomes"], "what was learnt"
    assert [found[pair.source]["verdict"] for pair in pairs if pair.source != hurt] == ["works"] * (PAIRS - 2) + ["broken"]


def test_a_region_that_does_not_answer_is_given_up(account: tuple[Clinic, Interference], monkeypatch: pytest.MonkeyPatch) -> None:
    clinic, between = account
    for name, value in (clinic.environment | {"AWS_MAX_ATTEMPTS": "2"}).items():
        monkeypatch.setenv(name, value)
    between.answer = lambda passing: (0, b"") if passing.region == "eu-west-1" else None
    found, _ = diagnose_all(open_accounts(Access(profile="account")), lambda _done, _total: None, at_once=1)
    assert {row.state for row in found.buckets} == {BucketState.PARTLY}
    assert all("got no answer" in row.reason for row in found.buckets)
    asked = Counter(passing.path.startswith("/v20180820/") for passing in between.seen if passing.region == "eu-west-1")
    assert asked == {False: 3 * 2, True: 3 * 2}, "three calls of S3 and of S3 Control with two attempts each, not one of every bucket"


def test_a_bucket_of_which_nothing_can_be_read(pairs: list[Pair], account: tuple[Clinic, Interference]) -> None:
    clinic, between = account
    hurt = pairs[1].source
    between.answer = lambda passing: (503, THROTTLED) if passing.bucket == hurt else None
    document = run(clinic, code=3)
    found = rows(document)
    assert (found[hurt]["state"], found[hurt]["report"], document["counts"]["not_examined"]) == ("not examined", None, 1)
    assert "GetBucketLocation" in found[hurt]["reason"]
    assert [found[pair.source]["verdict"] for pair in pairs if pair.source != hurt] == ["works"] * (PAIRS - 2) + ["broken"]


def test_a_bucket_that_is_deleted_meanwhile(pairs: list[Pair], account: tuple[Clinic, Interference]) -> None:
    clinic, between = account
    gone, going = (b"<Error><Code>NoSuchBucket</Code><Message>m</Message></Error>", pairs[1].source)
    between.answer = lambda passing: (404, gone) if passing.bucket == going and "policy" in passing.path else None
    document = run(clinic, code=1)
    assert (rows(document)[going]["state"], document["counts"]["deleted"]) == ("deleted", 1)
    between.answer = lambda passing: (404, gone) if passing.bucket == going else None
    assert rows(run(clinic, code=1))[going]["state"] == "deleted"


def test_one_bucket_that_may_not_be_read(pairs: list[Pair], account: tuple[Clinic, Interference]) -> None:
    clinic, between = account
    denied, shut = b"<Error><Code>AccessDenied</Code><Message>m</Message></Error>", pairs[1].source
    between.answer = lambda passing: (403, denied) if passing.bucket == shut else None
    found = rows(run(clinic, code=1))
    assert (found[shut]["verdict"], found[shut]["state"]) == ("unknown", "examined")
    assert any(f"s3:GetBucketLocation on {shut}" in one["why"] for one in found[shut]["report"]["findings"])
    assert found[pairs[0].source]["verdict"] == "works"
    assert not any(one["id"] == "not-readable" for one in found[pairs[0].source]["report"]["findings"]), "another bucket's"


def test_a_shared_role_that_may_not_be_read_is_a_finding_of_each_bucket(pairs: list[Pair], account: tuple[Clinic, Interference]) -> None:
    clinic, between = account
    denied = b"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>m</Message></Error></ErrorResponse>"
    between.answer = lambda passing: (403, denied) if b"Action=GetRole&" in passing.body else None
    found = rows(run(clinic, code=1))
    for pair in pairs:
        named = [one for one in found[pair.source]["report"]["findings"] if one["id"] == "not-readable"]
        assert [one["subject"] for one in named] == [pair.role_arn]
    assert sum(b"Action=GetRole&" in passing.body for passing in between.seen) == 1


def test_the_buckets_may_not_be_listed(account: tuple[Clinic, Interference]) -> None:
    clinic, between = account
    denied = b"<Error><Code>AccessDenied</Code><Message>m</Message></Error>"
    between.answer = lambda passing: (403, denied) if passing.bucket == "" and passing.method == "GET" else None
    result = clinic.run("--all", "--profile", "account")
    assert (result.exit_code, result.stdout) == (3, "")
    assert f"the buckets of account {ACCOUNT} may not be listed: allow s3:ListAllMyBuckets" in result.stderr


def test_the_text_has_one_line_per_bucket_and_no_bar_off_a_terminal(pairs: list[Pair], account: tuple[Clinic, Interference]) -> None:
    clinic, _ = account
    result = clinic.run("--all", "--profile", "account")
    assert (result.exit_code, result.stderr) == (1, "")
    line = next(line for line in result.stdout.splitlines() if line.startswith(pairs[-1].source))
    assert line.split()[1:4] == ["us-east-1", "broken", "1"]
    assert "destination-is-not-versioned" in line
    assert f"{PAIRS + 2} buckets; {PAIRS} with replication examined" in result.stdout
    assert " 0 " not in result.stdout.rpartition("Account ")[2]
    assert not [line for line in result.stdout.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize("form", ["sarif", "junit"])
def test_the_other_forms_have_each_finding_of_every_bucket_once(form: str, pairs: list[Pair], account: tuple[Clinic, Interference]) -> None:
    clinic, between = account
    hurt = pairs[1].source
    between.answer = lambda passing: (503, THROTTLED) if passing.bucket == hurt and "versioning" in passing.path else None
    result = clinic.run("--all", "--profile", "account", "--format", form)
    assert (result.exit_code, result.stdout[0]) == (3, "{" if form == "sarif" else "<")
    text = json.dumps([[one["ruleId"], one["message"]["text"]] for one in json.loads(result.stdout)["runs"][0]["results"]]) if (
        form == "sarif"
    ) else result.stdout  # fmt: skip
    assert "read-failed" in text
    assert text.count("destination-is-not-versioned") == 1


def test_an_accepted_finding_counts_as_a_note(pairs: list[Pair], account: tuple[Clinic, Interference]) -> None:
    clinic, _ = account
    accepted = ("--ignore", "destination-is-not-versioned:*", "Later.", "--ignore", "failed-objects-remain:*", "Later.")
    found = rows(run(clinic, *accepted, code=0))
    assert found[pairs[-1].source]["findings"]["error"] == 0


def test_tags_for_which_aws_did_not_answer_are_not_taken_as_absent(pairs: list[Pair], account: tuple[Clinic, Interference]) -> None:
    clinic, between = account
    between.answer = lambda passing: (503, THROTTLED) if "tagging" in passing.path else None
    report = clinic.report(pairs[0].source, "--profile", "account", code=3)
    assert [one["tags"] for one in report["sample"]["versions"]] == [None]


INTERRUPTIBLE = """
import signal
from s3_replication.cli.main import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests that run in the background begin with SIGINT ignored
main()
"""


def test_an_interrupt_prints_what_was_learnt(pairs: list[Pair], account: tuple[Clinic, Interference]) -> None:
    clinic, between = account
    held, released = pairs[1].source, threading.Event()

    def hold(passing: Any) -> tuple[int, bytes] | None:
        if passing.bucket != held or "versioning" not in passing.path:
            return None
        released.wait(30)
        return 503, THROTTLED

    between.answer = hold
    environment = {**{name: value for name, value in os.environ.items() if not name.startswith("AWS_")}, **clinic.environment}
    command = [sys.executable, "-c", INTERRUPTIBLE, "doctor", "--all", "--profile", "account", "--json"]
    terminal, stderr = pty.openpty()
    said: list[bytes] = []
    reader = threading.Thread(target=_read_all, args=(terminal, said))
    reader.start()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True) as running:
        _wait_for(lambda: sum("inventory" in passing.path or "requestPayment" in passing.path for passing in between.seen) >= PAIRS - 1)
        time.sleep(3)
        running.send_signal(signal.SIGINT)
        began = time.monotonic()
        out, _ = running.communicate(timeout=15)
    released.set()
    os.close(stderr)
    reader.join()
    err = b"".join(said).decode()
    assert time.monotonic() - began < 10, "it does not wait for the call that hangs"
    document = json.loads(out)
    assert (running.returncode, document["complete"], held in rows(document)) == (130, False, False)
    assert rows(document)[pairs[0].source]["verdict"] == "works"
    assert "interrupted; 1 of" in err
    assert "Diagnosing buckets" in err, "a bar, on a terminal"


def _read_all(terminal: int, said: list[bytes]) -> None:
    """What is written to a terminal, until nobody has it open for writing."""
    with suppress(OSError), open(terminal, "rb", buffering=0) as read:
        while content := read.read(1 << 16):
            said.append(content)


def _wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_progress_counts_every_bucket(account: tuple[Clinic, Interference], monkeypatch: pytest.MonkeyPatch) -> None:
    clinic, _ = account
    for name, value in clinic.environment.items():
        monkeypatch.setenv(name, value)
    said: list[tuple[int, int]] = []
    found, interrupted = diagnose_all(open_accounts(Access(profile="account")), lambda done, total: said.append((done, total)), at_once=2)
    assert isinstance(found, AccountReport)
    assert said == [(done, PAIRS + 2) for done in range(PAIRS + 3)]
    assert (interrupted, found.is_complete) == (False, True)
