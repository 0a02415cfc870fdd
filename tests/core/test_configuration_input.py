"""Hostile and broken documents get MalformedXML or another answer of S3, and get it quickly."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s3_replication import core
from s3_replication.iam import UNKNOWN

from .builders import Cases

CASES = Cases()
GOOD = CASES.document({})
BOUNDED = settings(max_examples=300, deadline=None, derandomize=True)
PIECES = [
    b"<Rule>",
    b"</Rule>",
    b"<Status>",
    b"<Role/>",
    b"<Filter><And>",
    b"\x00",
    b"&lt;",
    b"&x;",
    b"<![CDATA[x]]>",
    b"<!--",
    b"-1",
    b"\xff",
]


def read(body: bytes) -> core.ReplicationConfiguration | None:
    """The configuration, or None where it is refused."""
    try:
        configuration = core.parse_configuration(body)
    except core.ConfigurationRejected as error:
        if error.rejection.code != "MalformedXML":
            raise
        return None
    core.validate_configuration(configuration)
    return configuration


@BOUNDED
@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer(body: bytes) -> None:
    """No input raises anything but a rejection."""
    read(body)


@BOUNDED
@given(st.integers(0, len(GOOD)), st.integers(0, 40), st.sampled_from(PIECES))
def test_any_damage_to_a_document_gets_an_answer(place: int, gone: int, piece: bytes) -> None:
    """What still parses comes back the same after a round trip."""
    configuration = read(GOOD[:place] + piece + GOOD[place + gone :])
    if configuration is not None:
        assert core.parse_configuration(core.configuration_xml(configuration)) == configuration


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % ((98 + n,) + (97 + n,) * 8) for n in range(10)
) + b"]><ReplicationConfiguration><Role>&k;</Role></ReplicationConfiguration>"  # fmt: skip
EXTERNAL = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><ReplicationConfiguration><Role>&a;</Role></ReplicationConfiguration>'
DEEP = b"<ReplicationConfiguration>" + b"<Rule>" * 100_000


@pytest.mark.parametrize("body", [BOMB, EXTERNAL, DEEP, b"<a>" + b" " * 3_000_000 + b"</a>"], ids=["bomb", "external", "deep", "huge"])
def test_a_hostile_document_is_refused_at_once(body: bytes) -> None:
    """Entities, depth and size take no time."""
    before = time.process_time()
    assert read(body) is None
    assert time.process_time() - before < 1


def test_a_document_that_is_not_known_is_never_written() -> None:
    """A plan's unknown value has no XML."""
    rule = core.Rule("Enabled", core.Destination(UNKNOWN))
    with pytest.raises(ValueError, match="Bucket is not known"):
        core.configuration_xml(core.ReplicationConfiguration("arn:aws:iam::111111111111:role/r", (rule,)))


def test_unknown_values_of_a_plan_are_refused_by_no_rule() -> None:
    """UNKNOWN rejects nothing: role, prefix, destination, account and key alike."""
    destination = core.Destination(UNKNOWN, account=UNKNOWN, owner_translation="Destination", replica_kms_key=UNKNOWN)
    rule = core.Rule(
        "Enabled", destination, id="a", priority=1, filter=core.Filter(UNKNOWN), delete_marker_replication="Disabled",
        source_selection=core.SourceSelection("Enabled"),
    )  # fmt: skip
    world = CASES.world({"world": {"complete": False}})
    assert core.validate_configuration(core.ReplicationConfiguration(UNKNOWN, (rule,)), world, "source", "111111111111") == ()


def test_every_rejection_names_the_rule_and_the_repair() -> None:
    """A plan check shows all rejections at once, each with its rule."""
    rules = tuple(core.Rule("Enabled", core.Destination("dst"), id=name, priority=1, filter=core.Filter()) for name in ("a", "b"))
    found = core.validate_configuration(core.ReplicationConfiguration("arn:aws:iam::111111111111:role/r", rules))
    assert [(rejection.fact, rejection.rule) for rejection in found] == [
        ("1.56", "a"), ("1.56", "b"), ("1.93", "b"), ("1.100", "a"), ("1.100", "b"),
    ]  # fmt: skip
    assert all(rejection.detail for rejection in found)


def test_missing_and_empty_ids_are_generated_and_others_kept() -> None:
    """Ids come from the caller, in the order of the rules (1.90)."""
    rules = tuple(core.Rule("Enabled", core.Destination("arn:aws:s3:::d"), id=name, prefix="") for name in ("kept", None, ""))
    numbers = iter("12")
    found = core.with_rule_ids(core.ReplicationConfiguration("arn:aws:iam::111111111111:role/r", rules), lambda: f"new-{next(numbers)}")
    assert [rule.id for rule in found.rules] == ["kept", "new-1", "new-2"]


def test_a_configuration_that_an_old_tool_made_is_written_with_all_it_has() -> None:
    """S3 refuses ExistingObjectReplication, but the writer keeps it if a model has it."""
    rule = core.Rule("Enabled", core.Destination("arn:aws:s3:::d"), prefix="", existing_object_replication="Disabled")
    written = core.configuration_xml(core.ReplicationConfiguration("arn:aws:iam::111111111111:role/r", (rule,)))
    assert b"<ExistingObjectReplication><Status>Disabled</Status></ExistingObjectReplication>" in written
