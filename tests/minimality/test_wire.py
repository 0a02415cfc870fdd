"""What the reader finds in a plan is what the provider sends, byte for byte as far as S3's fields go."""

import pytest
from minimality import Features

from s3_replication.core import parse_configuration
from s3_replication.local import Control, LocalAws

APPLIED = ["same-filters-from", "same-created-keys-from", "cross-created-keys-from"]


@pytest.mark.parametrize("bucket", APPLIED)
def test_the_planned_configuration_is_the_one_that_is_sent(features: Features, local_aws: LocalAws, bucket: str) -> None:
    sent = [
        one["body"]
        for one in Control(local_aws.endpoint).recorded()
        if one["operation"] == "PUT Bucket replication" and one["path"].strip("/") == bucket
    ]
    assert len(sent) == 1
    assert parse_configuration(sent[0].encode()) == features.source(bucket)[0].replication
