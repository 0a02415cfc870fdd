"""Faults of a live pair: each is found with its cause and S3's own reason, and the printed repair makes objects replicate."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.doctor.conftest import Clinic, Encrypted, ids
from tests.doctor.live import MADE
from tests.local.conftest import DESTINATION, SOURCE, Pair

ROWS = yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text())


def filled(value: Any, names: dict[str, str]) -> Any:
    """The value with names in place of {name}."""
    if isinstance(value, dict):
        return {key: filled(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, names) for one in value]
    for name, found in names.items():
        value = value.replace(f"{{{name}}}", found) if isinstance(value, str) else value
    return value


class Patient:
    """The pair of one row, and how its repairs are carried out."""

    def __init__(self, pair: Pair, keys: tuple[str, str]) -> None:
        self.pair = pair
        self.names = {
            "source": pair.source, "destination": pair.destination, "role": pair.role, "role_arn": pair.role_arn,
            "source_key": keys[0], "replica_key": keys[1], "own": SOURCE, "other": DESTINATION,
        }  # fmt: skip

    def breaks(self, steps: list[dict[str, Any]]) -> None:
        """Calls of boto3: at which side, which, and with what; documents are written as mappings."""
        for step in steps:
            side, (service, method) = step["at"], step["do"].split(".")
            account, region = (SOURCE, "us-east-1") if side == "source" else (DESTINATION, "eu-west-1")
            self.make_keys(json.dumps(step))
            given = filled(step.get("with", {}), self.names)
            texts = {
                name: json.dumps({"Version": "2012-10-17", "Statement": value})
                for name, value in given.items()
                if "Polic" in name and isinstance(value, list)
            }
            answer = getattr(self.pair.aws.client(service, account, region), method)(**{**given, **texts})
            if "as" in step:
                self.names[step["as"]] = answer["GrantId"]

    def make_keys(self, text: str) -> None:
        """Create the keys that a text names: another key, one in another Region, one of another kind, and S3's AWS managed key."""
        kinds: dict[str, tuple[str, str, dict[str, str]]] = {
            "own_key": (SOURCE, "us-east-1", {}),
            "far_key": (DESTINATION, "us-west-2", {}),
            "rsa_key": (DESTINATION, "eu-west-1", {"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"}),
        }
        for name, (account, region, more) in kinds.items():
            if f"{{{name}}}" in text and name not in self.names:
                kms = self.pair.aws.client("kms", account, region)
                self.names[name] = kms.create_key(**more, Tags=[MADE])["KeyMetadata"]["Arn"]
        if "{aws_key}" in text:
            self.pair.at_destination.put_object(Bucket=self.pair.destination, Key="first", Body=b"", ServerSideEncryption="aws:kms")
            self.names["aws_key"] = self.pair.at_destination.head_object(Bucket=self.pair.destination, Key="first")["SSEKMSKeyId"]

    def side(self, text: str) -> str:
        """Roles are the source's; a bucket or key is where its name says."""
        return "source" if text.startswith("aws iam") or (self.pair.destination not in text and DESTINATION not in text) else "destination"

    def repair(self, clinic: Clinic, finding: dict[str, Any]) -> None:
        """Carry out each change of a finding as the report prints it: by its command, with the files that the command names."""
        for change in finding["repair"]["changes"]:
            command = change["cli"].replace("BOUNDARY_ARN", f"arn:aws:iam::{SOURCE}:policy/{self.pair.role}")
            for name, text in self.files(command, finding["subject"], change):
                (clinic.folder / name).write_text(text)
            clinic.shell(command, self.side(command))

    def files(self, command: str, subject: str, change: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """The files of a command: the policy that is there with the statement or the condition added, or with the role for its old id."""
        if "put-bucket-replication" in command:
            yield "replication.json", json.dumps(self.with_elements(change["text"]))
        elif "file://" in command:
            added, statements = json.loads(change["json"] or "null"), self.statements(subject, boundary="create-policy-version" in command)
            if added is not None and "Effect" not in added:
                for one in statements:
                    if one["Effect"] == "Deny":
                        one.setdefault("Condition", {}).update(added["Condition"])
            elif added is not None:
                statements.append(added)
            yield "trust.json" if "trust.json" in command else "policy.json", self.document(statements)

    def document(self, statements: list[Any]) -> str:
        """The policy, with the role's ARN in place of the id of a deleted one, which AWS no longer accepts."""
        text = json.dumps({"Version": "2012-10-17", "Statement": statements})
        return re.sub(r"AROA[A-Z0-9]+", self.pair.role_arn, text)

    def statements(self, subject: str, *, boundary: bool = False) -> list[Any]:
        """What the policy of a bucket, key or role has; of a role its trust policy, or its boundary."""
        iam = self.pair.aws.client("iam")
        if boundary:
            arn = f"arn:aws:iam::{SOURCE}:policy/{self.pair.role}"
            version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
            return list(iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]["Statement"])
        if ":role/" in subject:
            return list(iam.get_role(RoleName=subject.rpartition("/")[2])["Role"]["AssumeRolePolicyDocument"]["Statement"])
        account, region = (DESTINATION, "eu-west-1") if self.side(subject) == "destination" else (SOURCE, "us-east-1")
        if ":kms:" in subject:
            text = self.pair.aws.client("kms", account, region).get_key_policy(KeyId=subject, PolicyName="default")["Policy"]
        else:
            s3 = self.pair.aws.client("s3", account, region)
            try:
                text = s3.get_bucket_policy(Bucket=subject.rpartition(":")[2])["Policy"]
            except s3.exceptions.ClientError:
                return []
        found: list[Any] = json.loads(text)["Statement"]
        return found

    def with_elements(self, text: str) -> dict[str, Any]:
        """The configuration with "set X to Y and ..." of the text done."""
        found: dict[str, Any] = self.pair.at_source.get_bucket_replication(Bucket=self.pair.source)["ReplicationConfiguration"]
        (rule,) = found["Rules"]
        for element, _, value in (part.partition(" to ") for part in text.partition(", set ")[2].rstrip(".").split(" and ")):
            if element == "Status":
                rule["Status"] = value
            if element == "SseKmsEncryptedObjects":
                rule["SourceSelectionCriteria"] = {element: {"Status": value}}
            if element == "Account":
                rule["Destination"][element] = value
            if element == "ReplicaKmsKeyID":
                rule["Destination"]["EncryptionConfiguration"] = {element: value}
        return found


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in ROWS])
def test_a_fault_is_found_and_its_printed_repair_works(
    row: dict[str, Any], clinic: Clinic, make_pair: Callable[..., Pair], make_encrypted: Callable[[], Encrypted]
) -> None:
    made = make_encrypted() if row.get("encrypted") else None
    pair = made.pair if made is not None else make_pair(**{name: tuple(row[name]) for name in ("lock", "ownership") if name in row})
    patient = Patient(pair, (made.source_key, made.replica_key) if made is not None else ("", ""))
    patient.make_keys(json.dumps(row.get("object", {})))
    patient.breaks(row["break"])
    pair.aws.propagate()
    pair.put("before", **filled(row.get("object", {}), patient.names))
    if pair.aws.shows_reasons:
        assert pair.failure("before") == row.get("reason"), "what S3 says"
    elif "reason" in row:
        assert pair.head("before")["ReplicationStatus"] == "FAILED"

    report = clinic.report(pair.source, code=row.get("code", 1))
    wanted = {*row["finds"]}
    assert wanted <= ids(report, "error", "warning"), json.dumps(report["findings"], indent=1)
    assert ids(report) <= wanted, "another cause than the one made"
    boundaries = [one["subject"] for one in report["findings"] if one["id"] == "permissions-boundary-lacks-permission"]
    assert len(boundaries) == len(set(boundaries)), "one cause, one finding"
    reasons = {one["failure_reason"] for one in report["outcomes"]}
    assert row.get("reason") in reasons
    for finding in report["findings"]:
        if finding["severity"] == "error" or finding["id"] in wanted:
            patient.repair(clinic, finding)
    report = clinic.report(pair.source)
    pair.aws.propagate()
    pair.put("after", **filled(row.get("object", {}), patient.names))
    assert pair.head("after").get("ReplicationStatus") == "COMPLETED"
    assert (report["verdict"], ids(report)) == ("works", set()), report["findings"]


