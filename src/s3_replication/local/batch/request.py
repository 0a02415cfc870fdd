"""What CreateJob takes: the request, checked as S3 Control checks it (API: CreateJob; facts 6.01, 6.07 to 6.09, 6.28, 6.29)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from s3_replication.core import batch as core_batch
from s3_replication.core.batch import ManifestFilter
from s3_replication.errors import InputError
from s3_replication.iam import Arn
from s3_replication.local.batch.errors import BatchError, BatchErrorCode
from s3_replication.local.batch.manifest import CSV_FORMAT, GENERATED_FORMAT, INVENTORY_FORMAT
from s3_replication.local.batch.report import FORMAT

__all__ = ["GeneratorSource", "JobRequest", "ManifestOutput", "ManifestSource", "ReportRequest", "parse_request"]

MOST_PRIORITY: Final = 2147483647
Parameters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ManifestSource:
    """A manifest of the user's: its format, its columns, and the object that it is."""

    format: str
    fields: tuple[str, ...]
    bucket: str
    key: str
    etag: str
    version_id: str | None = None


@dataclass(frozen=True, slots=True)
class ManifestOutput:
    """Where a generated manifest is kept."""

    bucket: str
    prefix: str
    owner: str | None
    kms_key: str | None = None


@dataclass(frozen=True, slots=True)
class GeneratorSource:
    """A manifest that S3 generates from the versions of a bucket."""

    bucket: str
    filter: ManifestFilter
    output: ManifestOutput | None
    owner: str | None


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """Where the completion report goes, and whether it lists what succeeded too."""

    bucket: str
    prefix: str
    all_tasks: bool
    owner: str | None


@dataclass(frozen=True, slots=True)
class JobRequest:
    """One checked CreateJob; `parameters` are what was sent, for DescribeJob and for idempotency."""

    role: str
    source: ManifestSource | GeneratorSource
    report: ReportRequest | None
    confirmation: bool
    token: str
    priority: int
    description: str | None
    parameters: Parameters


def parse_request(parameters: Parameters) -> JobRequest:
    """A job to replicate; raises BatchError with what is wrong."""
    operations = list(parameters.get("Operation") or {})
    if operations != ["S3ReplicateObject"]:
        _refuse(f"The local AWS runs S3ReplicateObject jobs only, not {', '.join(operations) or 'a job without operation'}.",
                BatchErrorCode.NOT_IMPLEMENTED if operations else BatchErrorCode.BAD_REQUEST)  # fmt: skip
    manifest, generator = parameters.get("Manifest"), parameters.get("ManifestGenerator")
    if (manifest is None) == (generator is None):
        _refuse("Exactly one of Manifest and ManifestGenerator must be given.")
    token = _text(parameters, "ClientRequestToken", 64)
    return JobRequest(
        role=_role(parameters),
        source=_manifest(manifest) if manifest is not None else _generator((generator or {}).get("S3JobManifestGenerator")),
        report=_report(parameters.get("Report")),
        confirmation=parameters.get("ConfirmationRequired") is True,
        token=token,
        priority=priority_of(parameters.get("Priority")),
        description=_text(parameters, "Description", 256) if parameters.get("Description") is not None else None,
        parameters=parameters,
    )


def priority_of(raw: Any) -> int:
    """A priority from 0 to 2147483647 (6.28); raises BatchError."""
    try:
        found = int(raw)
    except (TypeError, ValueError):
        found = -1
    if not 0 <= found <= MOST_PRIORITY:
        _refuse(f"Priority must be a whole number from 0 to {MOST_PRIORITY}, not {raw}.")
    return found


def _refuse(message: str, code: BatchErrorCode = BatchErrorCode.BAD_REQUEST) -> NoReturn:
    raise BatchError(code, message)


def _text(parameters: Parameters, name: str, most: int) -> str:
    found = parameters.get(name)
    if not isinstance(found, str) or not 1 <= len(found) <= most:
        _refuse(f"{name} must have 1 to {most} characters.")
    return found


