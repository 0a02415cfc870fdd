"""How fast the decision core decides: one by one with a full trace, and in batches; and that both agree about 200,000 random versions.

Prints one JSON object per line: {"group", "figure", "value", "unit", "note"}. CPU time is measured, so that other work on the machine
does not matter.
"""

import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from s3_replication import core
from s3_replication.core.bulk import decide_all
from s3_replication.core.bulk.columns import representative
from s3_replication.iam import EvaluationResult, Evaluator, Policies, Policy, Principal, PrincipalKind, Request, evaluate

SOURCE, DESTINATION = "arn:aws:s3:::source", "arn:aws:s3:::destination"
ROLE = "arn:aws:iam::111111111111:role/replicator"
SOURCE_KEY = "arn:aws:kms:us-east-1:111111111111:key/1111"
REPLICA_KEY = "arn:aws:kms:eu-west-1:222222222222:key/2222"
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
SINGLE, BATCH, COMPARED = 30_000, 3_000_000, 200_000


def policy(name: str, *statements: dict[str, object]) -> Policy:
    """A policy of these statements."""
    return Policy.parse({"Version": "2012-10-17", "Statement": list(statements)}, name)


def allow(actions: list[str], resource: object, **more: object) -> dict[str, object]:
    """One Allow."""
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


