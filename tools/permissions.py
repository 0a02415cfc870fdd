"""Writes docs/permissions.md from the proof in tests/minimality: every permission, what fails without it, and AWS's sources.

Usage: python tools/permissions.py [--check]
"""

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from minimality import Broken, Feature, Features, load_features, plan_features
from removals import as_list, removals

from s3_replication.local import LocalAws
from s3_replication.terraform import find_checkout

__all__ = ["PAGE", "page"]

PAGE = "docs/permissions.md"
_REPAIR = ".venv/bin/python tools/permissions.py"
_POLICIES = {
    "trust": "the role's trust policy",
    "role": "the role's policy",
    "bucket": "the destination bucket's policy",
    "key": "the key's policy",
}
_HEAD = """# Permissions

<!-- Written by tools/permissions.py from the proof in tests/minimality; do not edit. -->

What the module grants for each feature, and what fails without each permission.

`make test` proves the tables on this page. One plan contains every feature. For each feature, the proof does these steps with the
decision core:

1. It checks that the planned policies allow everything that the feature promises to replicate.
2. It removes every action, resource, statement and condition value, one at a time. Each time, a promise must break as the table says.
   Otherwise AWS's documents must require what was removed (see [Required by AWS's documents](#required-by-awss-documents)).
3. It compares every action and condition key with AWS's list.
4. It checks that there is no wildcard action, no resource `*` outside key policies, and no public principal, and that no other role of
   the source account gets access.

The failure reasons are those of S3. The facts are the numbers in [fidelity.md](fidelity.md).
"""


@dataclass(slots=True)
class Row:
    """One action on one kind of resource: the features that grant it, and for each failure reason the objects that fail without it."""

    features: dict[str, None] = field(default_factory=dict)
    failures: dict[str, dict[str, None]] = field(default_factory=dict)
    facts: dict[str, None] = field(default_factory=dict)


def page(features: Features) -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_every_action(features), *_every_feature(features), *_kept(features)])


def _rows(features: Features) -> dict[tuple[str, str, str], Row]:
    """The rows by policy, action and resource."""
    rows: dict[tuple[str, str, str], Row] = {}
    for feature in features.all:
        for granted in features.granted(feature):
            for removal in removals(granted):
                if len(removal.actions) == 1 and removal.what in ("action", "statement"):
                    place = features.place(feature, granted, removal.sid)
                    row = rows.setdefault((granted.policy, removal.actions[0], place), Row())
                    row.features[feature.name] = None
                    _add(row, [one for one in features.without(feature, granted, removal) if one.surely])
    return rows


def _add(row: Row, broken: list[Broken]) -> None:
    for one in broken:
        row.failures.setdefault(str(one.task.failure_reason or one.task.reason), {})[one.thing] = None
        row.facts.update(dict.fromkeys(one.task.facts))


def _every_action(features: Features) -> Iterator[str]:
    rows = _rows(features)
    yield "## Every action\n"
    for policy, title in _POLICIES.items():
        yield f"### In {title}\n"
        yield "| action | on | fails without it | facts | granted by |"
        yield "|---|---|---|---|---|"
        for (kind, action, place), row in sorted(rows.items()):
            if kind == policy:
                cells = (f"`{action}`", place, _without(features, row), _facts(features, policy, action, row), _granted_by(features, row))
                yield f"| {' | '.join(cells)} |"
        yield ""


def _without(features: Features, row: Row) -> str:
    if not row.failures:
        return "nothing for certain, see below"
    promised = _promised(one for one in features.all if one.name in row.features)
    return "<br>".join(f"`{failure}`: {_named(things, promised)}" for failure, things in sorted(row.failures.items()))


def _named(things: Mapping[str, None], promised: Mapping[str, None]) -> str:
    others = [thing for thing in promised if thing not in things]
    if not others:
        return "every object"
    return f"all but {'; '.join(others)}" if len(others) < len(things) else "; ".join(things)


def _promised(features: Iterable[Feature]) -> dict[str, None]:
    return dict.fromkeys(
        thing for feature in features for promises in feature.replicates.values() for things in promises.values() for thing in things
    )


def _facts(features: Features, policy: str, action: str, row: Row) -> str:
    facts = row.facts or next(dict.fromkeys(one["facts"]) for one in features.kept if (one["policy"], one["action"]) == (policy, action))
    return ", ".join(sorted(facts, key=lambda fact: [int(part) for part in re.findall(r"\d+", fact)]))


def _granted_by(features: Features, row: Row) -> str:
    return "every feature" if len(row.features) == len(features.all) else "; ".join(row.features)


def _every_feature(features: Features) -> Iterator[str]:
    held = {feature.name: _held(features, feature) for feature in features.all}
    base = set.intersection(*(set(one["role"]) for one in held.values()))
    yield "## Every feature\n"
    yield f"Every feature's role has {_code(base)}; the table lists only the additional permissions.\n"
    yield "| feature | replicates | role, in addition | destination bucket | keys |"
    yield "|---|---|---|---|---|"
    for feature in features.all:
        mine = held[feature.name]
        cells = (_code(set(mine["role"]) - base), _code(mine["bucket"]), _code(mine["key"]))
        yield f"| {feature.name} | {'; '.join(_promised([feature]))} | {' | '.join(cells)} |"
    yield ""


def _held(features: Features, feature: Feature) -> dict[str, set[str]]:
    held: dict[str, set[str]] = {kind: set() for kind in _POLICIES}
    for granted in features.granted(feature):
        for statement in as_list(granted.document["Statement"]):
            if statement["Effect"] == "Allow":
                held[granted.policy].update(as_list(statement["Action"]))
    return held


def _code(actions: Iterable[str]) -> str:
    return ", ".join(f"`{action}`" for action in sorted(actions)) or "nothing"


def _kept(features: Features) -> Iterator[str]:
    yield "## Required by AWS's documents\n"
    yield "The proof does not show for every feature that a promise breaks without these permissions."
    yield "AWS's documents require them, so the module grants them.\n"
    yield "| action | in | why | facts | source |"
    yield "|---|---|---|---|---|"
    for one in features.kept:
        yield f"| `{one['action']}` | {_POLICIES[one['policy']]} | {one['why'].strip()} | {', '.join(one['facts'])} | <{one['source']}> |"
    yield ""


def main(arguments: Sequence[str]) -> int:
    """Write the page, or only compare it with --check."""
    checkout = find_checkout(Path(__file__).resolve().parent)
    with tempfile.TemporaryDirectory() as scratch, LocalAws.start() as local:
        plan = plan_features(checkout, Path(scratch), local.full_environment())
    written, path = page(load_features(checkout, plan)), checkout / PAGE
    if "--check" not in arguments:
        path.write_text(written, encoding="utf-8")
        return 0
    same = path.is_file() and path.read_text(encoding="utf-8") == written
    print(f"{PAGE} is up to date" if same else f"{PAGE} is out of date: run {_REPAIR}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
