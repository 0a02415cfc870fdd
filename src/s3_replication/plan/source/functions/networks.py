"""Functions of IP address ranges."""

import ipaddress
from typing import Final, TypeAlias

from s3_replication.plan.source.functions.signature import Function, limited, text_of, whole
from s3_replication.plan.source.values import EvaluationError

__all__ = ["FUNCTIONS"]

_Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


def _network(value: object) -> _Network:
    text = text_of(value)
    if "/" not in text:
        raise EvaluationError
    return ipaddress.ip_network(text, strict=False)


def cidrhost(prefix: object, number: object) -> object:
    network, host = _network(prefix), whole(number)
    place = network.num_addresses + host if host < 0 else host
    if not 0 <= place < network.num_addresses:
        raise EvaluationError
    return str(network[place])


def cidrnetmask(prefix: object) -> object:
    network = _network(prefix)
    if network.version != 4:
        raise EvaluationError
    return str(network.netmask)


def cidrsubnet(prefix: object, bits: object, number: object) -> object:
    network, added, place = _network(prefix), whole(bits), whole(number)
    length = network.prefixlen + added
    if added < 0 or length > network.max_prefixlen or not 0 <= place < 2**added:
        raise EvaluationError
    first = int(network.network_address) + (place << (network.max_prefixlen - length))
    return f"{type(network.network_address)(first)}/{length}"


def cidrsubnets(prefix: object, *bits: object) -> object:
    """Consecutive ranges; each begins at the next address that its length allows."""
    network = _network(prefix)
    first, found = int(network.network_address), list[object]()
    for one in bits:
        length = network.prefixlen + whole(one)
        if whole(one) < 1 or length > network.max_prefixlen:
            raise EvaluationError
        size = 1 << (network.max_prefixlen - length)
        first = -(-first // size) * size
        if first + size > int(network.broadcast_address) + 1:
            raise EvaluationError
        found.append(f"{type(network.network_address)(first)}/{length}")
        first += size
    return limited(found)


FUNCTIONS: Final = {
    "cidrhost": Function(cidrhost, needs_all=True),
    "cidrnetmask": Function(cidrnetmask, needs_all=True),
    "cidrsubnet": Function(cidrsubnet, needs_all=True),
    "cidrsubnets": Function(cidrsubnets, needs_all=True),
}
