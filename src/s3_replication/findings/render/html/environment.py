"""The templates of the page: every value becomes text, never markup."""

from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from s3_replication.core import Outcome, ReplicationStatus
from s3_replication.findings.finding import Severity
from s3_replication.findings.render.html.topology import Health
from s3_replication.findings.render.visible import visible, visible_lines
from s3_replication.findings.render.wording import is_terraform, proof_of
from s3_replication.findings.words import bucket_label

__all__ = ["LEGEND", "read_part", "templates"]

LEGEND: Final = (
    ("works", "works"), ("pending", "versions pending"), ("broken", "broken"), ("unknown", "not known"),
    ("off", "disabled, or selects nothing"),
)  # fmt: skip
_PACKAGE: Final = "s3_replication.findings.render.html"
_SYMBOLS: Final = {
    **{health.value: health.value for health in Health},
    **{Severity.ERROR.value: "broken", Severity.WARNING.value: "warning", Severity.NOTE.value: "note"},
    **{Outcome.COMPLETED.value: "works", Outcome.FAILED.value: "broken"},
    **{Outcome.NOT_REPLICATED.value: "off", Outcome.UNKNOWN.value: "unknown", Outcome.PENDING.value: "pending"},
}
_STATUSES: Final = {**{outcome.value: _SYMBOLS[outcome.value] for outcome in Outcome}, ReplicationStatus.REPLICA.value: "note"}


@cache
def templates() -> Environment:
    """Filters: `symbol` returns the symbol and colour of a state, an outcome or a severity, `status` those of an object's status or "".

    `lines` keeps the line breaks of a text. Use it as `lines|e`, because it does not escape.
    """
    environment = Environment(
        loader=PackageLoader(_PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    environment.globals |= {"proof_of": proof_of, "is_terraform": is_terraform, "legend": LEGEND}
    environment.filters["bucket"] = bucket_label
    environment.filters["status"] = lambda text: _STATUSES.get(text, "")
    environment.filters["lines"] = visible_lines
    environment.filters["symbol"] = lambda word: _SYMBOLS[str(word)]
    return environment


def read_part(*names: str) -> str:
    """Style sheets or scripts of the page as one text."""
    return "".join(files(_PACKAGE).joinpath("templates", name).read_text(encoding="utf-8") for name in names)


def _shown(value: object) -> object:
    """What the page prints of a value: text that is no markup of the templates, with every character visible."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
