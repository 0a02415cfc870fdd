"""The command: where a plan may come from, what its options do, and its exit codes."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from s3_replication.cli.main import main
from tests.findings.test_render import SCHEMA

PLANS = Path(__file__).parent.parent / "plan" / "plans"
ONE = PLANS / "one-account" / "plan.json"
EXISTING = PLANS / "existing" / "plan.json"


def check(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)], input=stdin)


def report(*arguments: str | Path, stdin: bytes | None = None) -> Mapping[str, Any]:
    result = check(*arguments, "--json", stdin=stdin)
    document: Mapping[str, Any] = json.loads(result.stdout)
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return document


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the folder that the tests run in."""
    monkeypatch.chdir(tmp_path)


def test_a_broken_plan_exits_with_1_and_says_so_first() -> None:
    result = check(EXISTING)
    assert result.exit_code == 1
    assert result.stdout.startswith("Replication is broken.")


def test_standard_input_is_read() -> None:
    assert report("-", stdin=EXISTING.read_bytes()) == report(EXISTING)


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit"])
def test_output_writes_the_form_to_a_file(form: str, tmp_path: Path) -> None:
    target = tmp_path / "report"
    result = check(EXISTING, "--format", form, "--output", target)
    assert (result.exit_code, result.stdout) == (1, "")
    assert check(EXISTING, "--format", form).stdout.rstrip() == target.read_text().rstrip()


def test_the_page_and_the_report_are_two_files(tmp_path: Path) -> None:
    result = check(EXISTING, "--html", tmp_path / "report", "--output", tmp_path / "report")
    assert (result.exit_code, "name two files" in result.stderr, (tmp_path / "report").exists()) == (2, True, False)


def test_html_writes_a_page_besides_the_report(tmp_path: Path) -> None:
    result = check(EXISTING, "--html", tmp_path / "report.html", "--ignore", "destination-is-not-versioned:*", "Versioning follows.")
    assert (result.exit_code, result.stdout.partition("\n")[0]) == (1, "Replication is broken.")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for part in ("Replication is broken.", f"plan {EXISTING}", "Accepted: Versioning follows.", "existing-source", 'role="img"'):
        assert part in page


def test_html_that_cannot_be_written_is_wrong_usage(tmp_path: Path) -> None:
    result = check(EXISTING, "--html", tmp_path / "nowhere" / "report.html")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "report.html cannot be written (No such file or directory): name a file in a folder that exists and has room." in result.stderr


def test_an_accepted_finding_is_a_note_with_its_reason() -> None:
    subject = "aws_s3_bucket.destination"
    found = report(EXISTING, "--ignore", f"destination-is-not-versioned:{subject}", "Versioning follows next week.")
    (one,) = [finding for finding in found["findings"] if finding["id"] == "destination-is-not-versioned"]
    assert (one["severity"], one["why"].startswith("Accepted: Versioning follows next week.")) == ("note", True)


def test_accepting_every_finding_exits_with_0() -> None:
    ids = {finding["id"] for finding in report(EXISTING)["findings"] if finding["severity"] != "note"}
    options = [part for name in sorted(ids) for part in ("--ignore", f"{name}:*", "A test.")]
    assert check(EXISTING, *options).exit_code == 0


def test_an_ignore_that_nothing_needs_is_said() -> None:
    assert "--ignore rule-disabled:nothing fits no finding" in check(EXISTING, "--ignore", "rule-disabled:nothing", "Old.").stderr


def test_a_policy_that_a_plan_does_not_show_is_a_value_that_is_not_known() -> None:
    """It is neither a statement that AWS's documents leave open, nor one that a change of that statement repairs."""
    folder = PLANS / "one-account"
    found = report(folder / "plan.json")["findings"]
    assert [one for one in found if one["id"] == "statement-not-decidable"] == []
    fixes = {one["fix"] for one in found if one["id"] == "value-not-known" and one["severity"] == "warning"}
    assert fixes
    assert all(text.startswith("Pass the folder instead of the plan file") for text in fixes)
    with_source = report(folder / "plan.json", "--source", folder)["findings"]
    fixes = {one["fix"] for one in with_source if one["id"] == "value-not-known"}
    assert fixes
    assert all(text.startswith("Use --rehearse") for text in fixes)


