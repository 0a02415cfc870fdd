"""Plans confirm docs/compliance.md: each control is checked as its AWS Config rule would check the account."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent.parent
PAGE = (CHECKOUT / "docs/compliance.md").read_text(encoding="utf-8")
Resources = list[tuple[str, Mapping[str, object]]]
# https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-6
FORBIDDEN = {"s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketPolicy", "s3:PutEncryptionConfiguration", "s3:PutObjectAcl"}


def rows() -> Iterator[dict[str, str]]:
    """Every row, by its column's title; a link is read as its text."""
    titles: list[str] = []
    for line in re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", PAGE).splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            titles = []
        elif not titles:
            titles = cells
        elif not set(line) <= set("|- "):
            yield dict(zip(titles, cells, strict=True))


ROWS = {row.get("Control", row["AWS Config rule"]): row for row in rows() if "AWS Config rule" in row}
SEEN = [name for name, row in ROWS.items() if row["Seen in"]]


def having(resources: Resources, kind: str, holds: Callable[[Mapping[str, object]], bool] = lambda _: True) -> set[str]:
    """Buckets with a resource of a kind of which something holds."""
    return {str(values["bucket"]) for name, values in resources if name == kind and holds(values)}


def first(values: object, *path: str) -> object:
    for key in path:
        values = values[key][0] if isinstance(values[key], list) else values[key]  # type: ignore[index]
    return values


def statements(values: Mapping[str, object]) -> list[Mapping[str, object]]:
    return json.loads(str(values["policy"]))["Statement"]


