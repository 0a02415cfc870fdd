"""The answer about one object for a terminal, and the tables of the page."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from s3_replication.doctor.failed_objects import SampledVersion
from s3_replication.doctor.object_answer import ObjectAnswer
from s3_replication.findings.render import PageTable
from s3_replication.iam import Unknown

__all__ = ["answer_table", "print_answer", "sample_table"]


def print_answer(answer: ObjectAnswer, console: Console) -> None:
    """The state first, then what to do, then each destination."""
    console.print(Text(_state(answer), style="bold green" if answer.is_fine else "bold red"))
    console.print(Text(f"  Written: {answer.written.isoformat()}"))
    console.print(Text(f"  Now: {answer.next_step}"))
    for one in answer.destinations:
        rule = f"rule {one.rule_id}" if one.rule_id else "no rule"
        console.print(Text(f"  {one.bucket or 'no destination'}: {rule}, {one.outcome.value} today; replica {one.replica.value}."))
        if one.reason:
            console.print(Text(f"    {one.reason}"))
    console.print()


def answer_table(answer: ObjectAnswer) -> PageTable:
    """The state and what to do as sentences, and a row for each destination."""
    sentences = (_state(answer), f"Written: {answer.written.isoformat()}", f"Now: {answer.next_step}")
    rows = tuple(
        (one.bucket or "no destination", one.rule_id or "no rule", one.outcome.value, one.replica.value, one.reason)
        for one in answer.destinations
    )
    return PageTable(f"Destinations of {answer.key}", ("Destination", "Rule", "Today", "Replica", "Reason"), rows, sentences)


def sample_table(sample: Sequence[SampledVersion]) -> PageTable:
    """The status of each version that was read."""
    rows = tuple((one.listed.key, one.listed.version_id, one.listed.last_modified.isoformat(" "), _status(one)) for one in sample)
    return PageTable("Sample of the bucket's versions", ("Key", "Version", "Written", "Status"), rows)


def _status(version: SampledVersion) -> str:
    if isinstance(version.status, Unknown):
        return "not readable"
    return "no status" if version.status is None else version.status.value


def _state(answer: ObjectAnswer) -> str:
    what = "delete marker" if answer.delete_marker else "version"
    return f"{answer.key}, {what} {answer.version_id}: {answer.state.value}."
