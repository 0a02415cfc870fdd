"""The doctor with Terraform's state: each difference of the live pair is found once, with both values, and nothing else is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.doctor.conftest import Clinic
from tests.doctor.recorded import SECRET, plan_of, resource, state_of
from tests.doctor.test_faults import Patient, filled
from tests.local.conftest import DESTINATION, SOURCE, Pair, policy

ROWS = yaml.safe_load(Path(__file__).with_name("drift.yaml").read_text())


def drift(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in report["findings"] if one["id"].startswith("live-")]


def written(clinic: Clinic, document: object, name: str = "state.json") -> str:
    path = clinic.folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return str(path)


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in ROWS])
def test_a_difference_is_found_with_both_values(row: dict[str, Any], clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    state = written(clinic, state_of(pair))
    patient = Patient(pair, ("", ""))
    patient.breaks(row["break"])
    report = clinic.report(pair.source, *clinic.sides, "--terraform", state)
    assert {one["id"]: one["subject"] for one in drift(report)} == row["finds"], drift(report)
    assert len(drift(report)) == len(row["finds"])
    for one in drift(report):
        for part in filled(row["says"], patient.names):
            assert part in one["why"]
        assert all(part in one["repair"]["changes"][0]["text"] for part in row.get("text", ()))
        command = filled(row.get("command", "terraform apply"), patient.names)
        assert [change["cli"] for change in one["repair"]["changes"]] == [command]


def test_a_pair_as_in_the_state_has_no_difference(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    report = clinic.report(pair.source, *clinic.sides, "--terraform", written(clinic, state_of(pair)), code=0)
    assert not drift(report)


@pytest.mark.parametrize(("action", "says"), [
    ("update", "Apply the plan, which changes aws_s3_bucket_versioning.destination, or plan again."),
    ("no-op", "The plan has no change for it and did not see the value on AWS: it is older, or was made with -refresh=false."),
])  # fmt: skip
def test_the_fix_of_a_difference_from_a_plan_depends_on_what_the_plan_does(
    action: str, says: str, clinic: Clinic, make_pair: Callable[..., Pair]
) -> None:
    pair = make_pair()
    plan = written(clinic, plan_of(pair, action, "aws_s3_bucket_versioning.destination"))
    pair.at_destination.put_bucket_versioning(Bucket=pair.destination, VersioningConfiguration={"Status": "Suspended"})
    (found,) = drift(clinic.report(pair.source, *clinic.sides, "--terraform", plan))
    assert "Enabled in the plan, Suspended on AWS." in found["why"]
    assert found["repair"]["changes"][0]["text"].startswith(says)


def test_a_plan_that_does_not_show_the_account_of_a_provider_is_compared_without_it(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    plan = plan_of(pair, "no-op", "aws_s3_bucket_versioning.destination")
    plan["configuration"]["provider_config"]["aws.destination"]["expressions"] = {"profile": {"constant_value": "destination"}}
    pair.at_destination.put_bucket_versioning(Bucket=pair.destination, VersioningConfiguration={"Status": "Suspended"})
    (found,) = drift(clinic.report(pair.source, *clinic.sides, "--terraform", written(clinic, plan)))
    assert found["subject"] == "aws_s3_bucket_versioning.destination"


def test_two_states_are_one_comparison(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    """Even if both have parts of one bucket."""
    pair = make_pair()
    state = state_of(pair)
    every = state["values"]["root_module"]["resources"]
    split = ("aws_s3_bucket_policy.destination", "aws_s3_bucket_versioning.destination")
    sides = [[one for one in every if (one["address"] in split) is there] for there in (False, True)]
    files = [written(clinic, {**state, "values": {"root_module": {"resources": one}}}, f"{at}.json") for at, one in enumerate(sides)]
    pair.at_destination.put_bucket_versioning(Bucket=pair.destination, VersioningConfiguration={"Status": "Suspended"})
    options = [("--terraform", one) for one in files]
    assert not drift(clinic.report(pair.source, *clinic.sides, *options[0]))
    both = drift(clinic.report(pair.source, *clinic.sides, *options[0], *options[1]))
    assert [one["subject"] for one in both] == ["aws_s3_bucket_versioning.destination"]


@pytest.mark.parametrize(("kind", "names"), [
    ("aws_iam_role_policy_attachment", lambda role: {"role": role}), ("aws_iam_policy_attachment", lambda role: {"roles": [role]}),
], ids=["attachment to a role", "attachment to several"])  # fmt: skip
def test_a_policy_that_only_allows_more_than_terraform_is_a_note(
    kind: str, names: Callable[[str], dict[str, Any]], clinic: Clinic, make_pair: Callable[..., Pair]
) -> None:
    pair = make_pair()
    iam = pair.aws.client("iam")
    document = policy({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"})
    own, other = (iam.create_policy(PolicyName=f"{pair.role}-{name}", PolicyDocument=document)["Policy"]["Arn"] for name in ("own", "more"))
    iam.attach_role_policy(RoleName=pair.role, PolicyArn=own)
    attached = resource(f"{kind}.own", {**names(pair.role), "policy_arn": own})
    managed = resource("aws_iam_policy.own", {"arn": own, "name": f"{pair.role}-own", "policy": document})
    state = written(clinic, state_of(pair, attached, managed))
    assert not drift(clinic.report(pair.source, *clinic.sides, "--terraform", state))
    iam.create_policy_version(PolicyArn=other, PolicyDocument=document.replace("GetObject", "ListBucket"), SetAsDefault=True)
    iam.attach_role_policy(RoleName=pair.role, PolicyArn=other)
    (found,) = drift(clinic.report(pair.source, *clinic.sides, "--terraform", state))
    assert (found["severity"], found["repair"]["changes"][0]["cli"]) == (
        "note",
        f"aws iam detach-role-policy --role-name {pair.role} --policy-arn {other}",
    )


def test_a_policy_of_one_of_two_roles_with_one_name_is_no_difference(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    """A state does not say which of the two roles the policy is of."""
    pair = make_pair()
    other = {"arn": f"arn:aws:iam::{DESTINATION}:role/{pair.role}", "name": pair.role, "assume_role_policy": policy()}
    denies = policy({"Effect": "Deny", "Action": "s3:*", "Resource": "*"})
    more = [resource("aws_iam_role.other", other)]
    more.append(resource("aws_iam_role_policy.other", {"name": "guard", "role": pair.role, "policy": denies}))
    state = written(clinic, state_of(pair, *more))
    assert not drift(clinic.report(pair.source, *clinic.sides, "--terraform", state))


def test_what_the_caller_may_not_see_or_the_state_does_not_know_is_no_difference(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    """The destination's account is not visible, and the values that changed in the source are sensitive."""
    pair = make_pair()
    state = state_of(pair)
    for one in state["values"]["root_module"]["resources"]:
        if one["type"] in ("aws_iam_role_policy", "aws_s3_bucket_replication_configuration"):
            one["sensitive_values"] = {"policy": True, "rule": True}
    pair.allow({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"})
    pair.configure({"Filter": {"Prefix": "logs/"}})
    pair.at_destination.put_bucket_versioning(Bucket=pair.destination, VersioningConfiguration={"Status": "Suspended"})
    report = clinic.report(pair.source, "--profile", "source", "--terraform", written(clinic, state))
    assert not drift(report)


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit"])
def test_no_form_of_the_report_has_a_sensitive_value(form: str, clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    state = state_of(pair)
    for one in state["values"]["root_module"]["resources"]:
        if one["type"] == "aws_s3_bucket_policy":
            one["values"]["policy"] = one["values"]["policy"].replace("2012-10-17", "2008-10-17").replace(pair.role, SECRET)
            one["sensitive_values"] = {"policy": True}
    pair.at_destination.put_bucket_versioning(Bucket=pair.destination, VersioningConfiguration={"Status": "Suspended"})
    page = clinic.folder / "page.html"
    shown = ("--verbose", "--format", form, "--html", str(page), "--terraform", written(clinic, state))
    result = clinic.run(pair.source, *clinic.sides, *shown)
    assert "live-setting-differs" in result.stdout
    assert SECRET not in result.output
    assert "live-setting-differs" in page.read_text()
    assert "<summary>Terraform</summary>" in page.read_text()
    assert SECRET not in page.read_text()


def test_a_difference_of_any_bucket_is_found_with_all(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    state = written(clinic, state_of(pair))
    pair.at_destination.put_bucket_versioning(Bucket=pair.destination, VersioningConfiguration={"Status": "Suspended"})
    result = clinic.run("--all", *clinic.sides, "--json", "--terraform", state)
    reports = {one["bucket"]: one["report"] for one in json.loads(result.stdout)["buckets"]}
    assert [name for name, report in reports.items() if report and drift(report)] == [pair.source]


def test_a_key_that_was_disabled_and_whose_policy_changed_differs(clinic: Clinic, make_encrypted: Callable[[], Any]) -> None:
    made = make_encrypted()
    kms = made.pair.aws.client("kms", DESTINATION, "eu-west-1")
    document = kms.get_key_policy(KeyId=made.replica_key, PolicyName="default")["Policy"]
    identity = {"arn": made.replica_key, "key_id": made.replica_key.rpartition("/")[2]}
    key = resource("aws_kms_key.replicas", {**identity, "is_enabled": True, "policy": document})
    state = written(clinic, state_of(made.pair, key))
    kms.disable_key(KeyId=made.replica_key)
    kms.put_key_policy(KeyId=made.replica_key, PolicyName="default", Policy=document.replace('"kms:Decrypt"', '"kms:DescribeKey"'))
    found = [one["why"] for one in drift(clinic.report(made.pair.source, *clinic.sides, "--terraform", state))]
    assert any("Enabled in Terraform's state, Disabled on AWS." in one for one in found), found
    assert any("Allow kms:DescribeKey" in one and "only on AWS" in one and "Allow kms:Decrypt" in one for one in found), found


BAD = [
    ("no file", None, "cannot be read (No such file or directory): name the output of `terraform show -json`"),
    ("empty", "", "is empty"),
    ("not JSON", "terraform {", "(Expecting value: line 1 column 1 (char 0)): give the output of `terraform show -json`, of a state or"),
    ("other JSON", "[1]", "the input is JSON but neither a state nor a plan of Terraform: give the output of `terraform show -json`"),
    ("null", "null", "the input is JSON but neither a state nor a plan of Terraform: give the output of `terraform show -json`"),
    ("half a saved plan", "PK\x03\x04rest", "starts like a saved plan, but it is not complete: make it again, or give the output of"),
    ("no version", "{}", "the input is JSON but neither a state nor a plan of Terraform"),
    ("an empty state", {"format_version": "1.0"}, "the state is empty"),
    ("another version", {"format_version": "2.0", "values": {"root_module": {}}}, "version 1.x is read: install a newer s3-replication."),
    ("an older version", {"format_version": "0.1", "values": {"root_module": {}}}, "version 1.x is read: use Terraform 1.9 or later."),
    ("a state file", {"version": 4, "serial": 1, "lineage": "x", "resources": []}, "give the output of `terraform show -json FILE`"),
]


@pytest.mark.parametrize(("document", "says"), [pytest.param(*row[1:], id=row[0]) for row in BAD])
def test_what_is_no_state_and_no_plan_is_refused_in_one_sentence(document: object, says: str, clinic: Clinic) -> None:
    state = str(clinic.folder / "missing.json") if document is None else written(clinic, document)
    result = clinic.run("acme-ledger", *clinic.sides, "--terraform", state)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(("files", "says"), [
    (["main.tf"], "is not initialised, so Terraform cannot show its state: run `terraform init` in it."),
    ([], "has no Terraform files (*.tf)"),
], ids=["not initialised", "not Terraform's"])  # fmt: skip
def test_a_folder_without_a_state_to_show_is_refused(files: list[str], says: str, clinic: Clinic) -> None:
    folder = clinic.folder / "live"
    folder.mkdir()
    for name in files:
        (folder / name).write_text("")
    result = clinic.run("acme-ledger", *clinic.sides, "--terraform", str(folder))
    assert result.exit_code == 2
    assert says in result.stderr
    assert [one.name for one in folder.iterdir()] == files


def test_a_state_without_the_bucket_is_refused(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair, other = make_pair(), make_pair()
    result = clinic.run(pair.source, *clinic.sides, "--terraform", written(clinic, state_of(other)))
    assert result.exit_code == 2
    assert f"does not have bucket {pair.source}: it has {other.destination} and {other.source}." in result.stderr


def test_with_all_a_state_without_a_bucket_of_the_account_is_refused(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    state = json.dumps(state_of(pair)).replace(pair.source, "other-source").replace(pair.destination, "other-destination")
    result = clinic.run("--all", *clinic.sides, "--terraform", written(clinic, state))
    assert result.exit_code == 2
    assert "has no bucket of the account: it has other-destination and other-source." in result.stderr


def test_a_state_of_another_account_is_refused(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    state = json.dumps(state_of(pair)).replace(SOURCE, "333333333333")
    result = clinic.run(pair.source, *clinic.sides, "--terraform", written(clinic, state))
    assert result.exit_code == 2
    assert f"in account 333333333333, but account {SOURCE} owns the live bucket" in result.stderr


def test_versions_that_no_rule_covers_show_that_the_rules_were_replaced(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    """Without a state."""
    pair = make_pair()
    version = pair.put("reports/1.csv")
    pair.configure({"Filter": {"Prefix": "logs/"}})
    (found,) = [one for one in clinic.report(pair.source)["findings"] if one["id"] == "objects-without-rule"]
    assert f"version {version} of reports/1.csv, which is COMPLETED and was written at 20" in found["why"]
    assert (found["severity"], found["certain"]) == ("warning", False)


@pytest.mark.parametrize("rules", [
    ({"Filter": {"Prefix": "reports/"}, "Status": "Disabled"},),
    ({"Filter": {"Tag": {"Key": "keep", "Value": "yes"}}, "DeleteMarkerReplication": {"Status": "Disabled"}},),
], ids=["a disabled rule", "a rule with tags"])  # fmt: skip
def test_a_rule_that_may_have_selected_them_does_not(rules: Any, clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.put("reports/1.csv")
    pair.configure(*rules)
    assert "objects-without-rule" not in {one["id"] for one in clinic.report(pair.source)["findings"]}
