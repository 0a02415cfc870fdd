"""Decides every request, of whatever service, before it is answered."""

from collections.abc import Callable
from datetime import datetime

from s3_replication.local.authorize.authenticator import Authenticator
from s3_replication.local.authorize.s3_authorizer import S3Authorizer
from s3_replication.local.authorize.service_authorizer import ServiceAuthorizer
from s3_replication.local.authorize.state import AuthorizationState
from s3_replication.local.http.message import HttpRequest
from s3_replication.local.ports.authorization import CallerAccess, Directory

__all__ = ["RequestAuthorizer"]


class RequestAuthorizer:
    """A RequestJudge that many threads may use; the arguments are those of AuthorizationState."""

    def __init__(self, directory: Directory, now: Callable[[], datetime], machine_time: Callable[[], datetime]) -> None:
        state = AuthorizationState(directory, now, machine_time)
        self.questions = state.questions
        self.changed = state.changed
        self.authenticate = Authenticator(state).authenticate
        self._s3 = S3Authorizer(state)
        self._services = ServiceAuthorizer(state)

    def check(self, service: str, request: HttpRequest, caller: CallerAccess, region: str) -> None:
        """Raises S3Error, or ServiceRefusal of another service, for a request that the caller may not make."""
        if service == "s3":
            self._s3.check(request, caller, region)
        else:
            self._services.check(service, request, caller, region)
