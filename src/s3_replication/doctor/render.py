"""The answer about one object for a terminal, and as a table of the page."""

from rich.console import Console

from s3_replication.doctor.object_answer import ObjectAnswer
from s3_replication.doctor.paused import outcome_words
from s3_replication.findings.render import PageTable, plain_text

__all__ = ["answer_table", "print_answer"]


def print_answer(answer: ObjectAnswer, console: Console) -> None:
    """The state first, then what to do, then each destination."""
    console.print(plain_text(_state(answer), "bold green" if answer.is_fine else "bold red"))
    console.print(plain_text(f"  Written: {answer.written.isoformat()}"))
    console.print(plain_text(f"  Now: {answer.next_step}"))
    for one in answer.destinations:
        rule = f"rule {one.rule_id}" if one.rule_id else "no rule"
        today = outcome_words(one.outcome, one.wait) if one.wait else f"{one.outcome.value} today"
        console.print(plain_text(f"  {one.bucket or 'no destination'}: {rule}, {today}; replica {one.replica.value}."))
        if one.reason:
            console.print(plain_text(f"    {one.reason}"))
    console.print()


def answer_table(answer: ObjectAnswer) -> PageTable:
    """The state and what to do as sentences, and a row for each destination."""
    sentences = (_state(answer), f"Written: {answer.written.isoformat()}", f"Now: {answer.next_step}")
    rows = tuple(
        (one.bucket or "no destination", one.rule_id or "no rule", outcome_words(one.outcome, one.wait), one.replica.value, one.reason)
        for one in answer.destinations
    )
    return PageTable(f"Destinations of {answer.key}", ("Destination", "Rule", "Today", "Replica", "Reason"), rows, sentences)


def _state(answer: ObjectAnswer) -> str:
    what = "delete marker" if answer.delete_marker else "version"
    return f"{answer.key}, {what} {answer.version_id}: {answer.state.value}."
