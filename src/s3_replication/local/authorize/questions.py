"""What IAM was asked about callers that are not root users, for least privilege: which permissions a program needs."""

import threading
from typing import Final

from s3_replication.iam import Principal, PrincipalKind, Request

__all__ = ["Questions"]

MOST: Final = 10_000


class Questions:
    """Keeps each question once, up to a limit; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: dict[tuple[str, str, str], bool] = {}

    def note(self, request: Request, *, allowed: bool) -> None:
        """Keep a question; an answer that was a refusal once stays one."""
        if _is_counted(request.principal):
            name = (request.principal.arn, request.action, request.resource)
            with self._lock:
                if name in self._asked or len(self._asked) < MOST:
                    self._asked[name] = allowed and self._asked.get(name, True)

    def listed(self) -> list[dict[str, object]]:
        """Every question with its caller (of a session, the role), in order of caller, action and resource."""
        with self._lock:
            asked = sorted(self._asked.items())
        return [{"caller": caller, "action": action, "resource": resource, "allowed": allowed}
                for (caller, action, resource), allowed in asked]  # fmt: skip

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._asked.clear()


def _is_counted(principal: Principal) -> bool:
    return principal.kind is PrincipalKind.USER or principal.is_session
