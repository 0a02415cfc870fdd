"""CloudTrail trails that log data events of S3 objects and deliver them into a bucket, on the local AWS' clock."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from s3_replication.local.moto_compat.hooks import hooks
from s3_replication.local.trails.book import TrailBook

if TYPE_CHECKING:
    from s3_replication.local.service import Service

__all__ = ["register"]


def register(service: "Service") -> None:
    """See S3's requests while a trail logs; deliver every five minutes, and on POST /_local/trails at once."""
    book = TrailBook(service.clock, service.router.show)

    def on_clock(now: datetime) -> None:
        book.deliver(now)

    def trails(_: dict[str, Any]) -> dict[str, Any]:
        return {"files": [asdict(file) for file in book.deliver(service.clock.now(), timedelta(0))]}

    hooks.trails = book
    service.control.add("POST", "trails", trails)
    service.on_clock.append(on_clock)
    service.on_reset.append(book.clear)
    service.worker.on_settled.append(book.settled)
