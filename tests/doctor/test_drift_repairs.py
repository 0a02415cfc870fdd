"""Differences from Terraform, with a real one: found, repaired with the printed commands of Terraform, and seen to replicate."""

import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from s3_replication.terraform import Terraform, find_binary, terraform_environment
from tests.doctor.conftest import Clinic
from tests.doctor.test_drift import drift, written
from tests.local.conftest import DESTINATION, SOURCE, Aws, Pair, unique

pytestmark = pytest.mark.xdist_group("drift-repairs")  # the tests share one apply
CONFIGURATION = Path(__file__).with_name("drift_pair")
_IGNORES = "  lifecycle { ignore_changes = [rule] }\n\n  depends_on ="


@dataclass
class Applied:
    """One applied configuration of a pair, and what the doctor said when its destination was in the wrong account."""

    clinic: Clinic
    folder: Path
    variables: Mapping[str, str]
    names: dict[str, str]
    wrong: dict[str, Any] = field(default_factory=dict)
    status: str = ""

    @property
    def pair(self) -> Pair:
        name = self.names["name"]
        return Pair(self.clinic.aws, f"{name}-source", self.names["destination_name"], f"{name}-replication")

    def terraform(self, **more: str) -> Terraform:
        return Terraform(self.folder, find_binary(self.variables), {**self.variables, **more})

    def doctor(self, *terraform: str) -> list[dict[str, Any]]:
        """The findings about Terraform, and about rules that are gone."""
        options = [part for one in terraform for part in ("--terraform", one)]
        report = self.clinic.report(self.pair.source, *self.clinic.sides, *options)
        return [*drift(report), *[one for one in report["findings"] if one["id"] == "objects-without-rule"]]

    def repair(self, finding: dict[str, Any]) -> None:
        """Run the commands that the finding prints."""
        (change,) = finding["repair"]["changes"]
        for command in change["cli"].split("; "):
            _, verb, *arguments = shlex.split(command)
            if verb == "state":
                self.terraform().forget("|".join(f"^{one}$".replace(".", r"\.") for one in arguments[1:]))
            else:
                self.terraform().apply()

    def replicates(self, key: str) -> bool:
        self.pair.put(key)
        return bool(self.pair.head(key).get("ReplicationStatus") == "COMPLETED" and self.pair.replica(key))

    def edit(self, old: str, new: str) -> None:
        path = self.folder / "main.tf"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def applied(aws: Aws, tmp_path_factory: pytest.TempPathFactory) -> Applied:
    """Planned for the right account and applied by somebody whose profile of the destination is of the wrong one; then repaired.

    The local AWS ends with the session, so nothing is destroyed.
    """
    folder = tmp_path_factory.mktemp("drift")
    clinic = Clinic(aws, folder)
    (folder / "other").mkdir()
    laptop = Clinic(aws, folder / "other", sides=())
    laptop.add_profile("destination", SOURCE)
    text = (folder / "other" / "config").read_text()
    (folder / "other" / "config").write_text(text[: text.index("[profile destination]")] + text[text.rindex("[profile destination]") :])
    configuration = Path(shutil.copytree(CONFIGURATION, folder / "pair"))
    hidden = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION")
    given = {name: value for name, value in aws.running.full_environment().items() if name not in hidden}
    variables = {**terraform_environment(given, folder), **clinic.environment}
    names = {"name": unique("drift"), "destination_name": unique("drift-first")}
    made = Applied(clinic, configuration, variables, names)
    made.terraform().variables(names)
    made.terraform().init()
    plan = made.terraform().plan()
    made.terraform(**laptop.environment).apply(plan)
    made.pair.put("first")
    made.status = made.pair.head("first")["ReplicationStatus"]
    (made.wrong,) = made.doctor(written(clinic, plan.document, "plan.json"))
    names["destination_name"] = unique("drift-second")
    made.terraform().variables(names)
    made.repair(made.wrong)
    return made


def test_a_bucket_in_the_wrong_account_is_found_in_the_plan_and_moved(applied: Applied) -> None:
    assert (applied.status, applied.wrong["id"], applied.wrong["subject"]) == (
        "COMPLETED",
        "live-bucket-in-another-account",
        "aws_s3_bucket.destination",
    )
    assert f"{DESTINATION} in the plan, {SOURCE} on AWS" in applied.wrong["why"]
    assert "provider aws.destination" in applied.wrong["repair"]["changes"][0]["text"]
    assert applied.replicates("moved")
    owner = applied.pair.at_destination.get_bucket_location(Bucket=applied.pair.destination, ExpectedBucketOwner=DESTINATION)
    assert owner["LocationConstraint"] == "eu-west-1"


def test_rules_that_another_tool_replaced_under_ignore_changes_come_back(applied: Applied) -> None:
    assert applied.replicates("before")
    applied.edit("  depends_on =", _IGNORES)
    applied.pair.configure({"ID": "backup", "Filter": {"Prefix": "logs/"}})
    plan = applied.terraform().plan()
    assert not plan.changes
    (by_plan, uncovered) = applied.doctor(written(applied.clinic, plan.document, "plan.json"))
    assert (by_plan["id"], uncovered["id"]) == ("live-rules-replaced", "objects-without-rule")
    assert "If Terraform owns it: the plan saw the value on AWS and has no change for" in by_plan["repair"]["changes"][0]["text"]
    (by_folder, _) = applied.doctor(str(applied.folder))
    assert by_folder["id"] == "live-rules-replaced"
    assert "rule everything in the configuration, rule backup on AWS." in by_folder["why"]
    line = 1 + (applied.folder / "main.tf").read_text().split("\n").index('resource "aws_s3_bucket_replication_configuration" "this" {')
    assert by_folder["location"] == {"file": "main.tf", "line": line}
    ignored = f"remove rule from ignore_changes of aws_s3_bucket_replication_configuration.this (main.tf:{line}), then apply."
    assert ignored in by_folder["repair"]["changes"][0]["text"]
    applied.edit(_IGNORES, "  depends_on =")
    applied.repair(by_folder)
    assert applied.replicates("after")
    assert not applied.doctor()


def test_rules_that_only_the_state_has_are_put_again(applied: Applied) -> None:
    state = written(applied.clinic, applied.terraform().show())
    applied.pair.at_source.delete_bucket_replication(Bucket=applied.pair.source)
    (found,) = applied.doctor(state)
    assert (found["id"], found["severity"]) == ("live-rules-missing", "error")
    applied.repair(found)
    assert applied.replicates("again")
    assert not applied.doctor(state)
