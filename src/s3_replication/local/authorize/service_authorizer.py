"""Decides every request to a service other than S3 before it is answered."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from s3_replication.core import Account
from s3_replication.iam import (
    Arn,
    ContextValue,
    Policies,
    Principal,
    PrincipalKind,
    Request,
    Verdict,
    evaluate,
    is_account_id,
    partition_of_region,
)
from s3_replication.local.authorize.conditions import conditions_of
from s3_replication.local.authorize.context import account_keys, global_keys
from s3_replication.local.authorize.grant_retirement import RETIRE_GRANT, retirement_policy
from s3_replication.local.authorize.organization import organization_keys, same_organization
from s3_replication.local.authorize.refusal import service_refusal_of
from s3_replication.local.authorize.resources import resources_of, values_at
from s3_replication.local.authorize.s3_authorizer import ADDRESS
from s3_replication.local.authorize.session_keys import MFA_AGE, MFA_PRESENT, session_keys
from s3_replication.local.authorize.state import AuthorizationState
from s3_replication.local.http.message import HttpRequest
from s3_replication.local.http.operations import ApiCall, read_call
from s3_replication.local.ports.authorization import CallerAccess, CodeCheck, ResourceAccess, ServiceRefusal
from s3_replication.service_authorization import TABLES, Asked, CallScope, ServiceTable

__all__ = ["ServiceAuthorizer"]

_BY_RCP: Final = frozenset({"kms", "sqs", "sts"})  # Organizations User Guide, "Resource control policies (RCPs)", list of services
_NO_ACCOUNT: Final = Account("")
_NOTHING: Final = ResourceAccess()
_WITH_CODE: Final = frozenset({"AssumeRole", "GetSessionToken"})
_NO_MFA: Final = "MultiFactorAuthentication failed"
_ROOT: Final = "Roles may not be assumed by root accounts."  # STS API Reference, AssumeRole: "You cannot use ... root user credentials"


class ServiceAuthorizer:
    """Reads every policy anew for each request: these services are called seldom."""

    def __init__(self, state: AuthorizationState) -> None:
        self._state = state
        self._directory = state.directory

    def check(self, service: str, request: HttpRequest, caller: CallerAccess, region: str) -> None:
        """Raises ServiceRefusal for a request that the caller may not make, or about which the local AWS cannot decide."""
        partition = partition_of_region(region)
        table, call = TABLES.get(service), read_call(service, request)
        if table is not None and caller.principal.kind is PrincipalKind.ANONYMOUS and not table.anonymous:
            raise ServiceRefusal("MissingAuthenticationToken", "Request is missing Authentication Token")
        _check_temporary(service, call, caller)
        proved = self._check_code(caller, call.parameters) if call.name in _WITH_CODE else {}
        if table is not None and call.name in table.free:
            return
        if table is None or call.name not in table.operations:
            if caller.principal.kind is not PrincipalKind.ROOT:
                raise _not_known(f"which permission {service} {call.name} needs")
            return
        _check_form(call, table, caller.principal)
        account = request.headers.get("x-amz-account-id", caller.principal.account) if service == "s3control" else caller.principal.account
        scope = CallScope(service, partition, region, account)
        now = self._state.now()
        context = {**global_keys(request.headers, region, ADDRESS, int(now.timestamp()), secure=True),
                   **session_keys(caller.temporary, now), **proved}  # fmt: skip
        for asked in table.operations[call.name]:
            if not asked.when or values_at(call.parameters, asked.when) or call.parameters.get(asked.when):
                for resource in resources_of(call, asked, table, scope, caller.principal, self._directory):
                    owner = _owner(resource, account)
                    found = self._directory.resource(resource) or _NOTHING
                    if asked.action == RETIRE_GRANT:
                        found = self._as_granted(found, resource, owner, call)
                    keys = conditions_of(call, asked, table, caller.principal.account, found.tags)
                    request_keys = {**context, **account_keys(owner), **found.conditions, **keys}
                    self._decide(caller, Request(caller.principal, asked.action, resource, owner, request_keys), found, asked)

    def _decide(self, caller: CallerAccess, request: Request, found: ResourceAccess, asked: Asked) -> None:
        own, other = (self._account(each) for each in (caller.principal.account, request.resource_account))
        request = organization_keys(request, own, other)
        service = asked.action.partition(":")[0]
        by_grant = asked.action == RETIRE_GRANT  # is "not effective in a key policy or resource control policy"
        rcps = other.rcps if service in _BY_RCP and not found.aws_managed and not by_grant else ()
        with_policy = asked.passed_to == ""  # a role's trust policy says who may assume it, not who may pass it
        policies = Policies(caller.identity, caller.boundary, caller.session, own.scps, rcps,
                            found.policy if with_policy else None, found.grants)  # fmt: skip
        # A grant decides about callers of every account as the key policy does about those of the key's account.
        result = evaluate(replace(request, resource_account=caller.principal.account) if by_grant else request, policies)
        self._state.questions.note(request, allowed=result.verdict is Verdict.ALLOW)
        if result.verdict is Verdict.UNKNOWN:
            raise _not_known(f"whether {request.action} is allowed: {', '.join(sorted(result.unknown))}")
        if result.verdict is Verdict.DENY:
            raise ServiceRefusal("AccessDenied", service_refusal_of(request, result, same_organization(own, other)))

    def _as_granted(self, key: ResourceAccess, arn: str, owner: str, call: ApiCall) -> ResourceAccess:
        """A key with what a grant says about its retirement in place of the key policy."""
        grant_id, token = (str(call.parameters.get(name) or "") for name in ("GrantId", "GrantToken"))
        return replace(key, policy=retirement_policy(owner, self._directory.retiring_principals(arn, grant_id, token)), grants=())

    def _check_code(self, caller: CallerAccess, parameters: Mapping[str, Any]) -> dict[str, ContextValue]:
        """The condition keys of a request with a code of an MFA device; raises ServiceRefusal for a wrong code."""
        serial, code = str(parameters.get("SerialNumber", "")), str(parameters.get("TokenCode", ""))
        if not serial and not code:
            return {}
        if not serial or not code:
            raise ServiceRefusal("AccessDenied", f"{_NO_MFA}, must provide both MFA serial number and one time pass code.")
        found = self._directory.check_code(caller.principal.arn, serial, code, self._state.machine_time())
        if found is CodeCheck.WRONG_CODE:
            raise ServiceRefusal("AccessDenied", f"{_NO_MFA} with invalid MFA one time pass code.")
        if found is CodeCheck.NO_DEVICE:
            raise ServiceRefusal("AccessDenied", f"{_NO_MFA}, unable to validate MFA code.  Please verify your MFA serial number is valid "
                                 "and associated with this user.")  # fmt: skip
        return {MFA_PRESENT: ("true",), MFA_AGE: ("0",)}

    def _account(self, account: str) -> Account:
        return (self._directory.controls(account) if account else None) or _NO_ACCOUNT


def _check_form(call: ApiCall, table: ServiceTable, principal: Principal) -> None:
    """Refuse what no policy can allow."""
    ignored = [name for name in table.ignored.get(call.name, ()) if call.parameters.get(name)]
    if ignored:
        raise _not_known(f"{' and '.join(ignored)} of {call.name}")
    if call.name == "AssumeRole" and principal.kind is PrincipalKind.ROOT:
        raise ServiceRefusal("AccessDenied", _ROOT)


def _check_temporary(service: str, call: ApiCall, caller: CallerAccess) -> None:
    """Refuse calls that no policy can allow for temporary credentials (STS API Reference, GetSessionToken, GetFederationToken and
    AssumeRole, Permissions)."""
    if caller.temporary is None:
        return
    if service == "sts" and call.name in ("GetSessionToken", "GetFederationToken"):
        raise ServiceRefusal("AccessDenied", f"Cannot call {call.name} with session credentials")
    of_user = caller.principal.kind is not PrincipalKind.ROLE_SESSION
    if of_user and service == "iam" and not caller.temporary.with_mfa:
        raise ServiceRefusal("InvalidClientTokenId", "The security token included in the request is invalid")
    allowed = ("GetCallerIdentity",) if caller.principal.kind is PrincipalKind.FEDERATED_USER else ("AssumeRole", "GetCallerIdentity")
    if of_user and service == "sts" and call.name not in allowed:
        raise ServiceRefusal("AccessDenied", f"Cannot call {call.name} with session credentials")


def _owner(resource: str, account: str) -> str:
    found = Arn.find(resource)
    return found.account if found is not None and is_account_id(found.account) else account


def _not_known(what: str) -> ServiceRefusal:
    return ServiceRefusal("NotImplemented", f"The local AWS does not know {what}.")
