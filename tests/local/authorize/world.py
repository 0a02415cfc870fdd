"""One case of the tables in decisions/: what is set up by the accounts' root users, then the calls that are judged."""

import itertools
import json
import os
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import botocore.session
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from s3_replication.local.http.credentials import SECRET_KEY, access_key

OWN, OTHER = "111111111111", "222222222222"
_numbers = itertools.count(1)


@cache
def _session() -> Any:
    return botocore.session.get_session()


def client(endpoint: str, service: str, credentials: dict[str, str], region: str = "us-east-1") -> Any:
    config = Config(retries={"total_max_attempts": 1}, proxies={}, s3={"addressing_style": "path"}, parameter_validation=False,
                    signature_version=None if credentials else UNSIGNED)  # fmt: skip
    given = {"aws_access_key_id": credentials.get("AccessKeyId"), "aws_secret_access_key": credentials.get("SecretAccessKey"),
             "aws_session_token": credentials.get("SessionToken")}  # fmt: skip
    if service == "s3control":  # whose clients put the account in front of the host, which need not resolve
        config, endpoint = config.merge(Config(proxies={"http": endpoint})), f"http://s3-control.{region}.amazonaws.com"
    return _session().create_client(service, region_name=region, endpoint_url=endpoint, config=config, **(given if credentials else {}))


def root(account: str) -> dict[str, str]:
    return {"AccessKeyId": access_key(account), "SecretAccessKey": SECRET_KEY}


def document(statements: Any) -> str:
    """A policy of statements that each say Allow or Deny: actions, with `resource`, `principal` and `condition`."""
    found = []
    for given in statements:
        effect = "Allow" if "Allow" in given else "Deny"
        statement: dict[str, Any] = {"Effect": effect, "Action": given[effect]}
        for short, name in (("resource", "Resource"), ("principal", "Principal"), ("condition", "Condition")):
            if short in given:
                statement[name] = given[short]
        found.append(statement)
    return json.dumps({"Version": "2012-10-17", "Statement": found})


