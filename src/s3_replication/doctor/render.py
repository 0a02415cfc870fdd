"""The answer about one object for a terminal."""

from rich.console import Console
from rich.text import Text

from s3_replication.doctor.object_answer import ObjectAnswer

__all__ = ["print_answer"]


def print_answer(answer: ObjectAnswer, console: Console) -> None:
    """The state first, then what to do, then each destination."""
    what = "delete marker" if answer.delete_marker else "version"
    console.print(
        Text(f"{answer.key}, {what} {answer.version_id}: {answer.state.value}.", style="bold green" if answer.is_fine else "bold red")
    )
    console.print(Text(f"  Written: {answer.written.isoformat()}"))
    console.print(Text(f"  Now: {answer.next_step}"))
    for one in answer.destinations:
        rule = f"rule {one.rule_id}" if one.rule_id else "no rule"
        console.print(Text(f"  {one.bucket or 'no destination'}: {rule}, {one.outcome.value} today; replica {one.replica.value}."))
        if one.reason:
            console.print(Text(f"    {one.reason}"))
    console.print()
