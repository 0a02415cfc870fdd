"""What the picture shows, and that its shapes neither overlap nor lose their arrows."""

import re
from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from s3_replication.findings.finding import ReplicationVerdict, Report
from s3_replication.findings.render.html.topology import (
    BucketCard,
    Health,
    RuleLine,
    TopologyPicture,
    draw_columns,
    draw_stack,
    read_cards,
)  # fmt: skip
from s3_replication.findings.render.html.topology.routes import TIP
from s3_replication.findings.render.html.topology.shapes import Box
from s3_replication.findings.report import build_report
from tests.findings.html.reports import TOPOLOGIES, Link, Places, all_reports, encrypted, report_of, unread, world_of

PICTURES = {
    f"{kind} {name}": drawn
    for name, report in all_reports().items()
    for kind, drawn in (("wide", draw_columns(read_cards(report))), ("narrow", draw_stack(read_cards(report))))
    if drawn is not None
}
drawn_pictures = pytest.mark.parametrize("picture", [pytest.param(drawn, id=name) for name, drawn in PICTURES.items()])


def overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def inside(inner: Box, outer: Box) -> bool:
    return outer.x <= inner.x and inner.right <= outer.right and outer.y <= inner.y and inner.bottom <= outer.bottom


@drawn_pictures
def test_no_two_cards_and_no_two_rows_overlap(picture: TopologyPicture) -> None:
    for one, other in combinations(picture.cards, 2):
        assert not overlap(one.box, other.box), (one.name, other.name)
    for card in picture.cards:
        rows = [*card.parts, *card.rules]
        assert all(inside(row.box, card.box) for row in rows)
        assert not any(overlap(one.box, other.box) for one, other in combinations(rows, 2))
        lowest = max(words.y for words in card.words)
        assert all(row.box.y > lowest for row in rows)


@drawn_pictures
def test_frames_of_one_kind_do_not_overlap_and_each_card_is_in_one_of_each(picture: TopologyPicture) -> None:
    whole = Box(0, 0, picture.width, picture.height)
    for kind in ("account", "region"):
        boxes = [frame.box for frame in picture.frames if frame.kind == kind]
        assert all(inside(box, whole) for box in boxes)
        assert not any(overlap(one, other) for one, other in combinations(boxes, 2))
        assert all(sum(inside(card.box, box) for box in boxes) == 1 for card in picture.cards)


@drawn_pictures
def test_each_arrow_leads_from_its_rule_to_its_destination(picture: TopologyPicture) -> None:
    rules = [(place, row) for place, card in enumerate(picture.cards) for row in card.rules]
    assert len(picture.arrows) == len(rules)
    for arrow in picture.arrows:
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", arrow.path)]
        (x, y), end = numbers[:2], numbers[-2:]
        source, destination = picture.cards[arrow.source].box, picture.cards[arrow.destination].box
        assert x in (source.x, source.right)
        assert any(place == arrow.source and row.box.middle == y and row.health is arrow.health for place, row in rules)
        assert arrow.x == (destination.x if arrow.direction == 1 else destination.right)
        assert destination.y < arrow.y < destination.bottom
        assert end == [arrow.x - arrow.direction * TIP, arrow.y]
        assert min(numbers) >= 0
        assert max(numbers[::2]) <= picture.width


@drawn_pictures
def test_no_straight_arrow_crosses_a_card(picture: TopologyPicture) -> None:
    """Curves stay between two columns."""
    for arrow in picture.arrows:
        if "C" in arrow.path:
            continue
        points = [tuple(map(float, pair)) for pair in re.findall(r"(?:M|L|Q[\d.-]+ [\d.-]+ )([\d.-]+) ([\d.-]+)", arrow.path)]
        for (x1, y1), (x2, y2) in pairwise(points):
            line = Box(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))
            touched = [card.name for card in picture.cards if overlap(line, card.box)]
            assert touched == []


@drawn_pictures
def test_arrows_to_different_buckets_share_no_vertical_line(picture: TopologyPicture) -> None:
    lanes = [(arrow, lane) for arrow in picture.arrows if "C" not in arrow.path for lane in vertical(arrow.path)]
    for (one, (x, top, bottom)), (other, (other_x, other_top, other_bottom)) in combinations(lanes, 2):
        if (one.destination, one.health) != (other.destination, other.health):
            assert x != other_x or bottom < other_top or other_bottom < top, (one.title, other.title)


def vertical(path: str) -> list[tuple[float, float, float]]:
    """The vertical lines of a path: x, top and bottom."""
    points = [tuple(map(float, pair)) for pair in re.findall(r"(?:M|L|Q[\d.-]+ [\d.-]+ )([\d.-]+) ([\d.-]+)", path)]
    return [(x, min(y, after), max(y, after)) for (x, y), (next_x, after) in pairwise(points) if x == next_x and y != after]


