"""The catalogue of checks: what every finding has in common with others of its id."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from s3_replication.errors import InputError
from s3_replication.findings.finding import Finding, Severity, Suggestion

__all__ = ["CheckEntry", "catalogue", "find_check", "new_finding"]


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """One check: what it finds, why that matters, how to fix it, and the AWS page that says so."""

    id: str
    title: str
    severity: Severity
    why: str
    fix: str
    source: str


@cache
def catalogue() -> Mapping[str, CheckEntry]:
    """Every check by its id, in the file's order."""
    read = tomllib.loads(files("s3_replication.findings").joinpath("checks.toml").read_text(encoding="utf-8"))
    return {
        name: CheckEntry(name, entry["title"], Severity(entry["severity"]), entry["why"], entry["fix"], entry["source"])
        for name, entry in read.items()
    }


def find_check(name: str) -> CheckEntry:
    """The check of that id; raises InputError for an unknown one."""
    found = catalogue().get(name)
    if found is None:
        nearest = get_close_matches(name, catalogue(), 3, 0.4)
        meant = f"did you mean {' or '.join(nearest)}? " if nearest else ""
        raise InputError(f"check {name!r} does not exist: {meant}`s3-replication explain` lists all checks.")
    return found


def new_finding(
    check: str,
    subject: str,
    says: str,
    *,
    severity: Severity | None = None,
    certain: bool = True,
    rule_id: str | None = None,
    suggestions: tuple[Suggestion, ...] = (),
) -> Finding:
    """A finding of one check: `says` is what this one found, and the catalogue adds the rest; raises InputError for an unknown check."""
    entry = find_check(check)
    why = f"{says} {entry.why}".strip()
    found = Finding(entry.id, severity or entry.severity, subject, entry.title, why, entry.fix, entry.source, rule_id, certain)
    return replace(found, suggestions=suggestions) if suggestions else found
