"""S3 Inventory reports on request, since nobody waits a day."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from s3_replication.local.service import Service

__all__ = ["register"]


def register(service: "Service") -> None:
    """Offer POST /_local/inventory with `bucket` and `id`."""

    def inventory(arguments: dict[str, Any]) -> dict[str, Any]:
        from s3_replication.local.inventory.delivery import deliver  # noqa: PLC0415 - pyarrow would take a third of the start

        return asdict(deliver(str(arguments.get("bucket", "")), str(arguments.get("id", "")), service.clock.now()))

    service.control.add("POST", "inventory", inventory)
