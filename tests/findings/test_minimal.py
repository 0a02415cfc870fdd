"""Every part of a set of changes that is not needed is taken away."""

from collections.abc import Callable

from s3_replication.findings.repairs.edits import Allow, CreateRole, Edit
from s3_replication.findings.repairs.minimal import merged, minimal
from s3_replication.findings.repairs.policies import Holder, HolderKind

ROLE = Holder(HolderKind.ROLE, "arn:aws:iam::111111111111:role/r")
BUCKET = "arn:aws:s3:::b/*"


def needs(*wanted: Edit) -> Callable[[tuple[Edit, ...]], bool]:
    """Whether the changes have every one of these, and each action of these statements."""

    def works(edits: tuple[Edit, ...]) -> bool:
        actions = {(edit.resource, action) for edit in edits if isinstance(edit, Allow) for action in edit.actions}
        return all(
            {(one.resource, action) for action in one.actions} <= actions if isinstance(one, Allow) else one in edits for one in wanted
        )

    return works


def test_all_unneeded_actions_and_changes_go() -> None:
    role = CreateRole("arn:aws:iam::111111111111:role/r")
    allow = Allow(ROLE, ("s3:A", "s3:B", "s3:C", "s3:D"), BUCKET)
    found = minimal({("one",): (role, allow), ("two",): (Allow(ROLE, ("s3:E",), BUCKET),)}, needs(Allow(ROLE, ("s3:C",), BUCKET)))
    assert found == {("one",): (Allow(ROLE, ("s3:C",), BUCKET),), ("two",): ()}


def test_changes_that_do_not_work_stay_as_they_are() -> None:
    edits = {("one",): (Allow(ROLE, ("s3:A",), BUCKET),)}
    assert minimal(edits, lambda _edits: False) == edits


def test_statements_on_one_resource_become_one() -> None:
    edits = [Allow(ROLE, ("s3:B",), BUCKET), Allow(ROLE, ("s3:A",), BUCKET), Allow(ROLE, ("s3:A",), "arn:aws:s3:::c/*")]
    assert merged(edits) == (Allow(ROLE, ("s3:A", "s3:B"), BUCKET), Allow(ROLE, ("s3:A",), "arn:aws:s3:::c/*"))
