"""All texts of the core for the case tables: traces, evidence and refusals, each different line once."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from s3_replication import core

from .builders import Cases

__all__ = ["BOOK", "said"]

HERE = Path(__file__).parent
BOOK = HERE / "words.txt"


def said() -> str:
    """The present content of the file."""
    lines: set[str] = set()
    for path in sorted((HERE / "cases").glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            lines.update(_refusals(row) if path.stem.startswith("configuration-") else _traces(row))
    return "\n".join(sorted(line.replace("\r", "\\r") for line in lines)) + "\n"


def _refusals(row: Mapping[str, Any]) -> Iterator[str]:
    """Every rejection of the row's document, as a plan check shows them all."""
    world = Cases.world(row)
    try:
        configuration = core.parse_configuration(Cases.document(row), world.switches)
    except core.ConfigurationRejected as error:
        yield _refusal(error.rejection)
        return
    caller = row.get("caller", "111111111111")
    for rejection in core.validate_configuration(configuration, world, row.get("bucket", "source"), caller):
        yield _refusal(rejection)


def _refusal(rejection: core.Rejection) -> str:
    """The sentence that a user reads, and S3's code and status."""
    argument = f" {rejection.argument_name}={rejection.argument_value}" if rejection.argument_name else ""
    assumed = " (assumed)" if rejection.assumed else ""
    text = f"refusal {rejection.http_status} {core.ConfigurationRejected(rejection)}{argument}{assumed}"
    return text if len(text) < 400 else text[:200] + " ... " + text[-200:]


def _traces(row: Mapping[str, Any]) -> Iterator[str]:
    """Steps, rule verdicts and the ends of tasks."""
    if "wanted" in row:
        rejection = core.versioning_change(Cases.world(row).buckets[row["bucket"]], core.Versioning(row["wanted"]))
        if rejection is not None:
            yield _refusal(rejection)
        return
    if "ends" in row:
        yield from _frozen(row)
        return
    presence = core.Presence(row["presence"]) if "presence" in row else None
    decision = core.decide(Cases.world(row), Cases.version(row), core.Change(row.get("change", "object")), presence)
    for task in decision.tasks:
        yield from (f"rule {verdict.rule_id}: {verdict.reason or 'wins'}: {verdict.evidence}" for verdict in task.rules)
        yield from _task(task)


def _frozen(row: Mapping[str, Any]) -> Iterator[str]:
    """The outcome of a task in a world that has changed since its admission."""
    version = Cases.version(row)
    (task,) = core.admit(Cases.world(row), version, core.Change(row.get("change", "object")))
    later = {**row, "world": {**row.get("world", {}), **row.get("later", {})}}
    held = Cases.version({"version": {"lock": row["held"]}}).lock if "held" in row else None
    if task.admission is not None:
        presence = core.Presence.PRESENT if held else core.Presence.ABSENT
        yield from _task(core.deliver(Cases.world(later), task.admission, None if row.get("gone") else version, presence, held))


def _task(task: core.Task) -> Iterator[str]:
    """A task's steps and its outcome."""
    yield from (_step(step) for step in task.steps)
    end = task.failure_reason or task.reason or ""
    flags = _assumed(task.assumed) + ("" if task.reported else " (not reported)") + _unknown(task.unknown)
    yield f"task {task.outcome} {end} [{' '.join(task.facts)}]{flags}"


def _step(step: core.Step) -> str:
    checks = ", ".join(f"{check.action} on {check.resource} is {check.decision.verdict.value}" for check in step.checks)
    end = f"{step.outcome} {step.failure or ''}".strip()
    return f"step {step.name}: {end} [{' '.join(step.facts)}]{_assumed(step.assumed)}{_unknown(step.unknown)} {checks}".rstrip()


def _assumed(assumed: bool) -> str:
    return " (assumed)" if assumed else ""


def _unknown(names: frozenset[str]) -> str:
    return f" unknown: {', '.join(sorted(names))}" if names else ""
