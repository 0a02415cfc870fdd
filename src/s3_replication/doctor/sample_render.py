"""The sample for a terminal and for a page."""

from rich.console import Console
from rich.text import Text

from s3_replication.doctor.paused import outcome_words
from s3_replication.doctor.sample import Sample, SampledVersion
from s3_replication.findings.render import PageTable, plain_text
from s3_replication.findings.words import counted

__all__ = ["print_sample", "sample_table"]

_STATUSES = ("FAILED", "PENDING")


def print_sample(sample: Sample, console: Console, *, verbose: bool) -> None:
    """How many versions have each status; then the FAILED and PENDING ones, or with `verbose` each one that was chosen."""
    if not sample.read and not sample.unreadable:
        return
    console.print()
    console.print(Text(_counted(sample), style="bold"))
    for one in sample.shown:
        if verbose or one.status in _STATUSES:
            console.print(plain_text(f"  {one.version.key}@{one.version.version_id}: {one.status}; {', '.join(one.chosen)}"))
            console.print(plain_text(f"    {'; '.join(_words(one))}"))


def sample_table(sample: Sample) -> PageTable:
    """A row for each version that was chosen."""
    headings = ("Key", "Version", "Status", "Chosen as", "Rules today", "Encryption", "Tags", "Lock", "Owner")
    rows = tuple(
        (one.version.key, one.version.version_id, one.status, ", ".join(one.chosen), _rules(one), _encryption(one), _tags(one),
         _lock(one), one.version.owner or "not known")
        for one in sample.shown
    )  # fmt: skip
    return PageTable("Sample of versions", headings, rows, (_counted(sample),))


def _counted(sample: Sample) -> str:
    counts = ", ".join(f"{number} {status}" for status, number in sorted(sample.by_status.items()))
    hidden = f", {sample.unreadable} not readable" if sample.unreadable else ""
    of = "the whole bucket" if sample.whole else "the first keys of the bucket and of each rule's prefix"
    return f"Sample: the command read {counted(len(sample.read), 'version')} of {sample.listed} listed ({of}): {counts}{hidden}."


def _words(one: SampledVersion) -> tuple[str, ...]:
    return (f"rules today: {_rules(one)}", _encryption(one), f"tags: {_tags(one)}", f"lock: {_lock(one)}",
            f"owner: {one.version.owner or 'not known'}")  # fmt: skip


def _rules(one: SampledVersion) -> str:
    said = [f"{name or 'without an id'} {outcome_words(outcome, one.waits.get(name, ''))}" for name, outcome in one.rules]
    return ", ".join(said) or "none"


def _encryption(one: SampledVersion) -> str:
    found = one.version.encryption
    key = f" {found.key_arn}" if isinstance(found.key_arn, str) else ""
    return f"{found.kind.value}{key}{', bucket key' if found.bucket_key else ''}"


def _tags(one: SampledVersion) -> str:
    if one.tags is None:
        return "not readable"
    return ", ".join(f"{name}={value}" for name, value in one.tags.items()) or "none"


def _lock(one: SampledVersion) -> str:
    lock = one.version.lock
    parts = [f"{lock.mode} until {lock.retain_until:%Y-%m-%d}" if lock.mode and lock.retain_until else "", f"legal hold {lock.legal_hold}"]
    return ", ".join(part for part in parts if part and not part.endswith("None")) or "none"
