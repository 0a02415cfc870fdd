"""tools/hcl_mutants.py finds possible changes, and tools/mutate_hcl.py reports the changes that no test detects."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import hcl2
import mutate_hcl
import pytest
from hcl_mutants import Mutant, masked, mutants

CHECKOUT = Path(__file__).parent.parent.parent
# Each row: kind, text, and the text of each mutant.
CHANGES = [
    ("condition", 'data "a" "b" {\n  condition {\n    test = "}"\n  }\n}\n', ['data "a" "b" {\n\n}\n']),
    ("condition", 'data "a" "b" {\n  dynamic "condition" {\n    content {}\n  }\n}\n', ['data "a" "b" {\n\n}\n']),
    ("precondition", "lifecycle {\n  precondition {\n    condition = a\n  }\n}\n", ["lifecycle {\n\n}\n"]),
    ("resource", 'resources = [local.arn, "${local.arn}/*"]\n', ['resources = ["*"]\n']),
    ("resource", 'resources = ["${a.b}/${c}/*"]\n', ['resources = ["*"]\n', 'resources = ["${a.b}/*"]\n']),
    ("resource", "resources = sort([\n  a,\n])\nx = y\n", ['resources = ["*"]\nx = y\n']),
    ("resource", 'resources = ["*"]\n', []),
    ("principal", 'identifiers = ["s3.amazonaws.com"] # why\n', ['identifiers = ["*"] # why\n']),
    ("depends_on", "  depends_on = [a.b]\n", ["\n"]),
    ("depends_on", "depends_on = [a.b, c.d[0]]\n", ["depends_on = [a.b]\n", "depends_on = [c.d[0]]\n"]),
    ("lifecycle", "lifecycle {\n  prevent_destroy = true\n}\n", ["lifecycle {\n\n}\n"]),
    (
        "constant",
        'status = a ? "Enabled" : "Disabled"\n',
        ['status = a ? "Disabled" : "Disabled"\n', 'status = a ? "Enabled" : "Enabled"\n'],
    ),
    ("constant", "x = optional(bool, false)\n", ["x = optional(bool, true)\n"]),
    ("constant", "x = a[0].b2 * 12\n", ["x = a[0].b2 * 13\n"]),
    ("constant", 'count = 1\nnullable = false\ntext = "true 1" # false\n', []),
    ("constant", "validation {\n  condition = x > 1 &&\n    y > 2\n}\n", []),
    ("constant", "description = <<-EOT\n  true 12\nEOT\nx = true\n", ["description = <<-EOT\n  true 12\nEOT\nx = false\n"]),
]
FILES = sorted([*CHECKOUT.glob("*.tf"), *CHECKOUT.glob("modules/**/*.tf")])


@pytest.mark.parametrize(("kind", "text", "changed"), CHANGES, ids=[f"{kind} {number}" for number, (kind, *_) in enumerate(CHANGES)])
def test_each_change_of_a_kind_is_found(kind: str, text: str, changed: list[str]) -> None:
    assert [one.applied(text) for one in mutants("main.tf", text) if one.kind == kind] == changed


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CHECKOUT).as_posix())
def test_every_mutant_of_the_module_is_hcl_and_differs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    made = mutants(path.name, text)
    assert text not in {one.applied(text) for one in made}
    for changed in {one.kind: one.applied(text) for one in made}.values():  # one of each kind, because reading HCL is slow
        hcl2.loads(changed)


def test_masking_keeps_every_place() -> None:
    text = (CHECKOUT / "modules/bucket/policy.tf").read_text(encoding="utf-8")
    assert len(masked(text)) == len(text)
    assert [place for place, letter in enumerate(masked(text)) if letter == "\n"] == [
        place for place, letter in enumerate(text) if letter == "\n"
    ]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small module with two mutants."""
    folder = tmp_path / "checkout"
    (folder / "modules" / "one").mkdir(parents=True)
    (folder / "modules/one/main.tf").write_text("x = true\ndepends_on = [a.b]\n", encoding="utf-8")
    (folder / "modules/one/versions.tf").write_text("x = true\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    return folder


def notices_constants(copy: Path, _: Sequence[str]) -> bool:
    """Tests that fail only if the constant was changed."""
    return "x = true" in (copy / "modules/one/main.tf").read_text(encoding="utf-8")


def test_survivors_are_reported_and_the_checkout_stays_as_it_is(checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    assert mutate_hcl.main(["--json", str(tmp_path / "out.json")], checkout, notices_constants) == 0
    said = capsys.readouterr().out
    assert "2 of 2 mutants tried" in said
    assert "| all | 2 | 1 |" in said
    assert "modules/one/main.tf:2 depends_on" in said.split("survivors:")[1]
    assert {row["kind"]: row["caught"] for row in json.loads((tmp_path / "out.json").read_text("utf-8"))} == {
        "constant": True,
        "depends_on": False,
    }
    assert {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()} == before


def test_the_copy_is_as_before_after_every_mutant_and_removed_at_the_end(checkout: Path) -> None:
    seen: list[tuple[Path, str]] = []

    def passes(copy: Path, _: Sequence[str]) -> bool:
        seen.append((copy, (copy / "modules/one/main.tf").read_text(encoding="utf-8")))
        return True

    assert mutate_hcl.main([], checkout, passes) == 0
    texts = {text for _, text in seen}
    assert texts == {"x = true\ndepends_on = [a.b]\n", "x = false\ndepends_on = [a.b]\n", "x = true\n\n"}
    assert not any(copy.parent.exists() for copy, _ in seen)


def test_tests_that_fail_without_a_change_end_the_run(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mutate_hcl.main([], checkout, lambda *_: False) == 1
    assert "without any change one of these fails" in capsys.readouterr().err


def test_no_mutant_begins_after_the_time(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mutate_hcl.main(["--minutes", "0"], checkout, notices_constants) == 0
    assert "0 of 2 mutants tried" in capsys.readouterr().out


def test_a_limit_takes_the_same_mutants_for_the_same_seed() -> None:
    every = [Mutant("main.tf", number, number + 1, "constant", number, "1", "2") for number in range(50)]
    assert mutate_hcl.sample(every, 5, 3) == mutate_hcl.sample(every, 5, 3)
    assert mutate_hcl.sample(every, 5, 3) != mutate_hcl.sample(every, 5, 4)
    assert len(mutate_hcl.sample(every, 500, 3)) == 50


def test_modules_and_kinds_narrow_the_choice() -> None:
    chosen = mutate_hcl.found(CHECKOUT, ["modules/monitoring"], ["condition"])
    assert chosen
    assert {(one.path.rpartition("/")[0], one.kind) for one in chosen} == {("modules/monitoring", "condition")}


def test_every_kind_has_tests_that_are_there() -> None:
    assert set(mutate_hcl.TESTS) == set(mutate_hcl.KINDS)
    for tests in mutate_hcl.TESTS.values():
        assert [test for test in tests if not (CHECKOUT / test).is_file()] == []