def denies_without_tls(values: Mapping[str, object]) -> bool:
    arn = f"arn:aws:s3:::{values['bucket']}"
    return any(
        each["Effect"] == "Deny"
        and each["Principal"] == "*"
        and each["Action"] == "s3:*"
        and set(each["Resource"]) == {arn, f"{arn}/*"}  # type: ignore[call-overload]
        and each["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        for each in statements(values)
    )


def keeps_others_out(values: Mapping[str, object]) -> bool:
    allowed = [each["Action"] for each in statements(values) if each["Effect"] == "Allow"]
    actions = {action for each in allowed for action in ([each] if isinstance(each, str) else each)}  # type: ignore[attr-defined]
    return not any("*" in action for action in actions) and not actions & FORBIDDEN


def is_private(values: Mapping[str, object]) -> bool:
    return all(
        values[name] is True for name in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    )


def algorithm(values: Mapping[str, object]) -> object:
    return first(values, "rule", "apply_server_side_encryption_by_default", "sse_algorithm")


def replicates(values: Mapping[str, object]) -> bool:
    return any(rule["status"] == "Enabled" for rule in values["rule"])  # type: ignore[attr-defined]


def with_rotating_keys(resources: Resources) -> set[str]:
    """Buckets by the key's description, which names them."""
    keys = [values for name, values in resources if name == "aws_kms_key" and values["enable_key_rotation"] is True]
    return {str(values["description"]).split()[-1] for values in keys}


def with_data_events(resources: Resources) -> set[str]:
    """Buckets whose objects a trail selects."""
    selectors = [each for name, values in resources if name == "aws_cloudtrail" for each in values["advanced_event_selector"]]  # type: ignore[attr-defined]
    fields = [field for selector in selectors for field in selector["field_selector"] if field["field"] == "resources.ARN"]
    return {arn.split(":")[-1].removesuffix("/") for field in fields for arn in field["starts_with"]}


def kept_keys(resources: Resources) -> set[str]:
    """Buckets whose created key the plan does not delete, by the key's description."""
    return {str(values["description"]).split()[-1] for name, values in resources if name == "aws_kms_key" and values}


def with_private_keys(resources: Resources) -> set[str]:
    keys = [values for name, values in resources if name == "aws_kms_key"]
    return {
        str(values["description"]).split()[-1] for values in keys if all(names_somebody(each["Principal"]) for each in statements(values))
    }


def names_somebody(principal: object) -> bool:
    """Whether a statement grants to fixed values only, as the rules on public access put it."""
    return principal != "*" and isinstance(principal, dict) and "*" not in str(principal)


def with_private_policies(resources: Resources, action: str) -> set[str]:
    """Documents, by their ids, that allow an action to nobody but services. The policy's text is known only after apply."""
    documents = [values["statement"] for name, values in resources if name == "aws_iam_policy_document"]
    about = [each for each in documents if any(action in statement["actions"] for statement in each)]  # type: ignore[attr-defined]
    principals = [[one for statement in each for one in statement["principals"]] for each in about]
    return {action for each in principals if each and all(one["type"] == "Service" and "*" not in one["identifiers"] for one in each)}


def trails(resources: Resources) -> list[Mapping[str, object]]:
    return [values for name, values in resources if name == "aws_cloudtrail"]


ACCESS, POLICY, SSE = "aws_s3_bucket_public_access_block", "aws_s3_bucket_policy", "aws_s3_bucket_server_side_encryption_configuration"
RULES, LIFECYCLE = "aws_s3_bucket_replication_configuration", "aws_s3_bucket_lifecycle_configuration"
MEETING: dict[str, Callable[[Resources], set[str]]] = {
    "S3.2": lambda all_: having(all_, ACCESS, is_private),
    "S3.3": lambda all_: having(all_, ACCESS, is_private),
    "S3.5": lambda all_: having(all_, POLICY, denies_without_tls),
    "S3.6": lambda all_: having(all_, POLICY, keeps_others_out),
    "S3.7": lambda all_: having(all_, RULES, replicates),
    "S3.8": lambda all_: having(all_, ACCESS, is_private),
    "S3.9": lambda all_: having(all_, "aws_s3_bucket_logging"),
    "S3.10": lambda all_: having(all_, LIFECYCLE),
    "S3.11": lambda all_: having(all_, "aws_s3_bucket_notification"),
    "S3.12": lambda all_: having(
        all_, "aws_s3_bucket_ownership_controls", lambda values: first(values, "rule", "object_ownership") == "BucketOwnerEnforced"
    ),
    "S3.13": lambda all_: having(all_, LIFECYCLE),
    "S3.14": lambda all_: having(
        all_, "aws_s3_bucket_versioning", lambda values: first(values, "versioning_configuration", "status") == "Enabled"
    ),
    "S3.15": lambda all_: having(
        all_, "aws_s3_bucket_object_lock_configuration", lambda values: values["object_lock_enabled"] == "Enabled"
    ),
    "S3.17": lambda all_: having(all_, SSE, lambda values: str(algorithm(values)).startswith("aws:kms")),
    "KMS.4": with_rotating_keys,
    "KMS.3": kept_keys,
    "KMS.5": with_private_keys,
    "SQS.3": lambda all_: with_private_policies(all_, "sqs:SendMessage"),
    "SNS.4": lambda all_: with_private_policies(all_, "sns:Publish"),
    "CloudTrail.4": lambda all_: {str(trail["name"]) for trail in trails(all_) if trail["enable_log_file_validation"] is True},
    "CloudTrail.6": lambda all_: {str(trail["s3_bucket_name"]) for trail in trails(all_)} & having(all_, ACCESS, is_private),
    "cloudtrail-s3-dataevents-enabled": with_data_events,
    "s3-bucket-replication-enabled": lambda all_: having(all_, RULES, replicates),
    "s3-bucket-server-side-encryption-enabled": lambda all_: having(all_, SSE, lambda values: bool(algorithm(values))),
}


def expected(met: str, resources: Resources) -> set[str]:
    """Buckets that must meet a control for the word in the table to be true."""
    created = having(resources, "aws_s3_bucket")
    return {"always": created, "source": having(resources, RULES), "on request": set()}[met]


def kept(met: str, meeting: set[str], resources: Resources) -> bool:
    return bool(meeting) and expected(met, resources) <= meeting


def bucket_module(example: str, module: str) -> str:
    """The module that creates the bucket of a module's settings; their argument is unknown while the bucket is created."""
    text = (CHECKOUT / "examples" / example / "main.tf").read_text(encoding="utf-8")
    call = re.search(rf'^module "{module.partition(".")[2]}" {{$.*?^}}$', text, re.MULTILINE | re.DOTALL)
    named = re.search(r"^  bucket_name += (module\.\w+(?:\.\w+)*)$", call[0], re.MULTILINE) if call else None
    if not named:
        return f"{module}.module.bucket"
    side = re.fullmatch(r"(module\.\w+)\.(source|destination)_bucket_id", named[1])
    return f"{side[1]}.module.{side[2]}.module.bucket" if side else named[1].rpartition(".")[0]


@pytest.fixture
def resources_of(plan_of: Callable[[str], Mapping[str, object]]) -> Callable[[str], Resources]:
    def resources(example: str) -> Resources:
        plan = plan_of(example)
        changes = plan["resource_changes"]
        assert isinstance(changes, list)
        created = {change["module_address"]: change["change"]["after"]["bucket"] for change in changes if change["type"] == "aws_s3_bucket"}
        return [
            (change["type"], {"bucket": created.get(bucket_module(example, change.get("module_address", "")))} | change["change"]["after"])
            for change in changes
        ]

    return resources


@pytest.mark.parametrize("control", SEEN)
def test_a_control_is_met_as_the_table_says(control: str, resources_of: Callable[[str], Resources]) -> None:
    resources = resources_of(ROWS[control]["Seen in"])

    assert kept(ROWS[control]["Met"], MEETING[control](resources), resources)


@pytest.mark.parametrize("control", SEEN)
def test_a_control_is_missed_without_the_resource_that_meets_it(control: str, resources_of: Callable[[str], Resources]) -> None:
    resources = resources_of(ROWS[control]["Seen in"])
    kinds = {name for name, _ in resources} - {"aws_s3_bucket"}
    missed = [
        kind
        for kind in kinds
        if not kept(ROWS[control]["Met"], MEETING[control]([each for each in resources if each[0] != kind]), resources)
    ]

    assert missed


def test_object_lock_is_missed_by_buckets_without_it(resources_of: Callable[[str], Resources]) -> None:
    assert MEETING["S3.15"](resources_of("cross-account")) == set()


def test_the_table_has_every_control_of_s3_once_and_judges_those_that_it_says_are_met() -> None:
    # https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html; the numbers left out are retired.
    known = [f"S3.{number}" for number in (1, 2, 3, *range(5, 16), 17, 19, 20, 22, 23, 24, 25)]

    assert [name for name in ROWS if name.startswith("S3.")] == known
    assert set(SEEN) == set(MEETING)
    assert {row["Met"] for name, row in ROWS.items() if name not in SEEN} == {"elsewhere", "on request"}


@pytest.mark.parametrize("control", [name for name, row in ROWS.items() if row["Met"] == "on request" and not row["Seen in"]])
def test_an_input_that_no_example_shows_is_there(control: str) -> None:
    inputs = "".join(path.read_text(encoding="utf-8") for path in CHECKOUT.glob("modules/*/variables*.tf"))
    named = re.findall(r"`([\w.]+)`", ROWS[control]["How"])

    assert named
    assert [word for path in named for word in path.split(".") if not re.search(rf"\b{word}\b", inputs)] == []


def test_the_table_has_the_controls_of_keys_topics_queues_and_trails() -> None:
    wanted = {"KMS.3", "KMS.4", "KMS.5", "SQS.3", "SNS.4", *(f"CloudTrail.{number}" for number in (2, 4, 5, 6, 7))}

    assert {name for name in ROWS if not name.startswith("S3.") and "." in name} == wanted


@pytest.mark.parametrize("words", ["Overwrite", "expire_noncurrent_after", "delete marker", "COMPLIANCE", "`sources.*.prefixes`"])
def test_the_page_says_what_a_hostile_source_account_can_do(words: str) -> None:
    assert words in PAGE.partition("## What a hostile source account can do")[2]


def test_a_public_policy_is_seen() -> None:
    assert not names_somebody("*")
    assert not names_somebody({"AWS": "*"})
    assert names_somebody({"AWS": "arn:aws:iam::111111111111:root"})


@pytest.mark.parametrize("control", SEEN)
def test_inputs_and_examples_that_the_table_names_are_there(control: str) -> None:
    inputs = "".join(path.read_text("utf-8") for path in [CHECKOUT / "variables.tf", *CHECKOUT.glob("modules/*/variables*.tf")])
    policy = (CHECKOUT / "modules/bucket/policy.tf").read_text(encoding="utf-8") + (CHECKOUT / "modules/bucket/main.tf").read_text("utf-8")

    assert (CHECKOUT / "examples" / ROWS[control]["Seen in"]).is_dir()
    for word in re.findall(r"`([\w.]+)", ROWS[control]["How"]):
        assert all(part in inputs or part in policy for part in word.split(".")), word
