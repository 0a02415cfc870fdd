"""What `check` and `doctor` report: findings, outcomes per group of objects, and the verdict (the --json contract)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from s3_replication.core import Outcome, World

__all__ = ["Finding", "Location", "OutcomeRow", "ReplicationVerdict", "Report", "Severity", "Suggestion"]


class Severity(StrEnum):
    """How much a finding matters: an error stops objects from replicating, a warning may lose data or hide a failure, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class ReplicationVerdict(StrEnum):
    """The answer for all source buckets together."""

    WORKS = "works"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a block is written: the file, relative to the checked folder, and its first line."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One concrete change: in words, and as JSON of a policy, as HCL or as a command of the AWS CLI or Terraform.

    "" where a form does not apply.
    """

    text: str
    json: str = ""
    hcl: str = ""
    cli: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One root cause or one piece of advice. `id` is a check of the catalogue; `subject` an ARN or a Terraform address.

    `suggestions` hold the change; `proven` says that every affected object replicated in a copy of the world with the change.
    `affects` names the groups of objects. `certain` False means that the finding depends on an assumption, which `why` names.
    """

    id: str
    severity: Severity
    subject: str
    title: str
    why: str
    fix: str
    source: str
    rule_id: str | None = None
    certain: bool = True
    location: Location | None = None
    suggestions: tuple[Suggestion, ...] = ()
    proven: bool = False
    affects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What happens to one class of objects in one group of keys, for one destination.

    `description` tells the objects apart from others of the class; `expected` says that the bucket's own settings give such objects.
    `reason_is_open` says that an earlier step is not known, so that S3 may report that step's reason instead of `failure_reason`.
    """

    source_bucket: str
    destination_bucket: str
    object_class: str
    keys: str
    example_key: str
    outcome: Outcome
    failure_reason: str | None = None
    rule_id: str | None = None
    because: tuple[str, ...] = ()
    description: str = ""
    expected: bool = True
    reason_is_open: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The whole answer. `assumptions` are sentences that every reader of the verdict must know; `world` is what was decided about.

    `pending` has the rules with PENDING versions in a live bucket, each as source bucket and rule id. `pauses` are the experiments that
    pause rules of a live bucket now, in words; verdict and outcomes are about the configuration, as if they were over.
    """

    verdict: ReplicationVerdict
    outcomes: tuple[OutcomeRow, ...]
    findings: tuple[Finding, ...]
    assumptions: tuple[str, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    world: World | None = field(default=None, repr=False, compare=False)
    pending: frozenset[tuple[str, str | None]] = frozenset()
    pauses: tuple[str, ...] = ()
