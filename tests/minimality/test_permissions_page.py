"""docs/permissions.md says what the proof says."""

from pathlib import Path

from minimality import Features
from permissions import PAGE, page

from s3_replication.terraform import find_checkout

REPAIR = "write it anew with: .venv/bin/python tools/permissions.py"


def test_the_page_of_permissions_is_up_to_date(features: Features) -> None:
    written = (find_checkout(Path(__file__).parent) / PAGE).read_text(encoding="utf-8")
    assert written == page(features), REPAIR


def test_the_page_names_every_feature_and_every_kept_action(features: Features) -> None:
    written = page(features)
    assert [one.name for one in features.all if f"| {one.name} |" not in written] == []
    assert [one["source"] for one in features.kept if f"<{one['source']}>" not in written] == []
