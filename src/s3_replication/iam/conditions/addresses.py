"""IpAddress and NotIpAddress: CIDR ranges of IPv4 and IPv6; an address without a prefix length is a range of one."""

import ipaddress
import re
from typing import Final, TypeAlias

from s3_replication.iam.conditions.comparison import comparing
from s3_replication.iam.conditions.operator import Operator

__all__ = ["ADDRESS_OPERATORS"]

# Python also reads netmasks ("10.0.0.0/255.0.0.0") and zones ("fe80::1%eth0"), which are no CIDR ranges.
CIDR: Final = re.compile(r"[0-9A-Fa-f.:]+(/[0-9]{1,3})?")

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_range(text: str) -> Network:
    """A range in CIDR form (RFC 4632), whose host bits may be set; ValueError otherwise."""
    try:
        if not CIDR.fullmatch(text):
            raise ValueError
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError("an IPv4 or IPv6 address or CIDR range such as 203.0.113.0/24 or 2001:db8::/32") from None


def lies_in(address: Address, network: Network) -> bool:
    """Whether the address is in the range; one of the other family never is."""
    return address in network


READ: Final = comparing(ipaddress.ip_address, lies_in, parse_range)

ADDRESS_OPERATORS: Final = {"IpAddress": Operator(READ), "NotIpAddress": Operator(READ, negated=True)}
