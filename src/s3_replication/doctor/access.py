"""The accounts that are visible: one connection each, from profiles and from roles to assume."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from s3_replication.aws import Connection, noted_so_far
from s3_replication.core import Version

__all__ = ["Access", "Accounts", "open_accounts"]


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach the source's account and the destinations'; None takes the credentials that boto3 finds.

    `assume_control_policies_allow` decides as if control policies that nobody may read denied nothing.
    """

    profile: str | None = None
    role_arn: str | None = None
    destination_profile: str | None = None
    destination_role_arns: tuple[str, ...] = ()
    assume_control_policies_allow: bool = False


@dataclass(frozen=True, slots=True)
class Accounts:
    """Connections by account id, the id of the source's account, what is assumed of control policies, and when they were opened."""

    connections: Mapping[str, Connection]
    source: str
    assume_control_policies_allow: bool = False
    opened: datetime | None = None

    @property
    def at_source(self) -> Connection:
        """The connection to the source's account."""
        return self.connections[self.source]

    def tags_unread(self, version: Version) -> bool:
        """Whether the tags of a version of the source could not be read: AWS denied that, or did not answer."""
        failed = noted.failed if (noted := noted_so_far()) is not None else ()
        about = ("GetObjectTagging", f"{version.bucket}/{version.key}")
        return any((one.operation, one.resource) == about for one in (*self.at_source.denied, *failed))

    def read_in_parallel(self, calls: int) -> None:
        """Make so many calls at once about one bucket, where they do not need each other."""
        for connection in self.connections.values():
            connection.read_in_parallel(calls)


def open_accounts(access: Access) -> Accounts:
    """Open every account once; raises AwsError where credentials do not work or a role may not be assumed.

    A destination role is assumed with the credentials of the destination profile or, without one, with those of the source.
    """
    base = Connection.of_profile(access.profile)
    source = base.assume(access.role_arn) if access.role_arn else base
    other = Connection.of_profile(access.destination_profile) if access.destination_profile else base
    sides = [other.assume(arn) for arn in access.destination_role_arns]
    if access.destination_profile and not sides:
        sides = [other]
    connections = {source.account(): source}
    for side in sides:
        connections.setdefault(side.account(), side)
    for connection in connections.values():
        connection.give_up_on_silence()
    return Accounts(connections, source.account(), access.assume_control_policies_allow, datetime.now(UTC))
