"""The rows of the table of input changes: one of each input and attribute for each kind of change, and none forgotten."""

import pytest
from input_changes import changed, handed_on, paths, rows, variables

VARIABLES = """
variable "bucket" {
  type = object({
    name = string
    lock = optional(object({ days = optional(number) }))
  })
}

variable "rules" {
  type = map(object({ on = optional(bool, true) }))
}
"""
CALL = """
module "bucket" {
  source = "../bucket"

  name = var.bucket.name
  lock = var.bucket.lock != null
}
"""
BASES = {
    "bare": {"bucket": {"name": "a", "lock": {}}, "rules": {"all": {}}},
    "full": {"bucket": {"name": "a", "lock": {"days": 1}}, "rules": {"all": {"on": False}, "some": {}}},
    "none": {"bucket": {"name": "a"}, "rules": {}},
}
SHAPES = {
    "bucket": {"value": {"name": "b"}},
    "name": {"value": "b", "destroys": {"changed": ["aws_s3_bucket"]}},
    "lock": {"value": {"days": 2}, "refused": {"removed": "never"}},
    "days": {"value": 2, "with": {"added": {"bucket.name": "c"}, "removed": {"rules.some": None}}},
    "rules": {"value": {"new": {}}, "base": {"removed": "full"}},
    "rules.*.on": {"value": True},
}


@pytest.fixture
def kinds(tmp_path):
    (tmp_path / "variables.tf").write_text(VARIABLES, encoding="utf-8")
    return variables(tmp_path)


def table(kinds, answered=frozenset()):
    return {(row.path, row.change): row for row in rows("", kinds, BASES, SHAPES, set(answered))}


def test_each_input_and_attribute_has_a_row_for_each_change_that_it_can_have(kinds):
    found = table(kinds)

    assert [".".join(steps) for steps, _ in paths(kinds)] == [
        "bucket",
        "bucket.name",
        "bucket.lock",
        "bucket.lock.days",
        "rules",
        "rules.*.on",
    ]
    assert {path: [change for other, change in found if other == path] for path, _ in found} == {
        "bucket": ["changed"],
        "bucket.name": ["changed"],
        "bucket.lock": ["added", "removed", "changed"],
        "bucket.lock.days": ["added", "removed", "changed"],
        "rules": ["added", "removed", "changed"],
        "rules.*.on": ["added", "removed", "changed"],
    }


@pytest.mark.parametrize(
    ("path", "change", "base", "after"),
    [
        ("bucket.lock", "added", "none", {"bucket": {"name": "a", "lock": {"days": 2}}, "rules": {}}),
        ("bucket.lock", "removed", "bare", {"bucket": {"name": "a"}, "rules": {"all": {}}}),
        ("bucket.lock.days", "added", "bare", {"bucket": {"name": "c", "lock": {"days": 2}}, "rules": {"all": {}}}),
        ("bucket.lock.days", "removed", "full", {"bucket": {"name": "a", "lock": {}}, "rules": {"all": {"on": False}}}),
        ("rules", "added", "bare", {"bucket": {"name": "a", "lock": {}}, "rules": {"all": {}, "new": {}}}),
        ("rules", "removed", "full", {"bucket": {"name": "a", "lock": {"days": 1}}, "rules": {"some": {}}}),
        ("rules", "changed", "bare", {"bucket": {"name": "a", "lock": {}}, "rules": {"new": {}}}),
        ("rules.*.on", "changed", "full", {"bucket": {"name": "a", "lock": {"days": 1}}, "rules": {"all": {"on": True}, "some": {}}}),
    ],
)
def test_a_row_starts_from_a_base_that_can_change_so(kinds, path, change, base, after):
    row = table(kinds)[path, change]

    assert (row.base, changed(BASES[row.base], [row])) == (base, after)


def test_a_row_says_what_may_go_and_what_is_refused(kinds):
    found = table(kinds)

    assert found["bucket.name", "changed"].destroys == {"aws_s3_bucket"}
    assert found["bucket.lock", "removed"].refused == "never"
    assert (found["rules", "added"].destroys, found["rules", "added"].refused) == (frozenset(), "")


def test_only_independent_rows_of_one_base_fit_together(kinds):
    found = table(kinds)
    renamed, locked = found["bucket.name", "changed"], found["bucket.lock", "changed"]
    added, changed_rule = found["rules", "added"], found["rules.*.on", "added"]

    assert renamed.fits(added)
    assert not renamed.fits(found["bucket.lock", "removed"])
    assert not added.fits(changed_rule)
    assert not locked.fits(found["rules", "removed"])


@pytest.mark.parametrize(("shapes", "bases"), [({}, BASES), (SHAPES, {"none": BASES["none"]})])
def test_an_input_without_a_shape_or_a_base_is_no_row_forgotten(kinds, shapes, bases):
    with pytest.raises(LookupError, match="bucket"):
        list(rows("", kinds, bases, shapes, set()))


def test_inputs_that_the_caller_hands_on_have_the_callers_rows(kinds, tmp_path):
    (tmp_path / "main.tf").write_text(CALL, encoding="utf-8")

    assert handed_on(tmp_path, "bucket") == {("name",)}
    assert {path for path, _ in table(kinds, {("bucket",)})} == {"rules", "rules.*.on"}