def world() -> core.World:
    """Two accounts, KMS on both sides, three rules by prefix and tag, policies that look at the encryption context."""
    by_role = {"Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Condition": {"ArnEquals": {"aws:PrincipalArn": ROLE}}}
    context = {"StringLike": {"kms:EncryptionContext:aws:s3:arn": [SOURCE, f"{SOURCE}/*", DESTINATION, f"{DESTINATION}/*"]}}
    writes = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
    role = policy(
        "role",
        allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], SOURCE),
        allow(["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"], f"{SOURCE}/*"),
        allow(writes, f"{DESTINATION}/*"),
        allow(["kms:Decrypt"], SOURCE_KEY, Condition=context),
        allow(["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"], REPLICA_KEY, Condition=context),
    )
    destination = policy(
        "destination", allow(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], f"{DESTINATION}/*", **by_role)
    )
    delegation = allow(["kms:*"], "*", Principal={"AWS": "arn:aws:iam::111111111111:root"})
    trust = policy("trust", {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"})
    rules = tuple(
        core.Rule(
            "Enabled", core.Destination(DESTINATION, replica_kms_key=REPLICA_KEY), id=name, priority=priority, filter=found,
            delete_marker_replication="Disabled" if found.tags else "Enabled", source_selection=core.SourceSelection("Enabled"),
        )
        for priority, (name, found) in enumerate(
            [("all", core.Filter("")), ("gold", core.Filter("docs/", (core.Tag("class", "gold"),), True)), ("tax", core.Filter("tax/"))]
        )
    )  # fmt: skip
    return core.World(
        {
            "source": core.Bucket("source", SOURCE, "111111111111", "us-east-1", replication=core.ReplicationConfiguration(ROLE, rules)),
            "destination": core.Bucket("destination", DESTINATION, "222222222222", "eu-west-1", policy=destination),
        },
        {
            SOURCE_KEY: core.Key(SOURCE_KEY, "111111111111", "us-east-1", policy=policy("source key", delegation)),
            REPLICA_KEY: core.Key(REPLICA_KEY, "222222222222", "eu-west-1", policy=policy("replica key", allow(["kms:*"], "*", **by_role))),
        },
        {ROLE: core.Role(ROLE, "111111111111", trust, (role,))},
    )


def rows(count: int) -> list[dict[str, object]]:
    """Random versions of every kind, each with a different key."""
    draw = random.Random(2026)  # noqa: S311 - test data
    choose = draw.choice
    return [
        {
            "bucket": "source", "key": f"{choose(['docs/', 'tax/', 'x/'])}{number}", "size": choose([0, 4096, 6 * 1024**3]),
            "tags": choose([{}, {}, {"class": "gold"}]), "acl": None, "readable_by_bucket_owner": True,
            "encryption": choose(["AES256", "aws:kms", "aws:kms:dsse", "SSE-C"]), "kms_key": SOURCE_KEY,
            "bucket_key": choose([True, False]),
            "storage_class": choose(["STANDARD", "STANDARD", "STANDARD_IA", "GLACIER"]), "archived": False, "lock_mode": None,
            "legal_hold": choose([None, None, "OFF"]), "multipart": choose([True, False]),
            "delete_marker": choose([False, False, False, True]),
            "replica": False, "status": choose([None, "COMPLETED", "FAILED", "REPLICA"]), "change": choose(list(core.Change)).value,
        }
        for number in range(count)
    ]  # fmt: skip


def table(connection: duckdb.DuckDBPyConnection, found: list[dict[str, object]]) -> None:
    """The versions as the table `versions`."""
    tags = pa.array([list(row["tags"].items()) for row in found], pa.map_(pa.string(), pa.string()))  # type: ignore[attr-defined]
    columns = {name: tags if name == "tags" else pa.array([row[name] for row in found]) for name in found[0]}
    connection.register("drawn", pa.table(columns))
    connection.execute("CREATE OR REPLACE TABLE versions AS SELECT * FROM drawn")


def inventory(connection: duckdb.DuckDBPyConnection) -> None:
    """The table `many`: millions of versions as in an inventory report, each with a different key."""
    connection.execute(
        f"""CREATE TABLE many AS SELECT 'source' AS bucket, ['docs/', 'tax/', 'x/'][1 + n % 3] || n AS key, n % 100000 AS size,
            ['AES256', 'aws:kms', 'aws:kms:dsse', 'SSE-C'][1 + n % 4] AS encryption, '{SOURCE_KEY}' AS kms_key, n % 5 = 0 AS bucket_key,
            ['STANDARD', 'STANDARD_IA', 'GLACIER'][1 + n % 7 % 3] AS storage_class, n % 11 = 0 AS multipart, n % 13 = 0 AS delete_marker,
            [NULL, 'COMPLETED', 'FAILED', 'REPLICA'][1 + n % 17 % 4] AS status, if(n % 19 = 0, MAP {{'class': 'gold'}}, MAP {{}}) AS tags
            FROM range({BATCH}) rows(n)"""  # noqa: S608 - numbers and names of ours
    )


def report(figure: str, value: float, unit: str, note: str = "") -> None:
    """One figure on standard output."""
    print(json.dumps({"group": "Decision core", "figure": figure, "value": round(value, 3), "unit": unit, "note": note}))


def single(kind: str, encryption: core.Encryption, tags: dict[str, str]) -> float:
    """Decisions per CPU second with a full trace, every version with a different key."""
    engine = core.Engine(world())
    versions = [core.Version("source", f"docs/{n}", "v", MOMENT, encryption=encryption, tags=tags) for n in range(SINGLE)]
    before = time.process_time()
    for version in versions:
        engine.decide(version, core.Change.OBJECT)
    rate = SINGLE / (time.process_time() - before)
    report(f"decisions per CPU second, {kind}", rate, "1/s", "full trace, fixed world, distinct keys; promised: 10,000")
    return rate


def evaluations(kind: str, decide: Callable[[Request, Policies], EvaluationResult], count: int) -> None:
    """Evaluations of one role's s3:ReplicateObject per CPU second, every object with a key of its own."""
    known = world()
    role, bucket = known.roles[ROLE], known.buckets["destination"]
    policies = Policies(identity=role.policies, resource=bucket.policy)
    caller = Principal(PrincipalKind.ROLE_SESSION, ROLE, role.account)
    context = {"aws:SecureTransport": ("true",), "aws:PrincipalOrgID": ("o-1",), "s3:ResourceAccount": (bucket.account,)}
    before = time.process_time()
    for number in range(count):
        decide(Request(caller, "s3:ReplicateObject", f"{DESTINATION}/docs/{number}", bucket.account, context), policies)
    report(
        f"IAM evaluations per CPU second, {kind}",
        count / (time.process_time() - before),
        "1/s",
        "two accounts, two policies, distinct keys",
    )


def batch(connection: duckdb.DuckDBPyConnection, versions: str, count: int) -> float:
    """Rows per CPU second, including reading the result of every row."""
    before = time.process_time()
    decided = decide_all(connection, world(), versions)
    decided.aggregate("outcome, destination, rule_id, reason, failure_reason, count(*)").fetchall()
    return count / (time.process_time() - before)


def mismatches(connection: duckdb.DuckDBPyConnection, found: list[dict[str, object]]) -> int:
    """Versions about which batch and single decisions differ."""
    engine, alone = core.Engine(world()), set()
    for row in found:
        decision = engine.decide(*representative(row, core.Change.OBJECT))
        for task in decision.tasks:
            rule = task.admission and task.admission.rule.id
            alone.add((row["key"], task.destination_bucket, task.outcome.value, rule, task.reason, task.failure_reason))
    fields = "key, destination, outcome, rule_id, reason, failure_reason"
    together = set(decide_all(connection, world(), "versions").project(fields).fetchall())
    return len({row[0] for row in alone ^ together})


def main() -> None:
    """All figures of the core."""
    rates = [
        single("plain", core.Encryption(), {}),
        single("tagged", core.Encryption(), {"class": "gold"}),
        single("SSE-KMS", core.Encryption(core.EncryptionKind.SSE_KMS, SOURCE_KEY), {}),
        single("SSE-KMS with a bucket key", core.Encryption(core.EncryptionKind.SSE_KMS, SOURCE_KEY, True), {}),
    ]
    evaluations("each alone", evaluate, SINGLE)
    evaluations("with the cache", Evaluator().evaluate, 10 * SINGLE)
    connection = duckdb.connect()
    found = rows(COMPARED)
    table(connection, found)
    report("versions on which batch and single decisions differ", mismatches(connection, found), "", f"of {COMPARED:,} random ones")
    inventory(connection)
    rate = batch(connection, "many", BATCH)
    report("rows per CPU second in a batch", rate, "1/s", f"{BATCH:,} versions as an inventory lists them")
    report("batch against single", rate / max(rates), "x", "promised: at least 20")


if __name__ == "__main__":
    main()
