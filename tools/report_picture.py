"""Draws docs/report.svg: the verdict and the topology of the page that `check --html` and `doctor --html` write, for a pair with a fault.

`--check` writes nothing and says whether the picture is stale.
"""

import sys
from pathlib import Path
from typing import Final

from s3_replication.core import (
    Bucket,
    Destination,
    Encryption,
    EncryptionKind,
    Filter,
    Key,
    ReplicationConfiguration,
    Role,
    Rule,
    SourceSelection,
    World,
)
from s3_replication.findings.render.html.environment import read_part, templates
from s3_replication.findings.render.html.topology import draw_columns, read_cards
from s3_replication.findings.render.wording import verdict_sentence
from s3_replication.findings.report import build_report
from s3_replication.iam import Policy

__all__ = ["main", "rendered"]

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs/report.svg"
_OWN, _OTHER = "111111111111", "222222222222"
_ROLE = f"arn:aws:iam::{_OWN}:role/acme-ledger-replication"
_KEY = f"arn:aws:kms:us-east-1:{_OWN}:key/3f1c2a5e-0d4b-4a6e-9c1d-7b2f60c1a001"
_COPY_KEY = f"arn:aws:kms:eu-west-1:{_OTHER}:key/8a90d7be-6c52-4f0e-8d3a-19e4b7c2a002"
# The picture is 32 pixels wider than the topology; the legend's symbols are those of the page.
_TEMPLATE: Final = """
{%- from "symbols.html.j2" import glyph, tip %}{% from "picture.svg.j2" import picture %}
<svg class="picture" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{ drawn.width + 32 }} {{ drawn.height + 112 }}">
<style>{{ style | safe }}.page { fill: var(--card); }
.picture .verdict { font: 600 20px system-ui, Helvetica, Arial, sans-serif; }</style>
<rect class="page" width="100%" height="100%" rx="8"/>
<g class="symbol {{ verdict }}" transform="translate(18 18) scale(1.4)">{{ glyph(verdict) }}</g>
<text class="verdict" x="50" y="36">{{ sentence }}</text>
<g transform="translate(16 58)">{{ picture(drawn, "report", sentence, description) }}</g>
{% for health, text in legend if health != "pending" %}
<g transform="translate({{ 30 + loop.index0 * 170 }} {{ drawn.height + 86 }})"><g class="arrow {{ health }}">
<path class="line" d="M0 0H36"/>{{ tip(health, 46, 0, 1) }}</g><text class="fact" x="54" y="4">{{ text }}</text></g>
{% endfor %}
</svg>
"""


def _policy(*statements: dict[str, object]) -> Policy:
    return Policy.read({"Version": "2012-10-17", "Statement": list(statements)}, "policy")


def _rule(name: str, priority: int, bucket: str, key: str | None = None, status: str = "Enabled") -> Rule:
    return Rule(
        status, Destination(f"arn:aws:s3:::{bucket}", _OTHER, replica_kms_key=key), name, priority, filter=Filter(f"{name}/"),
        delete_marker_replication="Enabled", source_selection=SourceSelection("Enabled" if key else None),
    )  # fmt: skip


def _world() -> World:
    """One rule works; the second one's destination has a policy without s3:ReplicateObject; the third one is disabled."""
    trust = _policy({"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"})
    role = Role(_ROLE, _OWN, trust, (_policy({"Effect": "Allow", "Action": ["s3:*", "kms:*"], "Resource": "*"}),))
    rules = (
        _rule("documents", 3, "acme-ledger-backup", _COPY_KEY),
        _rule("archive", 2, "acme-ledger-archive", _COPY_KEY),
        _rule("drafts", 1, "acme-ledger-archive", _COPY_KEY, "Disabled"),
    )
    default = Encryption(EncryptionKind.SSE_KMS, _KEY, bucket_key=True)
    source = Bucket("acme-ledger", "arn:aws:s3:::acme-ledger", _OWN, "us-east-1", default_encryption=default)
    copies = [("acme-ledger-backup", ["s3:ReplicateObject", "s3:ReplicateDelete"]), ("acme-ledger-archive", ["s3:PutObject"])]
    keys = [
        Key(_KEY, _OWN, "us-east-1", policy=_allow(_OWN, "*", ["kms:*"])),
        Key(_COPY_KEY, _OTHER, "eu-west-1", policy=_allow(_OWN, "*", ["kms:*"])),
    ]
    replicated = Bucket(
        source.name, source.arn, _OWN, source.region, default_encryption=default, replication=ReplicationConfiguration(_ROLE, rules)
    )
    buckets = [replicated, *(_copy(name, actions) for name, actions in copies)]
    return World({one.name: one for one in buckets}, {one.arn: one for one in keys}, {_ROLE: role})


def _copy(name: str, actions: list[str]) -> Bucket:
    default = Encryption(EncryptionKind.SSE_KMS, _COPY_KEY, bucket_key=True)
    arn = f"arn:aws:s3:::{name}"
    return Bucket(name, arn, _OTHER, "eu-west-1", default_encryption=default, policy=_allow(_OWN, f"{arn}/*", actions))


def _allow(account: str, resource: str, actions: list[str]) -> Policy:
    return _policy({"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": actions, "Resource": resource})


def rendered() -> str:
    """The whole picture."""
    report = build_report(_world())
    cards = read_cards(report)
    rules = [f"Rule {rule.rule_id} to {rule.destination}: {rule.says}." for card in cards for rule in card.rules]
    text = templates().from_string(_TEMPLATE).render(
        drawn=draw_columns(cards), style=read_part("picture.css"), verdict=report.verdict.value, sentence=verdict_sentence(report),
        description=" ".join(rules),
    )  # fmt: skip
    return "\n".join(line for line in text.splitlines() if line.strip()) + "\n"


def main() -> int:
    """Draw the picture, or compare it with --check; return 1 if it is stale."""
    text = rendered()
    if "--check" not in sys.argv[1:]:
        PICTURE.write_text(text, encoding="utf-8")
        return 0
    if PICTURE.exists() and PICTURE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("docs/report.svg is stale: run 'python tools/report_picture.py'\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
