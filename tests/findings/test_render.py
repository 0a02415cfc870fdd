"""The forms of a report: JSON by its schema, SARIF 2.1.0, JUnit XML, and text that fits a terminal."""

import io
import json
from dataclasses import replace
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import sarif_pydantic
from rich.console import Console

from s3_replication.core import Outcome
from s3_replication.findings.finding import Finding, Location, OutcomeRow, ReplicationVerdict, Report, Severity, Suggestion
from s3_replication.findings.render import as_json, as_junit, as_sarif, as_text
from s3_replication.findings.report import build_report
from tests.core.builders import build_world

SCHEMA = json.loads(files("s3_replication.findings.render").joinpath("report.schema.json").read_text())
WORLDS: dict[str, dict[str, Any]] = {
    "a correct pair": {},
    "no bucket policy": {"world": {"buckets/destination/policy": None}},
    "a denying policy": {
        "statements": {
            "buckets/destination/policy": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "{destination}/*"}]
        }
    },
    "no role": {"world": {"roles": {}}},
    "an unknown destination": {"world": {"buckets/destination": "ABSENT", "complete": False}},
    "a refused rule": {"world": {"buckets/source/rules/0/destination/storage_class": "OUTPOSTS"}},
}


@pytest.fixture(params=WORLDS)
def report(request: pytest.FixtureRequest) -> Report:
    return build_report(build_world(WORLDS[request.param]))


def test_json_is_valid_by_its_schema(report: Report) -> None:
    document = json.loads(json.dumps(as_json(report)))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert {name for row in document["outcomes"] for name in row["because"]} <= {finding["id"] for finding in document["findings"]}


def test_sarif_is_valid(report: Report) -> None:
    log = sarif_pydantic.Sarif.model_validate(json.loads(json.dumps(as_sarif(report))))
    (run,) = log.runs
    rules = run.tool.driver.rules or []
    for result in run.results or []:
        assert result.rule_index is not None
        assert rules[result.rule_index].id == result.rule_id


def test_junit_counts_what_it_has(report: Report) -> None:
    (suite,) = ET.fromstring(as_junit(report))  # noqa: S314 - our own text
    cases = suite.findall("testcase")
    assert int(suite.attrib["tests"]) == len(cases) == len(report.findings) + 1
    assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
    assert bool(suite.findall("testcase/failure")) is (report.verdict != "works")


def text_of(report: Report, width: int = 100, *, verbose: bool = False) -> str:
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as capture:
        as_text(report, console, verbose=verbose)
    return capture.get()


def test_text_says_the_verdict_first_and_fits_the_terminal(report: Report) -> None:
    lines = text_of(report).splitlines()
    assert lines[0].startswith(("Replication", "It is not known whether replication"))
    assert max(map(len, lines)) <= 100


PLACED = Report(
    ReplicationVerdict.BROKEN,
    (OutcomeRow("s", "d", "plain", "all keys", "a", Outcome.FAILED, "DstPutObjectNotPermitted", "all", ("bucket-policy-denies",),
     reason_is_open=True),),
    (
        Finding(
            "bucket-policy-denies", Severity.ERROR, "aws_s3_bucket.d", "The title", "The why.", "The fix.", "https://docs.aws.amazon.com/x",
            "all", certain=False, location=Location("main.tf", 7),
            suggestions=(Suggestion("Change it.", json='{"a": 1}', hcl="a = 1"),), proven=True, affects=("plain: all keys -> d",),
        ),
        Finding("rule-without-metrics", Severity.NOTE, "arn:aws:s3:::s", "A note", "Why.", "Fix.", "https://docs.aws.amazon.com/y"),
    ),
    ("bucket d allows the role.",),
)  # fmt: skip


def test_text_has_the_address_the_place_the_repair_and_the_objects() -> None:
    text = text_of(PLACED)
    for part in (
        "aws_s3_bucket.d (main.tf:7), rule all",
        "Fix: Change it. (proven",
        "a = 1",
        "Objects: plain: all keys -> d",
        "This finding is not certain.",
        "Assumed: bucket d allows the role.",
        "1 note not shown",
        "FAILED DstPutObjectNotPermitted",
        "earlier reason",
    ):
        assert part in text
    assert "A note" not in text
    assert "A note" in text_of(PLACED, verbose=True)


def test_a_cell_of_many_groups_of_keys_is_cut() -> None:
    row = PLACED.outcomes[0]
    many = replace(PLACED, outcomes=tuple(replace(row, keys=f"keys under p{number}/") for number in range(300)))
    text, whole = (" ".join(text_of(many, 200, verbose=verbose).split()) for verbose in (False, True))
    assert "p5/; and 294 more (--verbose shows them)" in text
    assert "p6/" not in text
    assert "p299/" in whole


def test_sarif_names_the_file_and_the_line() -> None:
    (location,) = as_sarif(PLACED)["runs"][0]["results"][0]["locations"]  # type: ignore[index]
    assert location["physicalLocation"] == {"artifactLocation": {"uri": "main.tf"}, "region": {"startLine": 7}}


def test_junit_has_no_character_that_xml_forbids() -> None:
    finding = Finding("rule-disabled", Severity.ERROR, "a\x00b\x1f", "T", "\x08why", "fix", "https://docs.aws.amazon.com/x")
    ET.fromstring(as_junit(Report(ReplicationVerdict.BROKEN, (), (finding,))))  # noqa: S314 - our own text