@dataclass
class Case:
    """One row with its names, clients and what earlier calls returned."""

    endpoint: str
    row: dict[str, Any]
    names: dict[str, Any] = field(default_factory=dict)
    callers: dict[str, dict[str, str]] = field(default_factory=dict)
    clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        mark = f"judged-{os.getpid()}-{next(_numbers)}"  # tests of other folders use this server too
        self.names = {
            "own": OWN,
            "other": OTHER,
            "mark": mark,
            **{name: f"{name}-{mark}" for name in ("bucket", "user", "role", "topic", "queue")},
        }
        self.names |= {"bucket_arn": f"arn:aws:s3:::{self.names['bucket']}", "role_arn": f"arn:aws:iam::{OWN}:role/{self.names['role']}",
                       "user_arn": f"arn:aws:iam::{OWN}:user/{self.names['user']}",
                       "topic_arn": f"arn:aws:sns:us-east-1:{OWN}:{self.names['topic']}",
                       "queue_arn": f"arn:aws:sqs:us-east-1:{OWN}:{self.names['queue']}"}  # fmt: skip
        self.names["management"] = str(300_000_000_000 + os.getpid() % 10_000 * 1000 + int(mark.rpartition("-")[2]))
        self.callers = {"root": root(OWN), "other root": root(OTHER), "anonymous": {}, "management": root(self.names["management"])}

    def filled(self, value: Any) -> Any:
        """The value with the case's names in place of {name}."""
        if isinstance(value, str):
            whole = self.names.get(value[1:-1]) if value[:1] == "{" else None
            if isinstance(whole, bytes):
                return whole
            for name, found in self.names.items():
                value = value.replace("{" + name + "}", str(found))
            return value
        if isinstance(value, list):
            return [self.filled(one) for one in value]
        return {self.filled(key): self.filled(one) for key, one in value.items()} if isinstance(value, dict) else value

    def client(self, caller: str, service: str) -> Any:
        if caller == "member":
            self.callers[caller] = root(self.names["member"])
        if (caller, service) not in self.clients:
            self.clients[caller, service] = client(self.endpoint, service, self.callers[caller])
        return self.clients[caller, service]

    def call(self, caller: str, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """The answer; policies may be lists of statements, `keep` names parts of the answer, `take` names a caller with its credentials."""
        service, _, method = operation.partition(".")
        given = self.filled(dict(arguments))
        kept, taken = given.pop("keep", None), given.pop("take", None)
        for name in given:
            if name in {"Policy", "PolicyDocument", "AssumeRolePolicyDocument", "Content"} and isinstance(given[name], list):
                given[name] = document(given[name])
        if service == "s3" and method != "list_buckets":
            given.setdefault("Bucket", self.names["bucket"])
        answer: dict[str, Any] = getattr(self.client(caller, service), method)(**given)
        if kept:
            for name, path in kept.items():
                found: Any = answer
                for part in path.split("."):
                    found = found[int(part) if part.isdigit() else part]
                self.names[name] = found
        if taken:
            self.callers[taken] = answer.get("Credentials") or answer["AccessKey"]
        return answer

    def set_up(self) -> None:
        """A bucket with an object, the callers that the row has policies for, then the row's own steps."""
        row = self.row
        if row.get("bucket", {}) is not None:
            self._make_bucket(**row.get("bucket", {}))
        self._play("before_user")
        if "user" in row:
            self.add_user("user", OWN, row["user"])
        if "other" in row:
            self.add_user("other", OTHER, row["other"])
        if "role" in row:
            self._add_role(**row["role"])
        self._play("before")

    def _play(self, steps: str) -> None:
        for step in self.row.get(steps, []):
            self.call(step.get("as", "root"), step["do"], step.get("with", {}))

    def _make_bucket(self, ownership: str = "BucketOwnerEnforced", block: bool = True, policy: Any = None, acl: str = "") -> None:
        self.call("root", "s3.create_bucket", {"ObjectOwnership": ownership})
        if not block:
            self.call("root", "s3.delete_public_access_block", {})
        if policy:
            self.call("root", "s3.put_bucket_policy", {"Policy": policy})
        if acl:
            self.call("root", "s3.put_bucket_acl", {"ACL": acl})
        self.call("root", "s3.put_object", {"Key": "a", "Body": b"a"})

    def add_user(self, caller: str, account: str, statements: Any) -> None:
        """A user of an account with one inline policy and an access key."""
        iam = client(self.endpoint, "iam", root(account))
        name = self.names["user"] if caller != "bearer" else f"bearer-{self.names['user']}"
        iam.create_user(UserName=name)
        if statements:
            iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document(self.filled(statements)))
        self.callers[caller] = iam.create_access_key(UserName=name)["AccessKey"]

    def _add_role(self, identity: Any = (), boundary: Any = None, session: Any = None, trust: Any = None) -> None:
        """A role of the own account, and a session of it; the own account's root may assume it unless `trust` says else."""
        iam, name = self.client("root", "iam"), self.names["role"]
        trusted = trust or [{"Allow": "sts:AssumeRole", "principal": {"AWS": OWN}}]
        more = {}
        if boundary is not None:
            made = iam.create_policy(PolicyName=f"boundary-{name}", PolicyDocument=document(self.filled(boundary)))
            more["PermissionsBoundary"] = made["Policy"]["Arn"]
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(self.filled(trusted)), **more)
        if identity:
            iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=document(self.filled(identity)))
        if trust is None:
            self.add_user("bearer", OWN, [{"Allow": "sts:AssumeRole", "resource": "*"}])
            policy = {} if session is None else {"Policy": document(self.filled(session))}
            sts = self.client("bearer", "sts")
            self.callers["session"] = sts.assume_role(RoleArn=self.names["role_arn"], RoleSessionName="s", **policy)["Credentials"]

    def judge(self) -> list[str]:
        """What came of each call that was not expected."""
        wrong = []
        for step in self.row["calls"]:
            expect, says = step.get("expect", "ok"), self.filled(step.get("says", ""))
            try:
                self.call(step["as"], step["do"], step.get("with", {}))
                code, message = "ok", ""
            except ClientError as error:
                code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
            whole = self.filled(step.get("message", message))  # the whole message, where the row has it
            if str(expect) != code or says not in message or whole != message:
                wrong.append(f"{step['as']} {step['do']}: {code} {message!r}, not {expect} {says or whole!r}")
        return wrong
