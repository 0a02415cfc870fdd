"""Any JSON in any place of a state or plan gives findings, or one sentence that says what is wrong."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from s3_replication.core import Bucket, ReplicationConfiguration
from s3_replication.doctor.drift import TerraformSide, drift_findings, require_buckets
from s3_replication.errors import InputError
from s3_replication.findings.finding import Finding
from s3_replication.plan import read_recorded
from tests.check.test_fuzz import mutate, places

PLAN = json.loads((Path(__file__).parent.parent / "plan" / "plans" / "existing" / "plan.json").read_text())
DOCUMENTS = [PLAN, {"format_version": "1.0", "values": PLAN["prior_state"]["values"]}]
PLACES = [places(document) for document in DOCUMENTS]
LIVE = [read_recorded(document).reading.world for document in DOCUMENTS]


def source_of(which: int) -> Bucket:
    return next(one for one in LIVE[which].buckets.values() if isinstance(one.replication, ReplicationConfiguration))


@st.composite
def mutated(draw: st.DrawFn) -> tuple[int, Any]:
    which = draw(st.integers(0, 1))
    return which, mutate(draw, DOCUMENTS[which], PLACES[which])


@settings(max_examples=60)
@given(mutated())
def test_any_document_gives_findings_or_one_sentence(case: tuple[int, Any]) -> None:
    found = answer(*case)
    assert "\n" not in found if isinstance(found, str) else all(one.why and one.suggestions for one in found)


def answer(which: int, document: object) -> list[Finding] | str:
    source = source_of(which)
    try:
        recorded = [read_recorded(json.dumps(document))]
        require_buckets(recorded, [source.name])
        return list(drift_findings(TerraformSide(recorded), LIVE[which], source, lambda _operation, _bucket: False))
    except InputError as error:
        return str(error)


def test_a_document_does_not_differ_from_itself() -> None:
    for which, document in enumerate(DOCUMENTS):
        assert not list(
            drift_findings(TerraformSide([read_recorded(document)]), LIVE[which], source_of(which), lambda _operation, _bucket: False)
        )
