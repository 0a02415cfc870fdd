"""Properties of every decision in every world: more permissions never replicate less; order and names do not matter."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s3_replication import core
from s3_replication.core import Change, Outcome

from .builders import Cases

CASES = Cases()
BOUNDED = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

KEYS = ["docs/a.txt", "docs/", "tax/2026", "x", "ü/ä b"]
ACTIONS = [
    "s3:GetReplicationConfiguration", "s3:ListBucket", "s3:GetObjectVersionForReplication", "s3:GetObjectVersion", "s3:GetObjectVersionAcl",
    "s3:GetObjectVersionTagging", "s3:GetObjectRetention", "s3:GetObjectLegalHold", "s3:ReplicateObject", "s3:ReplicateDelete",
    "s3:ReplicateTags", "s3:ObjectOwnerOverrideToBucketOwner", "s3:*", "s3:Replicate*", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey",
    "kms:*",
]  # fmt: skip
RESOURCES = [
    "*",
    "{source}",
    "{source}/*",
    "{source}/docs/*",
    "{destination}/*",
    "{destination}/docs/*",
    "{source-key}",
    "{destination-key}",
]
CONDITIONS: list[dict[str, Any]] = [
    {},
    {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
    {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}},
    {"StringEquals": {"aws:UserAgent": "probe"}},
    {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}},
]

versions = st.fixed_dictionaries(
    {
        "key": st.sampled_from(KEYS),
        "tags": st.sampled_from([{}, {"class": "gold"}, {"class": "silver", "x": "y"}]),
        "encryption": st.sampled_from(
            [
                {"kind": "AES256"}, {"kind": "NONE"}, {"kind": "SSE-C"}, {"kind": "aws:kms"}, {"kind": "aws:kms", "key": "{source-key}"},
                {"kind": "aws:kms", "key": "{source-key}", "bucket_key": True}, {"kind": "aws:kms:dsse", "key": "{source-key}"},
                {"kind": "aws:kms", "key": "UNKNOWN"},
            ]
        ),
        "lock": st.sampled_from(
            [{}, {"legal_hold": "OFF"}, {"legal_hold": "ON"}, {"mode": "COMPLIANCE", "retain_until": "2027-01-01T00:00:00"}]
        ),
        "storage_class": st.sampled_from(["STANDARD", "STANDARD_IA", "GLACIER", "INTELLIGENT_TIERING"]),
        "archived": st.booleans(),
        "multipart": st.booleans(),
        "delete_marker": st.booleans(),
        "acl": st.sampled_from([None, "private", "public-read"]),
        "status": st.sampled_from([None, "PENDING", "COMPLETED", "FAILED", "REPLICA"]),
        "bucket": st.sampled_from(["source", "destination", "nowhere"]),
        "size": st.sampled_from([0, 12, 6 * 1024**3]),
        "readable_by_bucket_owner": st.booleans(),
    }
)  # fmt: skip
changes = st.sampled_from(list(Change))
patches = st.fixed_dictionaries(
    {},
    optional={
        "buckets/destination/versioning": st.sampled_from(["Enabled", "Suspended", "Never", "UNKNOWN"]),
        "buckets/destination/ownership": st.sampled_from(["BucketOwnerEnforced", "ObjectWriter", "UNKNOWN"]),
        "buckets/destination/object_lock": st.sampled_from([True, False, "UNKNOWN"]),
        "buckets/source/object_lock": st.sampled_from([True, False, "UNKNOWN"]),
        "buckets/destination/blocks_sse_c": st.sampled_from([True, False, "UNKNOWN"]),
        "buckets/destination/policy": st.sampled_from([None, "UNKNOWN"]),
        "buckets/source/rules/0/filter": st.sampled_from(
            [{}, {"prefix": "docs/"}, {"tags": [["class", "gold"]]}, {"prefix": "UNKNOWN"}, None]
        ),
        "buckets/source/rules/0/status": st.sampled_from(["Enabled", "Disabled"]),
        "buckets/source/rules/0/delete_marker_replication": st.sampled_from(["Enabled", "Disabled", None]),
        "buckets/source/rules/0/source_selection": st.sampled_from(
            [None, {"kms": "Enabled"}, {"kms": "Disabled", "modifications": "Enabled"}]
        ),
        "buckets/source/rules/0/destination/owner_translation": st.sampled_from([None, "Destination"]),
        "buckets/source/rules/0/destination/account": st.sampled_from([None, "{other}", "{third-account}", "UNKNOWN"]),
        "buckets/destination/default_encryption": st.sampled_from(
            [{"kind": "AES256"}, {"kind": "aws:kms", "key": "{destination-key}"}, "UNKNOWN"]
        ),
        "keys/destination/state": st.sampled_from(["Enabled", "Disabled", "UNKNOWN"]),
        "keys/source/state": st.sampled_from(["Enabled", "PendingDeletion", "UNKNOWN"]),
        "roles/replicator/permissions": st.sampled_from([[], "UNKNOWN"]),
        "complete": st.booleans(),
    },
)
statements = st.fixed_dictionaries(
    {"Action": st.sampled_from(ACTIONS), "Resource": st.sampled_from(RESOURCES), "Condition": st.sampled_from(CONDITIONS)}
)
removals = st.lists(st.sampled_from(ACTIONS), max_size=4, unique=True)
RANK = {Outcome.NOT_REPLICATED: 0, Outcome.FAILED: 0, Outcome.UNKNOWN: 1, Outcome.COMPLETED: 2}


def outcomes(row: dict[str, Any], change: Change) -> list[Outcome]:
    """How every task of a row ends."""
    return [task.outcome for task in core.decide(CASES.world(row), CASES.version(row), change).tasks]


def added(row: dict[str, Any], place: str, statement: dict[str, Any]) -> dict[str, Any]:
    """The same row with one more statement in one policy."""
    whole = statement if place.startswith("roles") else {**statement, "Principal": "*"}
    return {**row, "statements": {place: [whole]}}


@BOUNDED
@given(versions, changes, patches, removals)
def test_deciding_never_raises(version: dict[str, Any], change: Change, world: dict[str, Any], without: list[str]) -> None:
    """Any version, any change, any world: a decision with a reason for all that does not replicate."""
    row = {"version": version, "world": world, "without": without}
    decision = core.decide(CASES.world(row), CASES.version(row), change)
    for task in decision.tasks:
        assert task.outcome is not Outcome.PENDING
        assert (task.reason is not None) or task.outcome is not Outcome.NOT_REPLICATED
        assert (task.failure_reason is not None) == (task.outcome is Outcome.FAILED)
        assert bool(task.unknown) or task.outcome is not Outcome.UNKNOWN
        assert (task.replica is not None) or task.outcome is not Outcome.COMPLETED


@BOUNDED
@given(versions, changes, patches, removals, statements, st.sampled_from(["roles/replicator/permissions", "buckets/destination/policy"]))
def test_one_more_allow_never_replicates_less(
    version: dict[str, Any], change: Change, world: dict[str, Any], without: list[str], statement: dict[str, Any], place: str
) -> None:
    """COMPLETED stays, UNKNOWN never turns into a failure."""
    row = {"version": version, "world": {k: v for k, v in world.items() if k != place}, "without": without}
    before = outcomes(row, change)
    after = outcomes(added(row, place, {"Effect": "Allow", **statement}), change)
    assert all(RANK[old] <= RANK[new] for old, new in zip(before, after, strict=True)), (before, after)


@BOUNDED
@given(versions, changes, patches, removals, statements, st.sampled_from(["roles/replicator/permissions", "buckets/destination/policy"]))
def test_one_more_deny_never_replicates_more(
    version: dict[str, Any], change: Change, world: dict[str, Any], without: list[str], statement: dict[str, Any], place: str
) -> None:
    """A failure stays a failure, and an unknown outcome does not become certain to work."""
    row = {"version": version, "world": {k: v for k, v in world.items() if k != place}, "without": without}
    before = outcomes(row, change)
    after = outcomes(added(row, place, {"Effect": "Deny", **statement}), change)
    assert all(RANK[old] >= RANK[new] for old, new in zip(before, after, strict=True)), (before, after)


rules = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(["Enabled", "Enabled", "Disabled"]),
            "filter": st.sampled_from([{}, {"prefix": "docs/"}, {"prefix": "tax"}, {"tags": [["class", "gold"]]}]),
            "delete_marker_replication": st.sampled_from(["Enabled", "Disabled"]),
            "bucket": st.sampled_from(["{destination}", "{third}"]),
        }
    ),
    min_size=1,
    max_size=6,
)


def ruled(found: list[dict[str, Any]], version: dict[str, Any]) -> dict[str, Any]:
    """A row with these rules, each with a different priority and id."""
    whole = [
        {
            **{k: v for k, v in rule.items() if k != "bucket"},
            "id": f"r{place}",
            "priority": place,
            "destination": {"bucket": rule["bucket"]},
        }
        for place, rule in enumerate(found)
    ]
    return {"base": "same", "world": {"buckets/source/rules": whole}, "version": version}


@BOUNDED
@given(rules, versions, changes, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_does_not_matter(
    found: list[dict[str, Any]], version: dict[str, Any], change: Change, shuffler: Any
) -> None:
    """Priority decides, not the position in the document."""
    row = ruled(found, version)
    mixed = copy.deepcopy(row)
    shuffler.shuffle(mixed["world"]["buckets/source/rules"])

    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        decision = core.decide(CASES.world(asked), CASES.version(asked), change)
        return {task.destination_bucket: (task.outcome, task.reason, task.admission and task.admission.rule.id) for task in decision.tasks}

    assert answer(row) == answer(mixed)


@BOUNDED
@given(rules, versions)
def test_the_highest_matching_priority_wins_its_destination(found: list[dict[str, Any]], version: dict[str, Any]) -> None:
    """No rule with a higher priority selects the version for the same destination."""
    row = ruled(found, {**version, "encryption": {"kind": "AES256"}, "delete_marker": False})
    decision = core.decide(CASES.world(row), CASES.version(row), Change.OBJECT)
    for task in decision.tasks:
        if task.admission is None:
            continue
        higher = [verdict for verdict in task.rules if int(verdict.rule_id[1:]) > int((task.admission.rule.id or "r0")[1:])]
        assert all(verdict.reason not in (None, core.Reason.LOWER_PRIORITY) for verdict in higher)


NAMES = {
    "source": "first-bucket", "destination": "second-bucket", "replicator": "mover", "111111111111": "444444444444",
    "222222222222": "555555555555", "docs/": "papers/",
}  # fmt: skip


def renamed(value: Any) -> Any:
    """The same tree with other names for every bucket, role, account and prefix."""
    if isinstance(value, dict):
        return {(renamed(key) if key.isdigit() else key): renamed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [renamed(item) for item in value]
    if not isinstance(value, str):
        return value
    for old, new in NAMES.items():
        value = value.replace(old, new)
    return value


@BOUNDED
@given(versions, changes, patches, removals)
def test_names_do_not_matter(version: dict[str, Any], change: Change, world: dict[str, Any], without: list[str]) -> None:
    """The same world under other names decides the same."""
    row = {"version": version, "world": world, "without": without}
    tree = CASES.tree(row)
    tree["buckets"]["source"]["role"] = CASES.named("{role}")
    other = renamed(tree)
    other["buckets"] = {NAMES.get(name, name): item for name, item in other["buckets"].items()}
    first = core.decide(CASES.world_of_tree(tree), CASES.version(row), change)
    fields = renamed(CASES.named(version))
    second = core.decide(CASES.world_of_tree(other), CASES.version({"version": {**fields, "status": version["status"]}}), change)

    def shape(decision: core.Decision) -> list[Any]:
        return [(task.outcome, task.reason, task.failure_reason, [step.name for step in task.steps]) for task in decision.tasks]

    assert shape(first) == shape(second)


def test_an_engine_gives_the_same_answers_as_single_decisions() -> None:
    """The cache changes nothing: one engine for many versions gives the same as one engine for each."""
    allow = {"Effect": "Allow", "Action": "s3:ReplicateObject", "Resource": "{destination}/docs/*"}
    row = {"without": ["s3:ReplicateObject"], "statements": {"roles/replicator/permissions": [allow]}}
    world = CASES.world(row)
    engine = core.Engine(world)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(60):
        key = f"{'docs' if number % 2 else 'other'}/{number}"
        version = core.Version("source", key, "v", moment, multipart=number % 3 == 0, tags={"a": "b"} if number % 5 == 0 else {})
        assert engine.decide(version, Change.OBJECT) == core.decide(world, version, Change.OBJECT)


def test_an_engine_gives_the_same_answers_for_versions_of_one_key() -> None:
    """What follows from the key alone is kept for the next version, of another bucket too."""
    back = {"id": "back", "status": "Enabled", "priority": 1, "filter": {"prefix": "tax"}, "delete_marker_replication": "Disabled"}
    row = {
        "base": "same",
        "world": {
            "buckets/source/rules/0/filter": {"prefix": "docs/"},
            "buckets/destination/rules": [{**back, "destination": {"bucket": "{source}"}}],
        },
    }
    world = CASES.world(row)
    engine = core.Engine(world)
    for key in ("docs/a", "tax/a", "docs/a"):
        for bucket in ("source", "destination"):
            for tags in ({}, {"a": "b"}):
                version = core.Version(bucket, key, "v", datetime(2026, 1, 1, tzinfo=UTC), tags=tags)
                assert engine.decide(version, Change.OBJECT) == core.decide(world, version, Change.OBJECT)


def test_a_decision_can_be_shown_as_json() -> None:
    """Every enum is text, so a trace can be printed and sent."""
    decision = core.decide(CASES.world({}), CASES.version({}), Change.OBJECT)
    assert json.dumps([decision.status, decision.tasks[0].outcome, decision.tasks[0].steps[0].name])
