"""as_html(): the report as one page that needs nothing but itself."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from s3_replication.core import Outcome, Switches
from s3_replication.findings.finding import Report, Severity
from s3_replication.findings.render.html.finding_groups import checks_of, group_findings
from s3_replication.findings.render.html.matrix import outcome_tables
from s3_replication.findings.render.html.topology import BucketCard, Health, draw_columns, draw_stack, read_cards
from s3_replication.findings.render.html.visible import visible
from s3_replication.findings.render.page_table import PageTable
from s3_replication.findings.render.wording import UNCERTAIN, VERDICT_SENTENCES, is_terraform, proof_of

__all__ = ["as_html", "style_sheet"]

_PACKAGE = "s3_replication.findings.render.html"
_SYMBOLS = {
    **{health.value: health.value for health in Health},
    **{Severity.ERROR.value: "broken", Severity.WARNING.value: "warning", Severity.NOTE.value: "note"},
    **{
        Outcome.COMPLETED.value: "works",
        Outcome.FAILED.value: "broken",
        Outcome.NOT_REPLICATED.value: "off",
        Outcome.UNKNOWN.value: "unknown",
    },
}
"""Which symbol and colour a word has."""
_LEGEND = (("works", "works"), ("broken", "broken"), ("unknown", "not known"), ("off", "disabled, or selects nothing"))


def as_html(report: Report, subject: str, made: datetime, tables: Sequence[PageTable] = ()) -> str:
    """The page about a subject, such as "bucket acme-ledger", as it was at a time."""
    style, script = style_sheet("picture.css", "page.css"), _read("page.js")
    groups = group_findings(report.findings)
    cards = read_cards(report)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            report=report,
            subject=subject,
            made=made,
            style=style,
            script=script,
            policy=_content_policy(style, script),
            sentence=VERDICT_SENTENCES[report.verdict],
            uncertain=UNCERTAIN,
            verdict_symbol=report.verdict.value,
            checks=checks_of(groups),
            legend=_LEGEND,
            title=f"Topology: {subject}",
            description=_described(cards),
            findings={severity: [one for one in groups if one.finding.severity is severity] for severity in Severity},
            counts={severity: sum(one.severity is severity for one in report.findings) for severity in Severity},
            anchors={one.finding.id: one.anchor for one in reversed(groups)},
            columns=draw_columns(cards) if cards else None,
            stack=draw_stack(cards) if cards else None,
            rules=[rule for card in cards for rule in card.rules],
            expected=list(outcome_tables([row for row in report.outcomes if row.expected])),
            unexpected=list(outcome_tables([row for row in report.outcomes if not row.expected])),
            tables=tables,
            switches=list(_switches(report)),
        )
    )


def style_sheet(*names: str) -> str:
    """The style sheets of that names as one text."""
    return "".join(_read(name) for name in names)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(_PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    environment.globals |= {"proof_of": proof_of, "is_terraform": is_terraform}
    environment.filters["symbol"] = lambda word: _SYMBOLS[str(word)]
    return environment


def _shown(value: object) -> object:
    """What the page prints of a value: text of others with every character visible."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _read(name: str) -> str:
    return files(_PACKAGE).joinpath("templates", name).read_text(encoding="utf-8")


def _content_policy(style: str, script: str) -> str:
    """Only the page's own style and script, by their hashes; nothing is loaded, sent or embedded."""
    return f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _described(cards: Sequence[BucketCard]) -> str:
    """The picture in words; the table of rules has the details."""
    places = [f"Bucket {card.name} in account {card.account}, Region {card.region}." for card in cards]
    rules = [f"Rule {rule.rule_id} from {rule.source} to {rule.destination}: {rule.says}." for card in cards for rule in card.rules]
    return " ".join([*places, *rules])


def _switches(report: Report) -> Iterator[Mapping[str, object]]:
    """Each switch with its value, and whether that is the default."""
    if report.world is None:
        return
    default = Switches()
    for field in fields(Switches):
        value = getattr(report.world.switches, field.name)
        yield {"name": field.name, "value": str(value).lower(), "default": value == getattr(default, field.name)}
