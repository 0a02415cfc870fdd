"""Decides every request, of whatever service, before it is answered."""

from collections.abc import Callable
from datetime import datetime

from s3_replication.local.authorize.questions import Questions
from s3_replication.local.authorize.s3_authorizer import S3Authorizer
from s3_replication.local.authorize.service_authorizer import ServiceAuthorizer
from s3_replication.local.http.message import HttpRequest
from s3_replication.local.ports.authorization import Directory

__all__ = ["RequestAuthorizer"]


class RequestAuthorizer:
    """Safe to use from many threads; call `changed` after each change of a policy, a bucket, a user or a role.

    Policies see the time `now`, sessions end by `machine_time`.
    """

    def __init__(self, directory: Directory, now: Callable[[], datetime], machine_time: Callable[[], datetime]) -> None:
        self.questions = Questions()
        self._s3 = S3Authorizer(directory, now, machine_time, self.questions)
        self._services = ServiceAuthorizer(directory, now, machine_time, self.questions)
        self.changed = self._s3.changed

    def check(self, service: str, request: HttpRequest, access_key: str | None, region: str) -> None:
        """Raises S3Error, or ServiceRefusal of another service, for a request that the caller may not make."""
        if service == "s3":
            self._s3.check(request, access_key, region)
        else:
            self._services.check(service, request, access_key, region)
