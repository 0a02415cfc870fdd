"""Keys that a rule names by an alias, or a bucket by an alias or an id: the report is about the key behind the name."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.doctor.conftest import Clinic, Encrypted, ids
from tests.local.conftest import DESTINATION, SOURCE, unique


def by_alias(made: Encrypted) -> Any:
    """KMS of the destination, after the rule names the replica's key by an alias."""
    pair = made.pair
    kms = pair.aws.client("kms", DESTINATION, "eu-west-1")
    alias = f"alias/{unique('replica')}"
    kms.create_alias(AliasName=alias, TargetKeyId=made.replica_key)
    pair.configure({
        "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
        "Destination": {
            "Account": DESTINATION, "EncryptionConfiguration": {"ReplicaKmsKeyID": f"arn:aws:kms:eu-west-1:{DESTINATION}:{alias}"},
        },
    })  # fmt: skip
    return kms


def test_a_rule_names_the_alias_of_a_key(clinic: Clinic, make_encrypted: Callable[[], Encrypted]) -> None:
    made = make_encrypted()
    kms = by_alias(made)
    made.pair.put("works")
    assert made.pair.head("works")["ReplicationStatus"] == "COMPLETED"
    assert ids(clinic.report(made.pair.source, code=0), "error", "warning") == set()
    kms.disable_key(KeyId=made.replica_key)
    (found,) = [one for one in clinic.report(made.pair.source, code=1)["findings"] if one["severity"] == "error"]
    assert (found["id"], found["subject"]) == ("replica-key-unusable", made.replica_key)


@pytest.mark.parametrize("by", ["alias", "id"])
def test_a_bucket_names_its_key_shortly(by: str, clinic: Clinic, make_encrypted: Callable[[], Encrypted]) -> None:
    made = make_encrypted()
    pair, kms = made.pair, made.pair.aws.client("kms", SOURCE)
    alias = f"alias/{unique('source')}"
    kms.create_alias(AliasName=alias, TargetKeyId=made.source_key)
    name = alias if by == "alias" else made.source_key.rpartition("/")[2]
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": name}}
    pair.at_source.put_bucket_encryption(Bucket=pair.source, ServerSideEncryptionConfiguration={"Rules": [rule]})
    pair.put("works")
    assert pair.head("works")["ReplicationStatus"] == "COMPLETED"
    assert ids(clinic.report(pair.source, code=0), "error", "warning") == set()
