"""run_check(): plans in, one report out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from s3_replication.check.misspelt_keys import misspelt_keys
from s3_replication.check.other_sides import other_sides
from s3_replication.check.plan_checks import plan_findings
from s3_replication.check.policy_forms import in_form_of_policy
from s3_replication.check.references import with_addresses
from s3_replication.check.refused_rules import named_by_rules, without_refused_rules
from s3_replication.check.unknown_values import with_next_step
from s3_replication.check.unread_replication import find_unread_replication
from s3_replication.check.worlds import assume_destinations_allow
from s3_replication.core import ReplicationConfiguration, Switches, join_worlds
from s3_replication.errors import InputError
from s3_replication.findings.finding import Finding, Location, Report
from s3_replication.findings.report import build_report, with_findings
from s3_replication.iam import Unknown
from s3_replication.inputs import PlanInput
from s3_replication.plan import Reading, read_plan, require_providers
from s3_replication.plan.values import mapping

__all__ = ["CheckOptions", "run_check"]


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What a check may be told: accounts by provider, switches, and whether the other side is taken to allow replication."""

    accounts: Mapping[str, str] = field(default_factory=dict)
    switches: Switches = field(default_factory=Switches)
    assume_destination_allows: bool = False


def run_check(plans: Sequence[PlanInput], options: CheckOptions) -> Report:
    """Check the first plan, with the other plans as further sides; raises InputError if it has no replication."""
    accounts, switches = options.accounts, options.switches
    readings = [read_plan(plan.document, accounts=accounts, switches=switches, source=plan.source) for plan in plans]
    require_providers(accounts, readings)
    world = join_worlds([reading.world for reading in readings])
    if not any(isinstance(bucket.replication, ReplicationConfiguration | Unknown) for bucket in world.buckets.values()):
        raise InputError(_nothing_to_check(readings))
    assumed: tuple[str, ...] = ()
    if options.assume_destination_allows:
        world, assumed = assume_destinations_allow(world)
    written = [finding for reading in readings for finding in _misspelt(reading)]
    decided = without_refused_rules(build_report(world, blind_spots=[] if world.complete else list(other_sides(world))))
    decided = named_by_rules(decided, readings, world)
    report = with_findings(decided, [*written, *find_unread_replication(readings, world), *plan_findings(readings, world)])
    addresses = {arn: address for reading in reversed(readings) for arn, address in reading.addresses.items()}
    locations = {address: found for reading in reversed(readings) for address, found in reading.locations.items()}
    sources = [reading.parts.source for reading in readings if reading.parts.source is not None]
    found = (with_next_step(finding, has_source=len(sources) == len(readings)) for finding in report.findings)
    findings = tuple(_placed(in_form_of_policy(one, report.world, sources, addresses), addresses, locations) for one in found)
    limits = (*assumed, *_limits(readings))
    return replace(report, findings=findings, assumptions=limits, addresses=addresses)


def _misspelt(reading: Reading) -> Iterator[Finding]:
    if reading.parts.source is not None:
        yield from misspelt_keys(reading.parts.source, mapping(reading.parts.document.get("variables")))


def _placed(finding: Finding, addresses: Mapping[str, str], locations: Mapping[str, Location]) -> Finding:
    """The finding in Terraform's terms: addresses where a plan has no ARN yet, and the place of its subject."""
    suggestions = tuple(replace(one, text=with_addresses(one.text, addresses)) for one in finding.suggestions)
    subject, why = addresses.get(finding.subject, finding.subject), with_addresses(finding.why, addresses)
    affects, location = tuple(with_addresses(one, addresses) for one in finding.affects), locations.get(subject, finding.location)
    return replace(finding, subject=subject, why=why, affects=affects, suggestions=suggestions, location=location)


def _nothing_to_check(readings: Sequence[Reading]) -> str:
    """Why no bucket has a replication configuration: the plan has none, or its buckets were left out."""
    notes = [note for reading in readings for note in reading.diagnostics]
    left_out = [f"{note.address}: {note.text}" for note in notes if "aws_s3_bucket" in note.address]
    if not left_out:
        return "the plan has no replication configuration: s3-replication check reads plans with aws_s3_bucket_replication_configuration."
    return f"no bucket with a replication configuration could be read: {' '.join(left_out)}"


def _limits(readings: Sequence[Reading]) -> tuple[str, ...]:
    """What the plan reader could not use."""
    notes = [note for reading in readings for note in reading.diagnostics]
    return tuple(f"{note.address}: {note.text}" if note.address else note.text for note in notes)
