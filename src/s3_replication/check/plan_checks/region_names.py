"""The Regions that a text names: by code, and in a provider's alias by place or by a short code too.

Source: AWS General Reference, "AWS service endpoints", "Regional endpoints" (the places of the Regions).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

__all__ = ["PLACES", "regions_in", "regions_of_alias"]

PLACES: Final[Mapping[str, str]] = {
    "bahrain": "me-south-1", "beijing": "cn-north-1", "calgary": "ca-west-1", "california": "us-west-1", "capetown": "af-south-1",
    "frankfurt": "eu-central-1", "hongkong": "ap-east-1", "hyderabad": "ap-south-2", "ireland": "eu-west-1", "jakarta": "ap-southeast-3",
    "london": "eu-west-2", "malaysia": "ap-southeast-5", "melbourne": "ap-southeast-4", "milan": "eu-south-1", "mumbai": "ap-south-1",
    "ningxia": "cn-northwest-1", "ohio": "us-east-2", "oregon": "us-west-2", "osaka": "ap-northeast-3", "paris": "eu-west-3",
    "saopaulo": "sa-east-1", "seoul": "ap-northeast-2", "singapore": "ap-southeast-1", "spain": "eu-south-2", "stockholm": "eu-north-1",
    "sydney": "ap-southeast-2", "taipei": "ap-east-2", "thailand": "ap-southeast-7", "tokyo": "ap-northeast-1", "virginia": "us-east-1",
    "zurich": "eu-central-2",
}  # fmt: skip
_CODE: Final = re.compile(
    r"(?<![a-z0-9])(?:af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)-(?:[a-z]{2,4}-)?"
    r"(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d(?!\d)"
)


def regions_in(text: str) -> list[str]:
    """The Regions in a text, written with - or _."""
    return _CODE.findall(text.lower().replace("_", "-"))


def regions_of_alias(alias: str) -> Iterator[str]:
    """The Regions that an alias names, such as eu_west_1, ireland, or euw1."""
    yield from regions_in(alias)
    words = alias.lower().replace("_", "-").split("-")
    for word in dict.fromkeys((*words, "".join(words))):
        if region := PLACES.get(word) or _SHORT.get(word):
            yield region


def _short(region: str) -> str:
    area, direction, number = region.split("-")
    points = re.findall("north|south|east|west|central", direction)
    return area + "".join(point[0] for point in points) + number


_SHORT: Final = {_short(region): region for region in PLACES.values()}
