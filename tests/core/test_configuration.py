"""Every configuration row of the case tables: accepted as sent, or refused with S3's code, text and argument."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from s3_replication import core

from .builders import Cases

ROWS = [
    pytest.param(row, id=f"{path.stem}: {row['name']}")
    for path in sorted((Path(__file__).parent / "cases").glob("configuration-*.yaml"))
    for row in yaml.safe_load(path.read_text())
]


def answer(body: bytes, world: core.World, row: Mapping[str, Any]) -> tuple[core.Rejection | None, core.ReplicationConfiguration | None]:
    """What PutBucketReplication answers: the first rejection, or the configuration that is then kept."""
    try:
        configuration = core.parse_configuration(body, world.switches)
    except core.ConfigurationRejected as error:
        return error.rejection, None
    caller = row.get("caller", "111111111111")
    rejections = core.validate_configuration(configuration, world, row.get("bucket", "source"), caller)
    return (rejections[0], None) if rejections else (None, configuration)


@pytest.mark.parametrize("row", ROWS)
def test_the_answer_is_what_the_fact_says(row: Mapping[str, Any], case: Cases) -> None:
    """One row: a document, its buckets, and S3's answer."""
    body = case.document(row)
    rejection, configuration = answer(body, case.world(row), row)
    expected = case.named(row["expect"])
    if expected == "accepted" or "echo" in expected:
        assert rejection is None
        assert configuration is not None
        again = core.configuration_xml(configuration)
        assert core.parse_configuration(again, case.world(row).switches) == configuration
        for part in expected["echo"] if isinstance(expected, Mapping) else ():
            assert part in again.decode()
        for part in expected.get("absent", ()) if isinstance(expected, Mapping) else ():
            assert part not in again.decode()
        return
    assert rejection is not None, "accepted"
    assert rejection.code == expected["code"], rejection
    assert rejection.fact == str(row["fact"]) or rejection.fact in [str(fact) for fact in row.get("also", [])], rejection
    assert expected.get("message", "") in rejection.message
    assert expected.get("argument") == rejection.argument_name or "argument" not in expected
    assert rejection.http_status == expected.get("http", 400)
