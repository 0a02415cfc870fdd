"""The dry run and the policies call nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from reader_policies import documents  # type: ignore[import-not-found]

from s3_replication.doctor.reads import READS, AccountKind, When
from tests.doctor.conftest import BOTH, Clinic
from tests.local.conftest import DESTINATION, Pair

ROLE = f"arn:aws:iam::{DESTINATION}:role/reader"
DOCUMENTS = Path(__file__).parents[2] / "docs" / "doctor"


@pytest.mark.parametrize("options", [
    ("acme", "--dry-run"), ("acme", "--dry-run", "--object", "key"), ("--all", "--dry-run"), ("acme", "--policy"), ("--all", "--policy"),
], ids=" ".join)  # fmt: skip
def test_no_request_reaches_the_server(options: tuple[str, ...], clinic: Clinic) -> None:
    before = clinic.aws.control.counts()
    result = clinic.run(*options, "--profile", "source", "--destination-role-arn", ROLE)
    assert result.exit_code == 0, result.stderr
    assert clinic.aws.control.counts() == before


def test_the_calls_that_are_made_are_those_of_the_dry_run(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.put()
    planned = {
        one["operation"].partition(":")[2] for one in calls(clinic, pair.source, "--object", "key", *BOTH) if one["account"] == "source"
    }
    assert planned == {read.operation for read in READS if read.side is AccountKind.SOURCE and read.when is not When.ALL}
    before = clinic.aws.control.counts()
    clinic.report(pair.source, "--object", "key", *BOTH, code=0)
    made = {name.partition(":")[2] for name, number in clinic.aws.control.counts().items() if number > before.get(name, 0)}
    assert {"GetRole", "GetCallerIdentity"} <= made
    assert {one for one in made if not one.partition(" ")[2]} <= planned, "S3's own are named by method and part"


def test_whose_credentials_make_a_call(clinic: Clinic) -> None:
    listed = calls(clinic, "acme", "--profile", "source", "--destination-role-arn", ROLE)
    assert {(one["account"], one["credentials"]) for one in listed} == {
        ("source", "profile source"), ("destination", "profile source"), ("destination", f"role {ROLE}"),
        ("management", "the credentials above that may"),
    }  # fmt: skip
    (assume,) = [one for one in listed if one["operation"] == "sts:AssumeRole"]
    assert (assume["credentials"], assume["resource"], assume["permission"]) == ("profile source", ROLE, "sts:AssumeRole")
    (location,) = [one for one in listed if one["operation"] == "s3:GetBucketLocation" and one["account"] == "source"]
    assert (location["resource"], location["permission"]) == ("bucket acme", "s3:GetBucketLocation")


def test_the_text_is_one_table_for_each_account(clinic: Clinic) -> None:
    text = clinic.run("acme", "--dry-run", *BOTH).stdout
    assert "Source account, with profile source" in text
    assert "Destination account, with profile destination" in text
    assert "s3:GetReplicationConfiguration" in text
    assert "GetObjectTagging" in text, "the sample reads tags"
    destination = text.partition("Destination account")[2]
    assert "HeadObject" not in destination, "only --object reads replicas"


def test_the_policies_have_the_name_of_the_bucket(clinic: Clinic) -> None:
    policies = json.loads(clinic.run("acme", "--policy").stdout)
    (bucket,) = [one for one in policies["source"]["Statement"] if one["Sid"] == "Bucket"]
    assert bucket["Resource"] == ["arn:aws:s3:::acme"]


@pytest.mark.parametrize("name", documents())
def test_the_shipped_policies_are_those_that_are_printed(name: str) -> None:
    assert (DOCUMENTS / name).read_text(encoding="utf-8") == documents()[name], "repair: make docs"


@pytest.mark.parametrize(("options", "says"), [
    ((), "no bucket is named"), (("acme", "--all"), "exclude each other"), (("--all", "--object", "key"), "--object needs one bucket"),
], ids=["no bucket", "a bucket and all", "an object of all"])  # fmt: skip
def test_options_that_exclude_each_other(options: tuple[str, ...], says: str, clinic: Clinic) -> None:
    result = clinic.run(*options)
    assert (result.exit_code, result.stdout, says in result.stderr) == (2, "", True)


def calls(clinic: Clinic, *arguments: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(clinic.run(*arguments, "--dry-run", "--json").stdout)["calls"]
    return found


@pytest.mark.parametrize("name", ["", "Bad Name", "<script>", "arn:aws:s3:::acme"])
@pytest.mark.parametrize("option", ["--verbose", "--dry-run", "--policy"])
def test_a_name_that_no_bucket_can_have(name: str, option: str, clinic: Clinic) -> None:
    result = clinic.run(name, option)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not a bucket name" in result.stderr


@pytest.mark.parametrize("text", [
    "nonsense", "", "reader", "arn:aws:iam::222222222222:user/reader", "arn:aws:iam::222222222222:role/", "arn:aws:iam::2222:role/reader",
    "arn:aws:sts::222222222222:assumed-role/reader/session", "arn:aws:iam::222222222222:role/a/", "arn:aws:iam::222222222222:role//",
    "arn:aws:iam::222222222222:role/two words",
])  # fmt: skip
@pytest.mark.parametrize("option", ["--role-arn", "--destination-role-arn"])
def test_a_text_that_is_no_role(option: str, text: str, clinic: Clinic) -> None:
    result = clinic.run("acme", option, text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {option} {text!r} is not the ARN of a role: write arn:aws:iam::222222222222:role/NAME.\n"


def test_an_empty_key(clinic: Clinic) -> None:
    result = clinic.run("acme", "--object", "")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--object names no key" in result.stderr
