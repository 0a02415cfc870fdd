"""What only a plan can show: each check finds its fault in a plan of real HCL, and nothing in what is right next to it."""

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import botocore.loaders
import pytest
import yaml

import s3_replication.check.plan_checks
from s3_replication.check import CheckOptions, run_check
from s3_replication.check.plan_checks import plan_findings
from s3_replication.check.plan_checks.region_names import PLACES, regions_of_alias
from s3_replication.core import join_worlds
from s3_replication.findings.catalogue import catalogue
from s3_replication.findings.finding import Finding, ReplicationVerdict, Severity
from s3_replication.inputs import PlanInput
from s3_replication.plan import Source, read_plan
from s3_replication.terraform import Terraform, find_binary, terraform_environment

pytestmark = pytest.mark.xdist_group("plan-checks")  # the findings are made once
HERE = Path(__file__).parent
ROWS = yaml.safe_load((HERE / "plan_checks.yaml").read_text(encoding="utf-8"))
ACCOUNTS = {"aws": "111111111111", "aws.second": "222222222222"}
WITH_SOURCE = "with-source"
Plan = Mapping[str, Any]


@pytest.fixture(scope="session")
def faults(once: Callable[[str, Callable[[Path], object]], object]) -> Plan:
    """The plan of plan/, made once; it creates everything, so it needs no AWS."""

    def make(folder: Path) -> object:
        root = Path(shutil.copytree(HERE / "plan", folder / "plan", ignore=shutil.ignore_patterns(".terraform*")))
        terraform = Terraform(root, find_binary(os.environ), terraform_environment(os.environ, folder / "cli"))
        terraform.init()
        return terraform.plan().document

    plan = once("plan-checks", make)
    assert isinstance(plan, dict)
    return plan


@pytest.fixture(scope="session")
def found(faults: Plan) -> Mapping[str | None, Sequence[Finding]]:
    """What the checks find, by the recorded plan's name; None is the plan of plan/, and "with-source" that plan and its source."""
    recorded = {path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in HERE.glob("plans/*/plan.json")}
    ours = {None: findings(faults, ACCOUNTS), WITH_SOURCE: findings(faults, ACCOUNTS, Source.read(HERE / "plan"))}
    return {**ours, **{name: findings(plan) for name, plan in recorded.items()}}


def findings(plan: Plan, accounts: Mapping[str, str] | None = None, source: Source | None = None) -> list[Finding]:
    reading = read_plan(plan, accounts=accounts, source=source)
    return list(plan_findings([reading], reading.world))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['check']}-{row.get('plan', 'new')}")
def test_a_check_finds_its_fault_and_nothing_else(row: Mapping[str, Any], found: Mapping[str | None, Sequence[Finding]]) -> None:
    mine = [finding for finding in found[row.get("plan")] if finding.id == row["check"]]
    certain = [finding for finding in mine if finding.certain]
    assert {finding.subject for finding in certain} == set(row["found"])
    assert {finding.subject for finding in mine if not finding.certain} - set(row["found"]) == set(row.get("unsure", ()))
    usual, others = catalogue()[row["check"]].severity, row.get("severity", {})
    assert {(one.subject, one.severity) for one in certain} == {(one, others.get(one, usual)) for one in row["found"]}
    for subject, words in row["found"].items():
        text = " ".join(finding.why for finding in certain if finding.subject == subject)
        assert [one for one in words if one not in text] == [], text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['check']}-{row.get('plan', 'new')}")
def test_what_must_stay_quiet_is_in_the_plan(row: Mapping[str, Any], faults: Plan) -> None:
    name = row.get("plan", WITH_SOURCE)
    plan = faults if name == WITH_SOURCE else json.loads((HERE / "plans" / name / "plan.json").read_text(encoding="utf-8"))
    addresses = {change["address"] for change in plan["resource_changes"]}
    assert set(row.get("quiet", ())) <= addresses - set(row["found"])


def test_the_source_shows_what_local_values_hide(found: Mapping[str | None, Sequence[Finding]]) -> None:
    """Each finding that was a note without source becomes certain, or goes: the rules of "hidden" do wait for its versioning."""
    assert [finding for finding in found[WITH_SOURCE] if not finding.certain] == []
    rows = [row for row in ROWS if row.get("plan", WITH_SOURCE) == WITH_SOURCE]
    expected = {(row["check"], subject) for row in rows for subject in (*row["found"], *row.get("unsure", ()))}
    waiting = ("rules-do-not-wait-for-versioning", "aws_s3_bucket_replication_configuration.hidden")
    assert {(finding.id, finding.subject) for finding in found[WITH_SOURCE]} == expected - {waiting}


RIGHT = [path.parent for path in sorted((HERE.parent / "plan").glob("**/plan.json"))]
UNORDERED = {"one-account": "rules-do-not-wait-for-versioning", "two-accounts": "rules-do-not-wait-for-versioning"}


