"""Every wrong input of the table is refused in the plan, with a message that says what is wrong, what is allowed and how to fix it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent
TABLE = yaml.safe_load((HERE / "rejections.yaml").read_text(encoding="utf-8"))
Diagnostic = Mapping[str, object]


def call_name(case: Mapping[str, object]) -> str:
    return "".join(character if character.isalnum() else "_" for character in str(case["case"]))


def call_of(diagnostic: Diagnostic) -> str | None:
    """The row's module call that a diagnostic belongs to; None where Terraform does not tell, as for an output's precondition."""
    address = re.match(r"module\.(\w+)", str(diagnostic.get("address") or diagnostic.get("detail", "")))
    if address:
        return address[1]
    snippet = diagnostic.get("snippet")
    place = diagnostic.get("range")
    table = ("validating/", "planning/", "accepted/")
    if isinstance(snippet, dict) and isinstance(place, dict) and str(place["filename"]).startswith(table):
        call = re.match(r'module "(\w+)"', str(snippet.get("context", "")))
        return call[1] if call else None
    return None


def message(diagnostic: Diagnostic) -> str:
    return " ".join(f"{diagnostic['summary']}: {diagnostic.get('detail', '')}".split())


def checks() -> Iterator[str]:
    """Every validation, precondition and check assertion of the modules, as file:line of its block."""
    for path in [*CHECKOUT.glob("*.tf"), *CHECKOUT.glob("modules/**/*.tf")]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.match(r"\s*(validation|precondition|postcondition|assert) \{", line):
                yield f"{path.relative_to(CHECKOUT).as_posix()}:{number}"


def place_of(diagnostic: Diagnostic) -> str | None:
    """The check that failed, as file:line of its block."""
    rule = re.search(r"validation rule at (?:\.\./)*([\w./-]+):(\d+),", message(diagnostic))
    if rule:
        return f"{rule[1]}:{rule[2]}"
    place = diagnostic.get("range")
    if not isinstance(place, dict):
        return None
    name = re.sub(r"^(\.\./)*(root/)?", "", str(place["filename"]))
    starts = [int(check.rpartition(":")[2]) for check in checks() if check.startswith(f"{name}:")]
    before = [start for start in starts if start <= int(place["start"]["line"])]
    return f"{name}:{before[-1]}" if before else None


@pytest.mark.parametrize("case", TABLE["rejected"], ids=lambda case: case["case"])
def test_a_wrong_input_is_refused_with_words_that_help(case: Mapping[str, Sequence[str]], diagnostics: list[Diagnostic]) -> None:
    own = [message(each) for each in diagnostics if call_of(each) == call_name(case)]
    elsewhere = [message(each) for each in diagnostics if call_of(each) is None]
    refusals = [text for text in own or elsewhere if all(word in text for word in case["words"])]

    # Terraform does not say whose precondition failed, so the words must occur in one message only.
    assert len(refusals) == 1, own or elsewhere


@pytest.mark.parametrize("case", TABLE["accepted"], ids=lambda case: case["case"])
def test_a_right_input_is_taken(case: Mapping[str, object], diagnostics: list[Diagnostic]) -> None:
    assert [message(each) for each in diagnostics if each["stage"] == "accepted" and call_of(each) in (call_name(case), None)] == []


def seen_elsewhere() -> Iterator[str]:
    """Checks that a test on real Terraform sees, because no mock can fill what they read: as file:line, by the words of their message."""
    for words, test in TABLE["seen_elsewhere"].items():
        assert f'match="{words}"' in (HERE / test).read_text(encoding="utf-8")
        for check in checks():
            path, _, line = check.rpartition(":")
            block = (CHECKOUT / path).read_text(encoding="utf-8").splitlines()[int(line) : int(line) + 4]
            if words in "\n".join(block):
                yield check


def test_every_check_of_the_modules_has_a_row(diagnostics: list[Diagnostic]) -> None:
    spoken = {place_of(each) for each in diagnostics} | set(seen_elsewhere())

    assert sorted(set(checks()) - spoken) == []


def test_rows_have_names_of_their_own() -> None:
    names = [call_name(case) for case in TABLE["rejected"] + TABLE["accepted"]]

    assert sorted(names) == sorted(set(names))
