"""The doctor on every applied example: replication works, without an error, a warning, or a difference from Terraform's state."""

import json
from collections.abc import Mapping
from typing import Any

from s3_replication.core import ReplicationConfiguration
from s3_replication.doctor import Accounts, diagnose
from s3_replication.findings.finding import ReplicationVerdict, Severity
from s3_replication.plan import TerraformRecord, read_recorded
from tests.examples.conftest import Applied, pairs_of

# Other tests of the same apply make objects fail on purpose.
OF_OTHER_TESTS = {"failed-objects-remain"}


def test_replication_works_without_a_warning(applied: Any) -> None:
    recorded = read_recorded(state_of(applied))
    for connections, bucket, owner in _sources(applied):
        assert isinstance(recorded.reading.world.buckets[bucket].replication, ReplicationConfiguration)
        report = diagnose(Accounts(connections, owner), bucket, recorded=[recorded]).report
        said = [one for one in report.findings if one.severity is not Severity.NOTE and one.id not in OF_OTHER_TESTS]
        assert not said
        assert not [one for one in report.findings if one.id.startswith("live-")]
        assert report.verdict is ReplicationVerdict.WORKS


def test_nothing_differs_from_the_plan_that_was_applied(applied: Any) -> None:
    recorded: TerraformRecord = read_recorded(applied.first_plan)
    for connections, bucket, owner in _sources(applied):
        about = [recorded] if bucket in recorded.reading.world.buckets else []
        report = diagnose(Accounts(connections, owner), bucket, recorded=about).report
        assert not [one for one in report.findings if one.id.startswith("live-")]


def _sources(applied: Applied) -> list[tuple[Mapping[str, Any], str, str]]:
    """Each source bucket with the account that owns it."""
    connections = {one.account(): one for one in (applied.destination, applied.source)}
    names = sorted({applied.output(names["source"]) for names in pairs_of(applied.name).values()})
    return [(connections, name, next(account for account, one in connections.items() if name in one.visible_buckets())) for name in names]


def state_of(applied: Applied) -> Mapping[str, Any]:
    """The state as `terraform show -json` prints it, which takes seconds; the file has the same values."""
    root: dict[str, Any] = {"resources": [], "child_modules": []}
    for resource in json.loads((applied.folder / "terraform.tfstate").read_text(encoding="utf-8"))["resources"]:
        mode = "data." if resource["mode"] == "data" else ""
        prefix = f"{resource['module']}." if "module" in resource else ""
        for instance in resource["instances"]:
            index = f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
            address = f"{prefix}{mode}{resource['type']}.{resource['name']}{index}"
            shown = {name: resource[name] for name in ("mode", "type", "name")}
            root["resources"].append({**shown, "address": address, "index": instance.get("index_key"), "values": instance["attributes"]})
    return {"format_version": "1.0", "values": {"root_module": root}}