def test_settings_of_a_file_count(tmp_path: Path) -> None:
    entry = '[[check.ignore]]\nid = "destination-is-not-versioned"\naddress = "*"\nreason = "Later."\n'
    (tmp_path / ".s3-replication.toml").write_text(f'[check]\nfail-on = "note"\n{entry}')
    found = {finding["id"]: finding["severity"] for finding in report(EXISTING)["findings"]}
    assert found["destination-is-not-versioned"] == "note"
    (tmp_path / ".s3-replication.toml").unlink()
    (tmp_path / "pyproject.toml").write_text(entry.replace("check.ignore", "tool.s3-replication.check.ignore"))
    found = {finding["id"]: finding["severity"] for finding in report(EXISTING)["findings"]}
    assert found["destination-is-not-versioned"] == "note"


def test_an_assumed_destination_is_repeated_in_the_report(tmp_path: Path) -> None:
    plan = json.loads(EXISTING.read_text())
    plan["resource_changes"] = [one for one in plan["resource_changes"] if "destination" not in one["address"]]
    module = plan["prior_state"]["values"]["root_module"]
    module["resources"] = [one for one in module["resources"] if "destination" not in one["address"]]
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan))
    said = report(path, "--assume-destination-allows")["assumptions"]
    assert any(text.startswith("bucket existing-destination exists, is versioned, and its policy allows arn:aws:iam::") for text in said)