@pytest.mark.parametrize("folder", RIGHT, ids=lambda folder: folder.name)
def test_the_plans_of_the_plan_reader_have_no_fault_of_the_plan_but_the_order_of_two(folder: Path) -> None:
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    for source in (None, Source.read(folder)):
        serious = {finding.id for finding in findings(plan, source=source) if finding.severity is not Severity.NOTE}
        assert serious <= {UNORDERED.get(folder.name)}


@pytest.mark.parametrize(
    ("name", "namespace", "found"),
    [
        ("names-111111111111-us-east-1-an", "account-regional", False),
        ("names-111111111111-us-east-1-an", "global", True),
        ("names-222222222222-us-east-1-an", "account-regional", True),
        ("names-111111111111-eu-west-1-an", "account-regional", True),
        ("names", "account-regional", True),
        ("names", "global", False),
    ],
)
def test_a_name_and_its_namespace(name: str, namespace: str, found: bool, faults: Plan) -> None:
    """Provider 6.37 and newer have the argument; the plan of plan/ is of an older one."""
    changes = [change for change in faults["resource_changes"] if change["address"] == "aws_s3_bucket.not_reserved"]
    after = {**changes[0]["change"]["after"], "bucket": name, "bucket_namespace": namespace}
    changed = [{**changes[0], "change": {**changes[0]["change"], "after": after}}]
    said = [finding.why for finding in findings({**faults, "resource_changes": changed}, ACCOUNTS)]
    assert bool(said) is found, said


def side(faults: Plan, *ends: str) -> Plan:
    """The plan of some resources alone, as of one of several states."""
    return {**faults, "resource_changes": [one for one in faults["resource_changes"] if one["address"].endswith(ends)]}


def together(*plans: Plan) -> list[Finding]:
    readings = [read_plan(plan, accounts=ACCOUNTS) for plan in plans]
    return list(plan_findings(readings, join_worlds([reading.world for reading in readings])))


def test_resources_of_two_plans_write_one_policy(faults: Plan) -> None:
    pair = ("two_writers.aws_s3_bucket.source", "two_writers.aws_s3_bucket_replication_configuration.this")
    source, first, second = side(faults, *pair), side(faults, "policy.first"), side(faults, "policy.second")
    (found,) = (finding for finding in together(first, second, source) if finding.id == "two-resources-write-one-bucket-policy")
    assert (found.subject, "aws_s3_bucket_policy.second of another plan" in found.why) == ("aws_s3_bucket_policy.first", True)
    assert [one.id for one in together(first, first, source) if one.id == found.id] == [], "the same plan twice"


def test_rules_of_one_plan_make_a_bucket_of_another_a_destination(faults: Plan) -> None:
    """Each side in its own state."""
    destination = side(faults, "force_destroy.aws_s3_bucket.destination", "force_destroy.aws_s3_bucket_versioning.destination")
    source = side(faults, "force_destroy.aws_s3_bucket.source", "force_destroy.aws_s3_bucket_replication_configuration.this")
    assert together(destination) == []
    assert "destination-has-force-destroy" in {finding.id for finding in together(source, destination)}


def test_every_place_is_the_one_of_its_region() -> None:
    partitions = botocore.loaders.Loader().load_data("endpoints")["partitions"]
    described = {region: one["description"] for partition in partitions for region, one in partition["regions"].items()}
    assert {place for place, region in PLACES.items() if place not in described[region].lower().replace(" ", "")} == set()


@pytest.mark.parametrize(
    ("alias", "regions"),
    [
        ("eu_west_1", ["eu-west-1"]), ("euw1", ["eu-west-1"]), ("dr-apse2", ["ap-southeast-2"]), ("Ireland", ["eu-west-1"]),
        ("cape_town", ["af-south-1"]), ("us-gov-west-1", ["us-gov-west-1"]), ("eusc-de-east-1", ["eusc-de-east-1"]),
        ("destination", []), ("use", []), ("eu-west-11", []),
    ],
)  # fmt: skip
def test_the_regions_that_an_alias_names(alias: str, regions: list[str]) -> None:
    assert list(regions_of_alias(alias)) == regions


def test_every_check_of_a_plan_has_a_row() -> None:
    folder = Path(s3_replication.check.plan_checks.__file__).parent
    written = {word for path in folder.glob("*.py") for word in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', path.read_text(encoding="utf-8"))}
    assert written & set(catalogue()) == {row["check"] for row in ROWS}


def test_an_error_of_the_plan_breaks_the_verdict(faults: Plan) -> None:
    def verdict(*policies: str) -> tuple[ReplicationVerdict, set[str]]:
        names = ("module.two_writers.", *(f"aws_s3_bucket_policy.{name}" for name in policies))
        changes = [change for change in faults["resource_changes"] if change["address"].startswith(names)]
        report = run_check([PlanInput({**faults, "resource_changes": changes})], CheckOptions(accounts=ACCOUNTS))
        return report.verdict, {finding.id for finding in report.findings if finding.severity is Severity.ERROR}

    assert verdict("first") == (ReplicationVerdict.WORKS, set())
    assert verdict("first", "second") == (ReplicationVerdict.BROKEN, {"two-resources-write-one-bucket-policy"})
