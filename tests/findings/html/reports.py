"""Reports for the page's tests: real ones of small worlds, and one with what an attacker would write into names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from s3_replication import core
from s3_replication.core import Outcome
from s3_replication.findings.finding import Finding, Location, OutcomeRow, ReplicationVerdict, Report, Severity, Suggestion
from s3_replication.findings.report import build_report
from s3_replication.iam import UNKNOWN, Policy
from tests.core.builders import build_world

ACCOUNTS = ("111111111111", "222222222222", "333333333333", "444444444444", "555555555555")
HOSTILE = """</code></style></script><script>alert(1)</script><img src=x onerror=alert(1)>"' onmouseover='alert(1) {{7*7}} ]]> --> &amp;"""
_TRUST = Policy.read(
    {"Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}]}, "trust"
)
_EVERYTHING = Policy.read({"Statement": [{"Effect": "Allow", "Action": ["s3:*", "kms:*"], "Resource": "*"}]}, "role policy")


@dataclass(frozen=True)
class Link:
    """One rule of a world."""

    source: str
    destination: str
    prefix: str = ""
    status: str = "Enabled"


@dataclass(frozen=True)
class Places:
    """Buckets with account and Region, the rules between them, and which of them no bucket policy lets replicate into."""

    buckets: Mapping[str, tuple[str, str]]
    links: Sequence[Link]
    closed: frozenset[str] = field(default_factory=frozenset)
    complete: bool = True


def world_of(places: Places) -> core.World:
    roles = {
        account: core.Role(f"arn:aws:iam::{account}:role/s3", account, _TRUST, (_EVERYTHING,)) for account, _ in places.buckets.values()
    }
    buckets = {name: _bucket(name, places, roles[account].arn) for name, (account, _) in places.buckets.items()}
    return core.World(buckets, {}, {role.arn: role for role in roles.values()}, complete=places.complete)


def _bucket(name: str, places: Places, role: str) -> core.Bucket:
    account, region = places.buckets[name]
    rules = tuple(
        core.Rule(
            status=link.status,
            destination=core.Destination(f"arn:aws:s3:::{link.destination}", places.buckets.get(link.destination, ("999999999999",))[0]),
            id=f"{link.prefix[:200] or 'everything'} to {link.destination}"[:255],
            priority=number,
            filter=core.Filter(link.prefix),
            delete_marker_replication="Enabled",
        )
        for number, link in enumerate((link for link in places.links if link.source == name), 1)
    )
    who = sorted({places.buckets[link.source][0] for link in places.links if link.destination == name})
    statement = {"Effect": "Allow", "Principal": {"AWS": [f"arn:aws:iam::{one}:root" for one in who]}, "Action": "s3:*"}
    policy = Policy.read({"Statement": [{**statement, "Resource": f"arn:aws:s3:::{name}/*"}]}, "policy") if who else None
    return core.Bucket(
        name, f"arn:aws:s3:::{name}", account, region, policy=None if name in places.closed else policy,
        replication=core.ReplicationConfiguration(role, rules) if rules else None,
    )  # fmt: skip


_FAN = {f"copy-{number}": (ACCOUNTS[1 + number % 3], ("eu-west-1", "eu-central-1")[number % 2]) for number in range(10)}
_CHAIN = {name: (ACCOUNTS[number], "eu-west-1") for number, name in enumerate(("one", "two", "three", "four", "five"))}
LONG, DOTS = "a" * 63, "w.w" * 21
TOPOLOGIES = {
    "a pair": Places(
        {"ledger": (ACCOUNTS[0], "us-east-1"), "backup": (ACCOUNTS[1], "eu-west-1")},
        [Link("ledger", "backup")],
        frozenset({"backup"}),
    ),
    "ten destinations": Places(
        {"ledger": (ACCOUNTS[0], "us-east-1"), **_FAN},
        [Link("ledger", name, f"team-{name}/", "Disabled" if name == "copy-4" else "Enabled") for name in _FAN],
        frozenset({"copy-2", "copy-7"}),
    ),
    "two-way": Places(
        {"east": (ACCOUNTS[0], "us-east-1"), "west": (ACCOUNTS[0], "us-west-2")}, [Link("east", "west"), Link("west", "east")]
    ),
    "a chain of five": Places(_CHAIN, [Link("one", "two"), Link("two", "three"), Link("three", "four"), Link("four", "five")]),
    "a circle with a short cut": Places(
        {name: _CHAIN[name] for name in ("one", "two", "three")},
        [Link("one", "two"), Link("two", "three"), Link("one", "three", "archive/"), Link("three", "one")],
        frozenset({"three"}),
    ),
    "long names": Places(
        {LONG: (ACCOUNTS[0], "us-east-1"), "b" * 63: (ACCOUNTS[0], "us-east-1"), DOTS: (ACCOUNTS[1], "us-gov-west-1")},
        [Link(LONG, "b" * 63, "x" * 900), Link(LONG, DOTS, "\u6578\u64da/" * 60), Link(LONG, "gone")],
        complete=False,
    ),
    "twelve pairs": Places(
        {f"{side}-{number}": (ACCOUNTS[place], "eu-west-1") for place, side in enumerate(("from", "to")) for number in range(12)},
        [Link(f"from-{number}", f"to-{number}") for number in range(12)],
        frozenset({"to-0", "to-7"}),
    ),
}  # fmt: skip


@cache
def report_of(name: str) -> Report:
    return build_report(world_of(TOPOLOGIES[name]))


@cache
def encrypted(state: str = "Enabled") -> Report:
    """A pair with keys, which the core's own cases use."""
    return build_report(build_world({"world": {"keys/destination/state": state}}))


@cache
def many_findings() -> Report:
    """200 findings of 40 checks, each with all forms of a repair."""
    change = Suggestion("Allow it.", json='{"Effect": "Allow"}', hcl="statement {\n}", cli="aws s3api put-bucket-policy")
    found = [
        Finding(
            f"check-{number % 40}", list(Severity)[number % 3], f"arn:aws:s3:::bucket-{number}", f"Title {number % 40}", f"Why {number}.",
            "Fix it.", "https://docs.aws.amazon.com/x", f"rule-{number}", location=Location("main.tf", number), suggestions=(change,),
        )
        for number in range(200)
    ]  # fmt: skip
    return replace(report_of("a pair"), findings=tuple(found))


@cache
def hostile() -> Report:
    """Every text of a report and its world is markup, and an ARN of a bucket is one in which nothing is escaped."""
    world = world_of(Places({HOSTILE: (ACCOUNTS[0], HOSTILE), "backup": (ACCOUNTS[1], "eu-west-1")}, [Link(HOSTILE, "backup", HOSTILE)]))
    finding = Finding(
        HOSTILE, Severity.ERROR, HOSTILE, HOSTILE, HOSTILE, HOSTILE, f"javascript:{HOSTILE}", HOSTILE, False, Location(HOSTILE, 1),
        (Suggestion(HOSTILE, HOSTILE, HOSTILE, HOSTILE),), True, (HOSTILE,),
    )  # fmt: skip
    row = OutcomeRow(HOSTILE, "backup", HOSTILE, HOSTILE, HOSTILE, Outcome.FAILED, HOSTILE, HOSTILE, (HOSTILE,), HOSTILE)
    return Report(ReplicationVerdict.BROKEN, (row, replace(row, expected=False)), (finding,), (HOSTILE,), world=world)


@cache
def unread() -> Report:
    """A bucket whose rules may not be read, and one with a role that is not known."""
    world = world_of(TOPOLOGIES["two-way"])
    east, west = world.buckets["east"], world.buckets["west"]
    assert isinstance(west.replication, core.ReplicationConfiguration)
    unknown = replace(west, replication=replace(west.replication, role=UNKNOWN), versioning=UNKNOWN, default_encryption=UNKNOWN)
    return build_report(replace(world, buckets={"east": replace(east, replication=UNKNOWN), "west": unknown}))


def all_reports() -> dict[str, Report]:
    """Every report of this file by its name."""
    special = {"many findings": many_findings, "hostile names": hostile, "unread": unread, "keys": encrypted}
    return {**{name: report_of(name) for name in TOPOLOGIES}, **{name: make() for name, make in special.items()}}
