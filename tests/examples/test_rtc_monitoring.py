"""Each topic allows the services that publish in its Region: S3 and alarms for sources, only alarms for destinations."""

import json

import boto3
import pytest

pytestmark = pytest.mark.example("rtc-monitoring")


@pytest.fixture
def publishers(applied, aws, monkeypatch):
    """The services that the Region's topic allows."""
    for name, value in aws[0].items():
        monkeypatch.setenv(name, value)

    def look(region):
        arn = applied.output("failure_topic_arn").replace(f":{applied.output('source_region')}:", f":{region}:")
        policy = boto3.client("sns", region_name=region).get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"]
        statements = json.loads(policy)["Statement"]
        assert all(all(test.values()) for each in statements for test in each["Condition"].values()), "a condition without values"
        return {each["Principal"]["Service"] for each in statements}

    return look


def test_the_sources_topic_admits_events_and_alarms(applied, publishers):
    assert publishers(applied.output("source_region")) == {"s3.amazonaws.com", "cloudwatch.amazonaws.com"}


def test_the_destinations_topic_admits_alarms_alone(applied, publishers):
    assert publishers(applied.output("destination_region")) == {"cloudwatch.amazonaws.com"}
