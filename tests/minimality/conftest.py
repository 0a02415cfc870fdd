"""One plan of all features for all tests here; one worker has them, since a plan costs many CPU seconds."""

from pathlib import Path

import pytest
from minimality import Features, load_features, plan_features

from s3_replication.local import LocalAws
from s3_replication.terraform import find_checkout

CHECKOUT = find_checkout(Path(__file__).parent)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("minimality"))


@pytest.fixture(scope="session")
def features(local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Features:
    """The features, held against a plan made now."""
    return load_features(CHECKOUT, plan_features(CHECKOUT, tmp_path_factory.mktemp("features"), local_aws.full_environment()))
