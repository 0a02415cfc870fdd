"""One finding for each root cause of the groups that do not replicate."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from s3_replication.core import Outcome, World
from s3_replication.findings.blind_spots import BlindSpot, depends_on, spot_of, widened
from s3_replication.findings.catalogue import find_check, new_finding
from s3_replication.findings.causes import Cause
from s3_replication.findings.decided_groups import CollectedRepairs, DecidedGroup
from s3_replication.findings.finding import Finding, Severity, Suggestion
from s3_replication.findings.groups.source_keys import EXAMPLE_KEY
from s3_replication.findings.kms_rules import failing_kms_objects
from s3_replication.findings.repairs import Edit
from s3_replication.findings.repairs.describe import describe

__all__ = ["cause_findings"]

# The example for all keys outside of the configuration.
_ANY_KEY: Final = re.compile(rf"(?:key )?arn:\S*:key/{EXAMPLE_KEY}")
_OTHER_KEY: Final = "a KMS key that is not in the configuration"
_Found: TypeAlias = Sequence[tuple[Cause, DecidedGroup]]


def cause_findings(
    world: World, decided: Sequence[DecidedGroup], repairs: CollectedRepairs, blind_spots: Sequence[BlindSpot]
) -> Iterator[Finding]:
    """One finding per root cause, however many groups it breaks; a blind spot that no expected object needs has none here."""
    edits, others = repairs.by_cause(), repairs.others()
    by_key: dict[tuple[str, ...], list[tuple[Cause, DecidedGroup]]] = {}
    for one in decided:
        for cause in one.solution.causes:
            by_key.setdefault(cause.key, []).append((cause, one))
    asked = {id(task) for _, task in failing_kms_objects(world, [(one.group.version, one.task) for one in decided])}
    asked |= {id(one.task) for one in decided if one.waits and one.task.outcome is Outcome.FAILED}
    for key, found in by_key.items():
        severity = _severity(found, asked)
        relevant = [pair for pair in found if pair[1].expected] or [pair for pair in found if id(pair[1].task) in asked] or found
        groups = [one for _, one in relevant]
        affects = tuple(_affected(groups))
        unknown = found[0][0].unknown
        spot = spot_of(unknown, blind_spots) if unknown is not None else None
        if spot is not None:
            if severity is not Severity.NOTE:
                yield replace(widened(spot.finding, [cause for cause, _ in relevant]), rule_id=_rule(found), affects=affects)
            continue
        suggestions = _suggestions(edits.get(key, ()), others.get(key, ()))
        proven = bool(suggestions) and all(one.solution.solved for one in groups)
        yield replace(_new(found, relevant, severity), suggestions=suggestions, proven=proven, affects=affects)


def _suggestions(edits: Sequence[Edit], others: Sequence[Edit]) -> tuple[Suggestion, ...]:
    """The changes in every form; the last one names those that work instead."""
    found = [describe(edit) for edit in edits]
    if found and others:
        instead = " ".join(describe(edit).text for edit in others)
        found[-1] = replace(found[-1], text=f"{found[-1].text} Another fix that works: {instead}")
    return tuple(found)


def _new(found: _Found, relevant: _Found, severity: Severity) -> Finding:
    cause = found[0][0]
    says = cause.says if cause.unknown is None else depends_on(one for one, _ in relevant)
    certain = any(one.certain for one, _ in relevant)
    subject = relevant[0][1].bucket.arn if _ANY_KEY.fullmatch(cause.subject) else cause.subject
    finding = new_finding(cause.check, subject, says, severity=severity, certain=certain, rule_id=_rule(found))
    why = finding.why if certain else f"{finding.why} {relevant[0][0].assumption}".strip()
    return replace(finding, why=_ANY_KEY.sub(_OTHER_KEY, why))


def _severity(found: _Found, asked: Collection[int]) -> Severity:
    """The check's own if the cause stops expected objects; at most a warning if it stops others that a rule selects or that FAILED."""
    severity = find_check(found[0][0].check).severity
    if any(one.suffers(cause) for cause, one in found):
        return severity
    failing = any(id(one.task) in asked for _, one in found)
    return Severity.WARNING if failing and severity is Severity.ERROR else Severity.NOTE


def _rule(found: Iterable[tuple[Cause, DecidedGroup]]) -> str | None:
    """The rule, if all the groups have the same one."""
    rules = {cause.rule_id for cause, _ in found}
    return rules.pop() if len(rules) == 1 else None


def _affected(found: Iterable[DecidedGroup]) -> Iterator[str]:
    """The classes of objects for each group of keys and destination."""
    classes: dict[tuple[str, str], dict[str, None]] = {}
    for one in found:
        classes.setdefault((one.group.keys.pattern, one.task.destination_bucket), {})[one.group.object_class.value] = None
    for (keys, destination), names in classes.items():
        yield f"{', '.join(names)}: {keys}" + (f" -> {destination}" if destination else "")
