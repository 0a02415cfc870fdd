"""The configuration part that a state's JSON does not have: which resources certainly share a provider, and the account of that provider.

`terraform show -json` names no provider alias, so the blocks about one bucket, role or key get one separate provider.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from s3_replication.iam import Arn, is_account_id
from s3_replication.plan.address import calls, inside_module, module_path
from s3_replication.plan.arns import KEY_TYPES, bucket_of
from s3_replication.plan.provider_accounts import SOME_ACCOUNT
from s3_replication.plan.values import block, blocks, mapping, text, texts

__all__ = ["StateConfiguration", "configuration_of_state"]

_HIDDEN: Final = {"profile": {"references": ["a provider of the state"]}}  # no two of these providers certainly share credentials
_NAMES_ROLE: Final = {
    "aws_iam_role": "name", "aws_iam_role_policy": "role", "aws_iam_role_policy_attachment": "role", "aws_iam_policy_attachment": "roles",
}  # fmt: skip
_NAMES_KEY: Final = {"aws_kms_key_policy": "key_id", "aws_kms_grant": "key_id", "aws_kms_alias": "target_key_id"}
_Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class StateConfiguration:
    """The configuration as a plan has it, and the account of each of its providers."""

    document: Mapping[str, object]
    accounts: Mapping[str, str]


@dataclass(slots=True)
class _SubjectGroups:
    """Sets of subjects; those of one block are in one set."""

    parents: dict[str, str] = field(default_factory=dict)

    def find(self, one: str) -> str:
        while (above := self.parents.setdefault(one, one)) != one:
            one = above
        return one

    def join(self, subjects: Sequence[str]) -> None:
        for one in subjects:
            self.parents[self.find(one)] = self.find(subjects[0])


def configuration_of_state(state: Iterable[Mapping[str, object]]) -> StateConfiguration:
    """For all resources of a state; a bucket's account that the state does not show is SOME_ACCOUNT."""
    resources = [(_block(str(one.get("address"))), str(one.get("type")), mapping(one.get("values"))) for one in state]
    groups, accounts = _SubjectGroups(), dict[str, str]()
    for (path, address), kind, values in resources:
        groups.join([f"block {'.'.join(path)} {address}", *_subjects(kind, values)])
    for _, kind, values in resources:
        for subject, account in _evidence(kind, values):
            accounts.setdefault(groups.find(subject), account)
    named = {group: f"aws.{number}" for number, group in enumerate(dict.fromkeys(map(groups.find, list(groups.parents))))}
    root: dict[str, object] = {}
    for (path, address), _, _ in resources:
        _place(root, path, address, named[groups.find(f"block {'.'.join(path)} {address}")])
    providers = {key: {"name": "aws", "expressions": _HIDDEN} for key in named.values()}
    of_buckets = {groups.find(one): SOME_ACCOUNT for one in groups.parents if one.startswith("bucket ")}
    return StateConfiguration(
        {"provider_config": providers, "root_module": root}, {named[one]: account for one, account in (of_buckets | accounts).items()}
    )


def _block(address: str) -> tuple[tuple[str, ...], str]:
    """The calls of the module, and the address of the block in it, without instance."""
    return calls(module_path(address)), inside_module(address).partition("[")[0]


def _place(module: dict[str, object], path: tuple[str, ...], address: str, provider: str) -> None:
    """Write the block's provider into the tree of modules."""
    for name in path:
        found = module.setdefault("module_calls", {}).setdefault(name, {"module": {}})  # type: ignore[attr-defined]
        module = found["module"]
    module.setdefault("resources", []).append({"address": address, "provider_config_key": provider})  # type: ignore[attr-defined]


def _subjects(kind: str, values: _Values) -> Iterator[str]:
    """What a resource is about."""
    bucket = text(values.get("bucket")) if kind.startswith("aws_s3_bucket") else None
    if isinstance(bucket, str):
        yield f"bucket {bucket_of(bucket) or bucket}"
    if kind in _NAMES_ROLE:
        names = texts(values.get("roles")) if kind == "aws_iam_policy_attachment" else [text(values.get(_NAMES_ROLE[kind]))]
        yield from (f"role {role}" for role in names if isinstance(role, str))
    if kind in KEY_TYPES or kind in _NAMES_KEY:
        key = text(values.get(_NAMES_KEY.get(kind, "key_id")))
        yield from [f"key {key.rpartition('/')[2]}"] if isinstance(key, str) else []


def _evidence(kind: str, values: _Values) -> Iterator[tuple[str, str]]:
    """Accounts of buckets, roles and keys that a resource shows.

    S3 accepts only a role of the source bucket's account (fact 1.25), and a rule's account is the one that it expects to own the bucket.
    """
    subjects = list(_subjects(kind, values))
    own = _account(values.get("arn")) or _account(values.get("expected_bucket_owner"))
    if kind == "aws_s3_bucket_replication_configuration":
        own = own or _account(values.get("role"))
        for rule in blocks(values, "rule"):
            destination = block(rule, "destination")
            name, account = text(destination.get("bucket")), _account(destination.get("account"))
            if isinstance(name, str) and account is not None and (found := bucket_of(name)):
                yield f"bucket {found}", account
    if own is not None:
        yield from ((subject, own) for subject in subjects)


def _account(value: object) -> str | None:
    """The account of an ARN, or an account id."""
    found = Arn.find(value) if isinstance(value, str) else None
    number = found.account if found is not None else str(value)
    return number if is_account_id(number) else None
