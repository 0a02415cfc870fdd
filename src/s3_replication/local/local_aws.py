"""The local AWS whole: its core with every capability."""

from s3_replication.core import Switches
from s3_replication.local import alarms, batch, events, inventory, lifecycle, metrics, trails
from s3_replication.local.service import Service

__all__ = ["whole_service"]


def whole_service(port: int, switches: Switches) -> Service:
    """A local AWS that listens on the port (0: a free one) of 127.0.0.1; raises InputError for a port in use."""
    service = Service(port, switches)
    for capability in (events, metrics, alarms, batch, inventory, lifecycle, trails):
        capability.register(service)
    return service