def _role(parameters: Parameters) -> str:
    role = _text(parameters, "RoleArn", 2048)
    arn = Arn.find(role)
    if arn is None or arn.service != "iam" or not arn.resource.startswith("role/"):
        _refuse(f"RoleArn must be the ARN of an IAM role, not {role}.")
    return role


def _bucket(arn: Any, name: str) -> str:
    found = Arn.find(arn) if isinstance(arn, str) else None
    if found is None or found.service != "s3" or not found.resource:
        _refuse(f"{name} must be the ARN of a bucket, not {arn}.")
    return found.resource


def _manifest(manifest: Parameters) -> ManifestSource:
    spec, location = manifest.get("Spec") or {}, manifest.get("Location") or {}
    form = spec.get("Format")
    fields = tuple(spec.get("Fields") or ())
    if form not in {CSV_FORMAT, INVENTORY_FORMAT}:
        _refuse(f"Manifest format must be {CSV_FORMAT} or {INVENTORY_FORMAT}, not {form}.")
    if (form == CSV_FORMAT) != bool(fields):
        _refuse(f"Fields must be given for {CSV_FORMAT}, and only for it.")
    if any(field not in {"Ignore", "Bucket", "Key", "VersionId"} for field in fields):
        _refuse("Manifest fields are Ignore, Bucket, Key and VersionId.")
    bucket, _, key = _bucket(location.get("ObjectArn"), "ObjectArn").partition("/")
    if not key:
        _refuse("ObjectArn must be the ARN of an object.")
    return ManifestSource(str(form), fields, bucket, key, _text(location, "ETag", 1024).strip('"'), location.get("ObjectVersionId"))


def _generator(generator: Parameters | None) -> GeneratorSource:
    if generator is None:
        _refuse("ManifestGenerator must have S3JobManifestGenerator.")
    output = generator.get("ManifestOutputLocation")
    wanted = generator.get("EnableManifestOutput") is True
    if wanted and output is None:
        _refuse("ManifestOutputLocation must be given when EnableManifestOutput is true.")
    filters = parse_filter(generator.get("Filter") or {})
    place = _output(output) if wanted and output is not None else None
    return GeneratorSource(_bucket(generator.get("SourceBucket"), "SourceBucket"), filters, place, generator.get("ExpectedBucketOwner"))


def _output(output: Parameters) -> ManifestOutput:
    if output.get("ManifestFormat") != GENERATED_FORMAT:
        _refuse(f"ManifestFormat must be {GENERATED_FORMAT}.")
    key = ((output.get("ManifestEncryption") or {}).get("SSEKMS") or {}).get("KeyId")
    bucket = _bucket(output.get("Bucket"), "ManifestOutputLocation.Bucket")
    return ManifestOutput(bucket, output.get("ManifestPrefix") or "", output.get("ExpectedManifestBucketOwner"), key)


def parse_filter(raw: Parameters) -> ManifestFilter:
    """The generator's filter; raises BatchError."""
    try:
        return core_batch.parse_filter(raw)
    except InputError as error:
        raise BatchError(BatchErrorCode.BAD_REQUEST, str(error)) from error


def _report(report: Parameters | None) -> ReportRequest | None:
    if report is None or "Enabled" not in report:
        _refuse("Report must be given, with Enabled.")
    if report["Enabled"] is not True:
        return None
    if report.get("Format") != FORMAT or report.get("ReportScope") not in {"AllTasks", "FailedTasksOnly"} or not report.get("Bucket"):
        _refuse(f"An enabled report needs Bucket, Format {FORMAT} and ReportScope AllTasks or FailedTasksOnly.")
    prefix = report.get("Prefix") or ""
    if len(prefix) > 512:
        _refuse("The report's Prefix may have at most 512 characters.")
    return ReportRequest(
        _bucket(report["Bucket"], "Report.Bucket"), prefix, report["ReportScope"] == "AllTasks", report.get("ExpectedBucketOwner")
    )
