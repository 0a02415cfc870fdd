"""Lifecycle on request and on the local AWS' clock: what replication has to do with it (facts 3.68, 3.69, 3.105 to 3.109)."""

from typing import TYPE_CHECKING, Any

from s3_replication.local.lifecycle.run import run_lifecycle
from s3_replication.local.moto_compat.hooks import hooks

if TYPE_CHECKING:
    from s3_replication.local.service import Service

__all__ = ["register"]


def register(service: "Service") -> None:
    """Offer POST /_local/lifecycle with `bucket`."""

    def lifecycle(arguments: dict[str, Any]) -> dict[str, Any]:
        done, ended = run_lifecycle(str(arguments.get("bucket", "")), service.clock.now(), hooks.switches)
        return {
            "actions": [
                {"action": action.kind.value, "rule_id": action.rule_id, "key": action.version.key, "version_id": action.version.version_id,
                 "storage_class": action.storage_class, "wanted": action.wanted.value if action.wanted else None}
                for action in done
            ] + [
                {"action": "abort-upload", "rule_id": abort.rule_id, "key": abort.upload.key, "upload_id": abort.upload.upload_id}
                for abort in ended
            ]
        }  # fmt: skip

    service.control.add("POST", "lifecycle", lifecycle)
