"""What `check` and `doctor` have in common: the options of the report, its forms, and its exit code."""

import io
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from s3_replication.errors import InputError
from s3_replication.findings.finding import Report, Severity
from s3_replication.findings.ignore import Ignore, accept
from s3_replication.findings.render import PageTable, as_json, as_junit, as_sarif, as_text
from s3_replication.findings.report import is_open

__all__ = ["Extra", "ReportOptions", "captured", "report_options"]

_WIDTH = 160  # a pipe or a file has no width to respect
_FORMATS = ("text", "json", "sarif", "junit")
_OPTIONS = (
    click.option(
        "--fail-on", type=click.Choice([one.value for one in Severity]), help="The lowest severity that exits with 1; default: error."
    ),
    click.option("--ignore", "ignores", nargs=2, multiple=True, metavar="ID:ADDRESS REASON", help="Accept a finding."),
    click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="The format of the report."),
    click.option("--json", "as_json_flag", is_flag=True, help="The same as --format json."),
    click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write the report to this file."),
    click.option(
        "--html", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Also write the report as an HTML page to this file."
    ),
    click.option("--verbose", "-v", is_flag=True, help="Also print notes."),
)


@dataclass(frozen=True, slots=True)
class Extra:
    """What a command adds to the report: parts of the text, printed first and last, members of the JSON, tables of the page.

    `subject` is what the page is about.

    `alone` replaces the report's own text and JSON.
    """

    print_text: Callable[[Console], None] = lambda _console: None
    print_after: Callable[[Console], None] = lambda _console: None
    json: Mapping[str, object] = field(default_factory=dict)
    subject: str = "the buckets"
    tables: Sequence[PageTable] = ()
    alone: bool = False


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """The options of a report as the user gave them."""

    fail_on: str | None
    ignores: tuple[tuple[str, str], ...]
    form: str
    output: Path | None
    html: Path | None
    verbose: bool

    @property
    def is_json(self) -> bool:
        """Whether errors are JSON too."""
        return self.form == "json"

    def ignored(self, more: Sequence[Ignore] = ()) -> tuple[Ignore, ...]:
        """What the user accepts; raises InputError, so ask before the work begins."""
        return (*more, *(Ignore.parse(text, reason) for text, reason in self.ignores))

    def accepted(self, report: Report, ignores: Sequence[Ignore]) -> Report:
        """The report with the accepted findings as notes; says which --ignore fits no finding."""
        found, unused = accept(report, tuple(ignores))
        self._say_unused(unused)
        return found

    def accepted_all(self, reports: Sequence[Report], ignores: Sequence[Ignore]) -> list[Report]:
        """The reports with the accepted findings as notes; says which --ignore fits no finding of any report."""
        found = [accept(report, tuple(ignores)) for report in reports]
        self._say_unused([one for one in ignores if all(one in unused for _, unused in found)])
        return [report for report, _ in found]

    def _say_unused(self, unused: Sequence[Ignore]) -> None:
        for one in unused:
            click.echo(f"Note: --ignore {one.check}:{one.subject} fits no finding.", err=True)

    def write(self, report: Report, extra: Extra | None = None) -> None:
        """Print the report, or write it to the file, after the page; raises InputError where a file cannot be written."""
        added = extra or Extra()
        if self.html is not None and self.output is not None and self.html.absolute() == self.output.absolute():
            raise InputError(f"--html and --output both name {self.html}, and one would replace the other: name two files.")
        if self.html is not None:
            _write_file("--html", self.html, _page(report, added))
        self.print(self._text(report, added) if self.form != "text" else lambda console: self._print(report, added, console))

    def print(self, content: str | Callable[[Console], None]) -> None:
        """Print a text, or what a function prints to a console, or write it to the file; raises InputError where that cannot be written."""
        if self.output is None and not isinstance(content, str) and sys.stdout.isatty():
            content(Console())
            return
        text = content if isinstance(content, str) else captured(content)
        if self.output is None:
            click.echo(text)
            return
        _write_file("--output", self.output, text)

    def exit_code(self, report: Report, default: Severity | None = None) -> int:
        """An unknown verdict is no success, unless the user accepted what is not known."""
        order = list(Severity)
        least = Severity(self.fail_on) if self.fail_on is not None else default or Severity.ERROR
        return int(any(order.index(one.severity) <= order.index(least) or is_open(one) for one in report.findings))

    def _text(self, report: Report, extra: Extra) -> str:
        if self.form == "json":
            return json.dumps({**({} if extra.alone else as_json(report)), **extra.json}, indent=2)
        if self.form == "sarif":
            return json.dumps(as_sarif(report), indent=2)
        return as_junit(report)

    def _print(self, report: Report, extra: Extra, console: Console) -> None:
        extra.print_text(console)
        if not extra.alone:
            as_text(report, console, verbose=self.verbose)
        extra.print_after(console)


def captured(printed: Callable[[Console], None]) -> str:
    """What a function prints, for a pipe or a file: lines without trailing spaces."""
    console = Console(file=io.StringIO(), width=_WIDTH)
    with console.capture() as capture:
        printed(console)
    return "\n".join(line.rstrip() for line in capture.get().split("\n")).removesuffix("\n")


def _page(report: Report, extra: Extra) -> str:
    from s3_replication.findings.render.html import as_html  # noqa: PLC0415 - only --html needs jinja2

    return as_html(report, extra.subject, datetime.now(UTC), extra.tables)


def _write_file(option: str, path: Path, text: str) -> None:
    try:
        path.write_text(text.removesuffix("\n") + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"{option} {path} cannot be written ({error.strerror}): name a file in a folder that exists and has room."
        ) from error


def report_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the options of a report to a command, which takes them as one `shown`."""

    @wraps(command)
    def wrapped(*, as_json_flag: bool, form: str, **given: Any) -> None:
        chosen = {name: given.pop(name) for name in ("fail_on", "ignores", "output", "html", "verbose")}
        command(shown=ReportOptions(form="json" if as_json_flag else form, **chosen), **given)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped
