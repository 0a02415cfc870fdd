"""as_html(): the report as one page that needs nothing but itself."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from hashlib import sha256

from s3_replication.core import Switches
from s3_replication.findings.finding import Report, Severity
from s3_replication.findings.render.html.environment import read_part, templates
from s3_replication.findings.render.html.finding_groups import checks_of, group_findings
from s3_replication.findings.render.html.matrix import outcome_tables
from s3_replication.findings.render.html.topology import BucketCard, draw_columns, draw_stack, read_cards
from s3_replication.findings.render.page_table import PageTable
from s3_replication.findings.render.wording import OTHER_SETTINGS, UNCERTAIN, outcomes_title, verdict_sentence

__all__ = ["as_html"]


def as_html(report: Report, subject: str, made: datetime, tables: Sequence[PageTable] = ()) -> str:
    """The page about a subject, such as "bucket acme-ledger", as it was at a time."""
    style, script = read_part("picture.css", "page.css"), read_part("page.js")
    groups = group_findings(report.findings)
    cards = read_cards(report)
    return (
        templates()
        .get_template("page.html.j2")
        .render(
            report=report,
            subject=subject,
            made=made,
            style=style,
            script=script,
            policy=_content_policy(style, script),
            sentence=verdict_sentence(report),
            outcomes_title=outcomes_title(report),
            uncertain=UNCERTAIN,
            other_settings=OTHER_SETTINGS,
            verdict_symbol=report.verdict.value,
            checks=checks_of(groups),
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
