"""What is known of callers, accounts and buckets until something changes, and what was decided with it."""

import threading
from collections.abc import Callable, Hashable
from typing import Final, TypeVar

from s3_replication.core import Account
from s3_replication.iam import EvaluationResult, Evaluator, Policies, Policy, Request
from s3_replication.local.ports.authorization import BucketAccess, CallerAccess, Directory, ResourceAccess

__all__ = ["Snapshot"]

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
MOST: Final = 10_000
_NO_ACCOUNT: Final = Account("")
_NO_KEY: Final = ResourceAccess()


class Snapshot:
    """Right until the next change of configuration, so take a new one then; many threads may use it."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._callers: dict[tuple[str | None, str], CallerAccess | None] = {}
        self._accounts: dict[str, Account] = {}
        self._buckets: dict[str, BucketAccess | None] = {}
        self._keys: dict[str, ResourceAccess] = {}
        # With the caller, by whose identity they are known: as long as it is kept, no other object has that identity.
        self._policies: dict[Hashable, tuple[CallerAccess, Policies]] = {}
        self._evaluator = Evaluator()
        self._lock = threading.Lock()

    def caller(self, access_key: str | None, partition: str) -> CallerAccess | None:
        """As of the directory."""
        return _known(self._callers, (access_key, partition), lambda: self._directory.caller(access_key, partition))

    def account(self, account: str) -> Account:
        """An account's organization; one without any has no policies."""
        return _known(self._accounts, account, lambda: (self._directory.controls(account) if account else None) or _NO_ACCOUNT)

    def bucket(self, name: str) -> BucketAccess | None:
        """As of the directory."""
        return _known(self._buckets, name, lambda: self._directory.bucket(name))

    def key(self, arn: str) -> ResourceAccess:
        """A KMS key; one that does not exist allows nothing."""
        return _known(self._keys, arn, lambda: self._directory.resource(arn) or _NO_KEY)

    def key_policies(self, caller: CallerAccess, arn: str, owner: str) -> Policies:
        """Every policy about a caller and a KMS key."""
        key, principal = self.key(arn), caller.principal
        return _known(self._policies, (id(caller), arn), lambda: (caller, Policies(
            caller.identity, caller.boundary, caller.session,
            self.account(principal.account).scps, self.account(owner).rcps,
            key.policy, key.grants,
        )))[1]  # fmt: skip

    def policies(self, caller: CallerAccess, owner: str, name: Hashable, resource: Callable[[], Policy | None]) -> Policies:
        """Every policy about a caller and a resource; the same `name` means the same resource policy."""
        principal = caller.principal
        return _known(self._policies, (id(caller), owner, name), lambda: (caller, Policies(
            caller.identity, caller.boundary, caller.session,
            self.account(principal.account).scps,
            self.account(owner).rcps,
            resource(),
        )))[1]  # fmt: skip

    def evaluate(self, request: Request, policies: Policies) -> EvaluationResult:
        """Decide one request."""
        with self._lock:
            return self._evaluator.evaluate(request, policies)


def _known(answers: dict[K, T], name: K, read: Callable[[], T]) -> T:
    try:
        return answers[name]
    except KeyError:
        if len(answers) >= MOST:
            answers.clear()
        found = answers[name] = read()
        return found
