"""One deployment on a local AWS that decides by IAM, by users with different policies."""

import json
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Final, Self

from deployments import Deployment, change, client, prepare

from s3_replication.errors import TerraformError
from s3_replication.local import LocalAws
from s3_replication.terraform import Terraform, find_binary, terraform_environment

__all__ = ["PHASES", "Stage"]

PHASES: Final = ("plan", "change", "destroy", "apply")
"""In the order in which a removal is tried: a plan costs least, a removal that stops the first apply most."""
LIMIT_SECONDS: Final = 180
"""Terraform waits up to twenty minutes for some things that it may not read: a wait beyond this is a failure."""
_EMPTY, _DEPLOYED = "empty", "deployed"
_ADMINISTRATOR: Final = "arn:aws:iam::aws:policy/AdministratorAccess"


class _TooLong(Exception):
    """Terraform did not end."""


class Stage:
    """A local AWS, a root module and its state; use it as a context manager."""

    def __init__(self, deployment: Deployment, scratch: Path) -> None:
        self._deployment = deployment
        self._scratch = scratch
        self._root = prepare(deployment, scratch / "checkout")
        self._numbers = count(1)
        self._keys: dict[str, tuple[str, str]] = {}
        self._state = _EMPTY

    def __enter__(self) -> Self:
        self._aws = LocalAws.start(authorize=True)
        self._deployment.before(self._aws)
        first = self._terraform(self.user(None))
        first.variables(self._deployment.variables)
        first.init()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._aws.stop()

    def user(self, policies: Sequence[dict[str, Any]] | None) -> str:
        """A new user with these policies, or an administrator."""
        iam = client(self._aws, "iam", self._deployment.account)
        name = f"deployer-{next(self._numbers)}"
        iam.create_user(UserName=name)
        arns = [_ADMINISTRATOR] if policies is None else []
        for number, policy in enumerate(each for each in policies or () if each["Statement"]):
            arns.append(iam.create_policy(PolicyName=f"{name}-{number}", PolicyDocument=json.dumps(policy))["Policy"]["Arn"])
        for arn in arns:
            iam.attach_user_policy(UserName=name, PolicyArn=arn)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        self._keys[name] = key["AccessKeyId"], key["SecretAccessKey"]
        return name

    def asked(self, user: str, *, denied: bool = False) -> Iterator[str]:
        """What IAM was asked about the user, as "ACTION RESOURCE"; with `denied` only what it denied."""
        for each in self._aws.control.permissions():
            if each["caller"].endswith(f":user/{user}") and not (denied and each["allowed"]):
                yield f"{each['action']} {each['resource']}"

    def plan(self, user: str) -> bool:
        """Whether a plan has changes."""
        with _limited():
            return self._terraform(user).has_changes()

    def apply(self, user: str) -> None:
        """Apply the root as it is."""
        with _limited():
            self._terraform(user).apply()
        self._state = _DEPLOYED

    def destroy(self, user: str) -> None:
        """Destroy everything."""
        with _limited():
            self._terraform(user).destroy()
        self._state = _EMPTY

    def change(self) -> None:
        """Change the root, or change it back."""
        change(self._root)

    def whole(self, user: str) -> None:
        """Every phase; raises TerraformError where one fails."""
        self.plan(user)
        self.apply(user)
        self.change()
        self.apply(user)
        if self.plan(user):
            raise TerraformError("the plan after a change is not clean")
        self.destroy(user)

    def failure(self, phase: str, user: str, administrator: str, action: str) -> str | None:
        """How the phase fails for a user without the action, which must be what IAM denies; None where it does not fail."""
        ready = _EMPTY if phase == "apply" else _DEPLOYED
        if self._state != ready:
            (self.destroy if phase == "apply" else self.apply)(administrator)
        if phase == "change":
            self.change()
        self._state = ready if phase == "plan" else ""
        found = self._tried({"plan": self.plan, "destroy": self.destroy}.get(phase, self.apply), user)
        denied = any(line.startswith(f"{action} ") for line in self.asked(user, denied=True))
        return found if denied else None

    def _tried(self, call: Callable[[str], bool | None], user: str) -> str | None:
        """How a command fails; a plan of what is deployed fails too where it wants changes."""
        try:
            return "the plan wants changes" if call(user) else None
        except _TooLong:
            return f"Terraform waits for more than {LIMIT_SECONDS} seconds"
        except TerraformError as error:
            said = str(error).partition("Error: ")
            return (said[2] or said[0]).partition("\n")[0][:100]

    def _terraform(self, user: str) -> Terraform:
        key, secret = self._keys[user]
        environment = {**self._aws.full_environment(), "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret}
        return Terraform(self._root, find_binary(os.environ), terraform_environment(environment, self._scratch))


@contextmanager
def _limited() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _TooLong

    former = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LIMIT_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)
