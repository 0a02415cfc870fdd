"""The accounts and Regions that the source's provider blocks name, where the plan hides the values."""

import re
from collections.abc import Iterable, Mapping

from s3_replication.iam import Arn, is_account_id
from s3_replication.plan.source.evaluator import ExpressionEvaluator
from s3_replication.plan.source.nodes import Block, Body
from s3_replication.plan.source.reader import Source
from s3_replication.plan.source.scopes import EvaluationScope
from s3_replication.plan.source.values import elements

__all__ = ["provider_accounts", "provider_regions"]

_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d+", re.ASCII)


def provider_accounts(source: Source, keys: Iterable[str], evaluator: ExpressionEvaluator) -> Mapping[str, str]:
    """Account ids by the provider's key in the plan (aws.destination)."""
    found = {key: _account(block, evaluator) for key, block in _blocks(source, keys)}
    return {key: account for key, account in found.items() if account}


def provider_regions(source: Source, keys: Iterable[str], evaluator: ExpressionEvaluator) -> Mapping[str, str]:
    """Regions by the provider's key in the plan."""
    found = {key: _argument(block.body, "region", evaluator) for key, block in _blocks(source, keys)}
    return {key: region for key, region in found.items() if isinstance(region, str) and _REGION.fullmatch(region)}


def _blocks(source: Source, keys: Iterable[str]) -> Iterable[tuple[str, Block]]:
    """The root's provider blocks; a module's own are deprecated, and their variables depend on the call."""
    for key in keys:
        block = source.block((), f"provider.{key}") if ":" not in key else None
        if block:
            yield key, block


def _argument(body: Body, name: str, evaluator: ExpressionEvaluator) -> object:
    written = body.attributes.get(name)
    return evaluator.value(written.expression, EvaluationScope(())) if written else None


def _account(block: Block, evaluator: ExpressionEvaluator) -> str | None:
    allowed = elements(_argument(block.body, "allowed_account_ids", evaluator)) or ()
    if len(allowed) == 1 and is_account_id(str(allowed[0])):
        return str(allowed[0])
    roles = [one for one in block.body.of("assume_role") if one.dynamic is None]
    role = _argument(roles[-1].body, "role_arn", evaluator) if roles else None
    arn = Arn.find(role) if isinstance(role, str) else None
    return arn.account if arn and is_account_id(arn.account) else None