BAD = {
    "no file": (["nothing.json"], None, "nothing.json cannot be read (No such file or directory): name a plan file"),
    "an empty file": (["-"], b" \n", "standard input is empty"),
    "broken JSON": (["-"], b'{"format_version": ', "the input is not JSON"),
    "another format": (["-"], b'{"format_version": "9.0", "planned_values": {}}', "format_version is '9.0'"),
    "a state": (["-"], b'{"format_version": "1.0", "values": {}}', "a Terraform state, not a plan"),
    "a plan that failed": (["-"], b'{"format_version": "1.2", "planned_values": {}, "errored": true}', "`terraform plan` failed"),
    "no replication": (["-"], b'{"format_version": "1.2", "planned_values": {}}', "the plan has no replication configuration"),
    "a folder without Terraform": (["."], None, "has no Terraform files"),
    "two ids of one provider": (
        [str(EXISTING), *("--account", "aws.there=111111111111"), *("--account", "aws.there=222222222222")],
        None,
        "give one id for each",
    ),
    "an account without provider": ([str(EXISTING), "--account", "111111111111"], None, "has no '='"),
    "an account of a provider that is not there": (
        [str(EXISTING), "--account", "aws.there=333333333333"],
        None,
        "provider aws.there, which the configuration does not have: name the account of aws.",
    ),
    "an account without id": ([str(EXISTING), "--account", "aws=12"], None, "--account 'aws=12' has no account id of 12 digits"),
    "an account without provider name": ([str(EXISTING), "--account", "=111111111111"], None, "names no provider"),
    "an ignore without address": ([str(EXISTING), "--ignore", "rule-disabled", "x"], None, "has no address: write ID:ADDRESS"),
    "an ignore without reason": ([str(EXISTING), "--ignore", "rule-disabled:*", " "], None, "has no reason"),
    "an unknown check": ([str(EXISTING), "--ignore", "nothing:*", "x"], None, "check 'nothing' does not exist"),
    "an unknown switch": ([str(EXISTING), "--switch", "nothing=yes"], None, "switch 'nothing' does not exist"),
    "an unknown switch, before Terraform is needed": ([".", "--switch", "nothing=yes"], None, "switch 'nothing' does not exist"),
    "an unknown check, before Terraform is needed": ([".", "--ignore", "nothing:*", "x"], None, "check 'nothing' does not exist"),
    "a file of a configuration": ([str(EXISTING.parent / "main.tf")], None, "is a file of a Terraform configuration: name its folder"),
    "a source that is no folder": ([str(EXISTING), "--source", "nowhere"], None, "--source nowhere is not a folder"),
    "a variable without value": ([str(EXISTING), "--var", "name"], None, "--var 'name' is not NAME=VALUE"),
    "a file of variables that is none": ([str(EXISTING), "--var-file", "nowhere"], None, "--var-file nowhere is not a file"),
    "an output in no folder": ([str(EXISTING), "--output", "nowhere/report"], None, "--output nowhere/report cannot be written"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_sentence_and_2(name: str) -> None:
    arguments, stdin, sentence = BAD[name]
    result = check(*arguments, stdin=stdin)
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("Error: ")
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[check\n", "cannot be read"),
        ("[check]\nfail_on = 1\n", "check.fail_on does not exist; allowed are fail-on"),
        ('[check]\nfail-on = "all"\n', "check.fail-on is 'all'; allowed are error, warning, note"),
        ("[check]\nignore = [1]\n", "check.ignore must be a list of tables"),
        ('[[check.ignore]]\nid = "rule-disabled"\n', "it must have id, address and reason"),
        ('[[check.ignore]]\nid = "nothing"\naddress = "*"\nreason = "x"\n', "check 'nothing' does not exist"),
        ("[check]\naccounts = 3\n", "check.accounts must be a table"),
        ('[check]\naccounts = { aws = "12" }\n', "as a string of 12 digits"),
        ("[check]\nassume-destination-allows = 3\n", "allowed are true and false"),
    ],
)
def test_bad_settings_are_one_sentence_and_2(text: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / ".s3-replication.toml").write_text(text)
    result = check(EXISTING)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_a_saved_plan_that_terraform_cannot_read_is_one_sentence_and_3(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "saved.tfplan", "w") as archive:
        archive.writestr("nothing", "")
    result = check(tmp_path / "saved.tfplan")
    assert result.exit_code == 3
    assert result.stderr.startswith("Error: terraform show cannot read ")
    assert "run `terraform init` there, or give the output of `terraform show -json FILE`." in result.stderr
    assert result.stderr.count("\n") == 1


def test_json_errors_are_json() -> None:
    assert "has no Terraform files" in json.loads(check(".", "--json").stdout)["error"]


def test_explain_prints_a_check_and_lists_all() -> None:
    listed = CliRunner().invoke(main, ["explain"]).stdout
    assert "bucket-policy-denies" in listed
    one = CliRunner().invoke(main, ["explain", "bucket-policy-denies"])
    assert "Source: https://docs.aws.amazon.com/" in one.stdout
    wrong = CliRunner().invoke(main, ["explain", "bucket-policy-denied"])
    assert wrong.exit_code == 2
    assert "did you mean bucket-policy-denies" in wrong.stderr
    assert len(wrong.stderr) < 300
    assert "exist: `s3-replication explain` lists all" in CliRunner().invoke(main, ["explain", "%"]).stderr


@pytest.mark.parametrize("severity", ["error", "warning", "note"])
def test_fail_on_takes_every_severity(severity: str) -> None:
    assert check(EXISTING, "--fail-on", severity).exit_code == 1


HOSTILE = {
    "brackets without end": "[" * 100_000,
    "objects in objects": '{"Statement":' * 3_000 + "1" + "}" * 3_000,
    "no object": "[]",
    "a megabyte": json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "x" * 1_000_000, "Resource": "*"}]}),
    "wildcards that match in many ways": json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::" + "*a?" * 300 + "!"}]}
    ),
    "many statements": json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": f"s3:{n}*", "Resource": f"*{n}*"} for n in range(3_000)]}
    ),
    "control characters": '{"Version": "\\u0000\\u001b[2J", "Statement": [{"Effect": "\\u202e"}]}',
    "half of a pair of surrogates": '{"Version": "2012-10-17", "Statement": {"Sid": "\\ud800", "Effect": "Allow", "Action": "*"}}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_policy_gives_a_report(name: str) -> None:
    plan, replaced = json.loads(ONE.read_text()), 0
    for change in plan["resource_changes"]:
        after = change["change"]["after"]
        for argument in ("policy", "assume_role_policy"):
            if argument in after:
                after[argument] = HOSTILE[name]
                replaced += 1
                change["change"]["after_unknown"].pop(argument, None)
    result = check("-", "--json", stdin=json.dumps(plan).encode())
    assert replaced
    assert result.exit_code in (0, 1), result.output
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(result.stdout))


def test_five_thousand_resources_more_change_no_outcome() -> None:
    plan = json.loads(ONE.read_text())
    others = {
        "aws_s3_bucket": "bucket",
        "aws_iam_role": "name",
        "aws_instance": "ami",
        "aws_sns_topic": "name",
        "aws_iam_policy": "name",
    }
    for number in range(5_000):
        kind, argument = list(others.items())[number % len(others)]
        name = f"other-{number}"
        body = {"actions": ["create"], "after": {argument: name}, "after_unknown": {"arn": True, "id": True}}
        entry = {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "change": body}
        plan["resource_changes"].append(entry)
        written = {**entry, "provider_config_key": "aws", "expressions": {argument: {"constant_value": name}}}
        plan["configuration"]["root_module"]["resources"].append({key: one for key, one in written.items() if key != "change"})
    assert report("-", stdin=json.dumps(plan).encode())["outcomes"] == report(ONE)["outcomes"]
