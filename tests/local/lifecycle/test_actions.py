"""Lifecycle's actions by a table (facts 3.105 to 3.108)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication.core import Lock, ReplicationStatus, Switches, Version, Versioning
from s3_replication.local.lifecycle.actions import ActionKind, actions
from s3_replication.local.lifecycle.rules import parse_lifecycle
from s3_replication.local.ports.listing import ListedVersion

CASES = yaml.safe_load(Path(__file__).with_name("rules.yaml").read_text())["cases"]
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
STATUS = {"p": ReplicationStatus.PENDING, "f": ReplicationStatus.FAILED}
LOCKS = {"r": Lock("COMPLIANCE", NOW + timedelta(days=1)), "h": Lock(legal_hold="ON")}
WORDS = {
    ActionKind.MARKER: "marker", ActionKind.DELETE: "delete", ActionKind.TRANSITION: "class", ActionKind.WAITS_FOR_REPLICATION: "waits",
}  # fmt: skip


def history(text: str) -> list[ListedVersion]:
    found: list[ListedVersion] = []
    for word in text.split():
        age, letter = word.rstrip("mpfisrh"), word.lstrip("0123456789")
        moment = NOW - timedelta(days=int(age))
        version = Version("source", "key", word, moment, size=5 if letter == "s" else 128 * 1024,
                          delete_marker=letter == "m", status=STATUS.get(letter), lock=LOCKS.get(letter, Lock()),
                          storage_class="STANDARD_IA" if letter == "i" else "STANDARD")  # fmt: skip
        found.append(ListedVersion(version, not found, found[-1].version.last_modified if found else None))
    return found


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_lifecycle_does(case: dict[str, Any]) -> None:
    status = "" if "<Status>" in case["rule"] else "<Status>Enabled</Status>"
    document = f"<LifecycleConfiguration><Rule><ID>r</ID>{status}{case['rule']}</Rule></LifecycleConfiguration>"
    versions = history(case["versions"])
    switches = Switches(lifecycle_waits_for_failed=case.get("waits_for_failed", True))
    rules = parse_lifecycle(document.encode(), case.get("minimum", "all_storage_classes_128K"))
    due = actions(versions, rules, Versioning(case.get("versioning", "Enabled")), NOW, switches)
    done = {action.version.version_id: WORDS[action.kind] for action in due}
    assert [done.get(one.version.version_id, "-") for one in versions] == case["does"].split()
    assert "to" not in case or [action.storage_class for action in due] == [case["to"]]
