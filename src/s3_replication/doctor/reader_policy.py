"""The least-privilege policies of a reader: what `doctor` needs in each account, and nothing more."""

from collections.abc import Mapping
from typing import Any

from s3_replication.doctor.reads import About, AccountKind, reads_of

__all__ = ["reader_policies", "reader_policy"]


def reader_policies(names: Mapping[str, str], *, every_bucket: bool = False) -> Mapping[str, Mapping[str, Any]]:
    """The policy of each account, as policy documents by side, with `names` in place of placeholders."""
    return {side.value: reader_policy(side, names, every_bucket=every_bucket) for side in AccountKind}


def reader_policy(side: AccountKind, names: Mapping[str, str], *, every_bucket: bool = False) -> Mapping[str, Any]:
    """One account's policy document. For every bucket, names of buckets and roles are `*`."""
    anything = {f"{side.name}_BUCKET": "*", "REPLICATION_ROLE": "*", "BATCH_ROLE": "*"} if every_bucket else {}
    actions: dict[About, set[str]] = {}
    for read in reads_of(side, every_bucket=every_bucket):
        if read.permission is not None:
            actions.setdefault(read.about, set()).add(read.permission)
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": about.name.title().replace("_", ""),
                "Effect": "Allow",
                "Action": sorted(listed),
                "Resource": [_filled(arn, {**anything, **names}) for arn in about.resources(side)],
            }
            for about, listed in actions.items()
        ],
    }


def _filled(text: str, names: Mapping[str, str]) -> str:
    for placeholder, name in names.items():
        text = text.replace(placeholder, name)
    return text