def test_a_wide_picture_fits_a_page_and_a_chain_of_five_has_none() -> None:
    assert {name for name in PICTURES if name.startswith("wide")} >= {"wide a pair", "wide ten destinations"}
    assert "wide a chain of five" not in PICTURES
    assert max(drawn.width for drawn in PICTURES.values()) <= 1280
    assert max(drawn.width for name, drawn in PICTURES.items() if name.startswith("narrow")) <= 440


def test_a_hundred_destinations_stay_legible() -> None:
    names = {f"copy-{number}": ("222222222222", "eu-west-1") for number in range(100)}
    places = Places({"ledger": ("111111111111", "us-east-1"), **names}, [Link("ledger", name) for name in names])
    assert draw_stack(read_cards(Report(ReplicationVerdict.WORKS, (), (), world=world_of(places)))).width <= 440


def cards(report: Report) -> dict[str, BucketCard]:
    return {card.name: card for card in read_cards(report)}


def rules(name: str) -> dict[tuple[str, str], RuleLine]:
    return {(rule.source, rule.destination): rule for card in read_cards(report_of(name)) for rule in card.rules}


def test_a_rule_whose_objects_fail_is_broken_with_s3s_reason_and_the_cause() -> None:
    rule = rules("a pair")["ledger", "backup"]
    assert (rule.health, rule.because) == (Health.BROKEN, ("bucket-policy-lacks-permission",))
    assert "DstPutObjectNotPermitted" in rule.says
    assert cards(report_of("a pair"))["backup"].note == "1 error"


def test_rules_that_work_are_disabled_or_broken_are_told_apart() -> None:
    found = rules("ten destinations")
    assert {destination: rule.health for (_, destination), rule in found.items() if rule.health is not Health.WORKS} == {
        "copy-2": Health.BROKEN, "copy-4": Health.OFF, "copy-7": Health.BROKEN,
    }  # fmt: skip
    assert (found["ledger", "copy-4"].says, found["ledger", "copy-4"].because) == ("disabled", ("rule-disabled",))


def test_a_rule_under_which_versions_wait_is_pending_unless_it_is_broken() -> None:
    report = report_of("ten destinations")
    waiting = frozenset(
        (rule.source, rule.rule_id) for card in read_cards(report) for rule in card.rules if rule.destination in ("copy-1", "copy-2")
    )
    found = {rule.destination: rule for card in read_cards(replace(report, pending=waiting)) for rule in card.rules}
    assert [found[name].health for name in ("copy-1", "copy-2", "copy-3")] == [Health.PENDING, Health.BROKEN, Health.WORKS]
    assert found["copy-1"].says == "works; versions are pending"


def test_an_error_of_a_destinations_policy_breaks_no_rule_of_that_bucket() -> None:
    found = rules("a circle with a short cut")
    assert {pair: rule.health for pair, rule in found.items()} == {
        ("one", "two"): Health.WORKS, ("two", "three"): Health.BROKEN, ("one", "three"): Health.BROKEN, ("three", "one"): Health.WORKS,
    }  # fmt: skip


def test_a_destination_that_is_not_in_the_world_is_not_visible_or_does_not_exist() -> None:
    places = TOPOLOGIES["long names"]
    gone = cards(report_of("long names"))["gone"]
    assert (gone.health, gone.note, gone.account, gone.region) == (Health.UNKNOWN, "not visible", "999999999999", "not known")
    assert rules("long names")[next(iter(places.buckets)), "gone"].health is Health.UNKNOWN
    complete = cards(build_report(world_of(replace(places, complete=True))))["gone"]
    assert complete.health is Health.BROKEN


def test_keys_and_roles_have_their_state() -> None:
    (destination,) = [card for card in read_cards(encrypted("Disabled")) if not card.rules]
    assert [(part.health, part.note) for part in destination.parts] == [(Health.BROKEN, "disabled")]
    (source,) = [card for card in read_cards(encrypted()) if card.rules]
    assert [(part.kind, part.name, part.health) for part in source.parts] == [("IAM role", "service-role/replicator", Health.WORKS)]


def test_what_is_not_known_is_said() -> None:
    found = cards(unread())
    assert "rules not known" in found["east"].facts
    assert found["west"].facts == ("versioning not known", "encryption not known")
    (rule,) = found["west"].rules
    assert rule.health is Health.UNKNOWN


def test_a_bucket_that_was_not_examined_does_not_look_as_if_it_worked() -> None:
    """The doctor examines one bucket; a destination may have rules too."""
    (rule,) = cards(build_report(world_of(TOPOLOGIES["two-way"]), "east"))["west"].rules
    assert (rule.health, rule.says) == (Health.UNKNOWN, "not examined")


def test_a_selection_is_in_words() -> None:
    found = {destination: rule.selects for (_, destination), rule in rules("ten destinations").items()}
    assert found["copy-3"] == "keys under team-copy-3/"
    assert rules("a pair")["ledger", "backup"].selects == "all keys"
