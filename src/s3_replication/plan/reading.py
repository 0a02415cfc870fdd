"""read_plan(): one plan, one World."""

from collections.abc import Mapping
from dataclasses import dataclass

from s3_replication.core.model import World
from s3_replication.core.switches import Switches
from s3_replication.plan.arns import Arns
from s3_replication.plan.buckets import BucketReader
from s3_replication.plan.configuration import Configuration
from s3_replication.plan.document import load
from s3_replication.plan.documents import Documents
from s3_replication.plan.identity import Identities
from s3_replication.plan.instances import read_instances, read_removed
from s3_replication.plan.keys import KeyReader
from s3_replication.plan.links import Links
from s3_replication.plan.notes import Note, Notes
from s3_replication.plan.policies import PolicyReader
from s3_replication.plan.references import Graph
from s3_replication.plan.roles import RoleReader

__all__ = ["Reading", "read_plan"]


_UNNAMED = (
    "everything is in one account, but the plan does not tell its number: 000000000000 stands for it, and what names an account by number "
    "is left open. Name the account to know more."
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a plan says: its world after apply, the Terraform address behind each ARN, and what could not be used.

    `documents` holds the policy documents behind the world's policies by the policies' names (the address of the argument).
    """

    world: World
    addresses: Mapping[str, str]
    documents: Mapping[str, Mapping[str, object]]
    notes: tuple[Note, ...] = ()


def read_plan(
    document: str | bytes | Mapping[str, object],
    accounts: Mapping[str, str] | None = None,
    regions: Mapping[str, str] | None = None,
    switches: Switches | None = None,
) -> Reading:
    """Reads the JSON of a plan (`terraform show -json FILE`), of any module; raises PlanError for what is none, and nothing else.

    `accounts` and `regions` say what a plan may not: the account id and the Region of a provider by its key in the plan (aws.destination).
    The world is never complete: what a plan does not hold may exist all the same.
    """
    plan = load(document)
    configuration = Configuration(plan)
    instances, removed = read_instances(plan, configuration), read_removed(plan, configuration)
    identities, graph, notes = Identities(configuration, instances, accounts, regions), Graph(configuration, instances), Notes()
    if plan.get("errored") is True:
        notes.add("", "the plan failed half-way (errored is true): what is missing here may be missing only for that.")
    if identities.one_unnamed_account:
        notes.add("", _UNNAMED)
    arns = Arns(identities)
    links = Links(graph, arns, instances, numbers_are_known=not identities.one_unnamed_account)
    policies = PolicyReader(graph, Documents(graph, arns), notes, numbers_are_known=not identities.one_unnamed_account)
    buckets = BucketReader(links, policies, identities, notes).read(instances, removed)
    roles = RoleReader(links, policies, notes).read(instances, removed)
    keys = KeyReader(links, policies, notes).read(instances)
    world = World(
        buckets={name: bucket for name, (bucket, _) in buckets.items()},
        keys={arn: key for arn, (key, _) in keys.items()},
        roles={arn: role for arn, (role, _) in roles.items()},
        switches=switches or Switches(),
        complete=False,
    )
    addresses = {**{bucket.arn: address for bucket, address in buckets.values()}, **_addresses(roles), **_addresses(keys)}
    return Reading(world, addresses, policies.read_documents, notes.all())


def _addresses(found: Mapping[str, tuple[object, str]]) -> dict[str, str]:
    return {arn: address for arn, (_, address) in found.items()}