def test_a_pair_that_works_has_no_error_and_no_warning(clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.put()
    report = clinic.report(pair.source, code=0)
    assert (report["verdict"], ids(report, "error", "warning")) == ("works", set())


def test_a_pair_with_kms_that_works_has_no_error_and_no_warning(clinic: Clinic, make_encrypted: Callable[[], Encrypted]) -> None:
    made = make_encrypted()
    made.pair.put()
    assert made.pair.head()["ReplicationStatus"] == "COMPLETED"
    report = clinic.report(made.pair.source, code=0)
    assert (report["verdict"], ids(report, "error", "warning")) == ("works", set())


@pytest.mark.parametrize("statement", [
    {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Condition": {"Null": {"s3:x-amz-server-side-encryption": "true"}}},
    {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
], ids=["deny uploads without encryption", "deny without TLS"])  # fmt: skip
def test_what_is_right_is_not_reported(statement: dict[str, Any], clinic: Clinic, make_pair: Callable[..., Pair]) -> None:
    pair = make_pair()
    pair.admit({**statement, "Resource": f"arn:aws:s3:::{pair.destination}/*"})
    pair.put()
    assert pair.head()["ReplicationStatus"] == "COMPLETED"
    assert ids(clinic.report(pair.source, code=0), "error", "warning") == set()
