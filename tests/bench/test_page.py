"""docs/bench.md as bench/run.py writes it."""

from types import ModuleType

import pytest

from tests.bench.programs import BENCH, load


@pytest.fixture(scope="module")
def run() -> ModuleType:
    return load("run")


def test_only_the_groups_measured_now_are_rewritten(run: ModuleType) -> None:
    whole = run.page(
        [run.Figure("Demo", "time", 2, "s"), run.Figure("Check", "time", 1500, "s", "slow"), run.Figure("Demo", "lag", 0.25, "s")]
    )
    again = run.page([run.Figure("Check", "time", 3, "s")], whole)

    assert "## Demo\n\n| Figure | Value | Note |\n| --- | ---: | --- |\n| time | 2 s |  |\n| lag | 0.25 s |  |\n\n## Check\n" in whole
    assert again == whole.replace("| time | 1,500 s | slow |", "| time | 3 s |  |")


def test_a_group_that_is_new_is_added(run: ModuleType) -> None:
    assert run.page([run.Figure("Check", "time", 3, "s")], run.page([run.Figure("Demo", "time", 2, "s")])).count("## ") == 2


def test_groups_of_two_machines_are_not_mixed(run: ModuleType) -> None:
    elsewhere = run.page([run.Figure("Demo", "time", 2, "s")]).replace("GiB", "GiB (another machine)")

    with pytest.raises(ValueError, match="another kind of machine"):
        run.page([run.Figure("Check", "time", 3, "s")], elsewhere)


def test_the_page_that_is_kept_has_the_form_that_the_tool_writes(run: ModuleType) -> None:
    groups = (BENCH.parent / "docs" / "bench.md").read_text(encoding="utf-8").partition("\n## ")[2]

    assert run.page([], f"{run.introduction()}\n\n## {groups}").partition("\n## ")[2] == groups
