"""IpAddress and NotIpAddress: CIDR ranges of IPv4 and IPv6; an address without a prefix length is a range of one."""

import ipaddress
from dataclasses import dataclass
from typing import Final

from s3_replication.iam.conditions.test import Operator, Test
from s3_replication.iam.template import Lookup
from s3_replication.iam.values import UNKNOWN, Beginning, Truth

__all__ = ["ADDRESS_OPERATORS"]


@dataclass(frozen=True, slots=True)
class AddressTest:
    """The request's address lies in the policy's range; an address of the other family never does."""

    network: ipaddress.IPv4Network | ipaddress.IPv6Network

    @property
    def keys(self) -> tuple[str, ...]:
        """Address operators take no variables."""
        return ()

    def matches(self, value: str | Beginning, lookup: Lookup) -> Truth:  # noqa: ARG002 - the shape that all tests share
        """Whether the address is in the range."""
        if isinstance(value, Beginning):
            return UNKNOWN
        try:
            return ipaddress.ip_address(value) in self.network
        except ValueError:
            return False


def read_range(text: str, variables: bool, negated: bool) -> Test:  # noqa: ARG001 - the shape that all readers share
    """Read a range; host bits may be set."""
    try:
        return AddressTest(ipaddress.ip_network(text, strict=False))
    except ValueError:
        raise ValueError("an IPv4 or IPv6 address or CIDR range such as 203.0.113.0/24 or 2001:db8::/32") from None


ADDRESS_OPERATORS: Final = {"IpAddress": Operator(read_range), "NotIpAddress": Operator(read_range, negated=True)}
