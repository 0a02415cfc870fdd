"""Experiments of AWS FIS that pause replication, for tests."""

from dataclasses import dataclass, field
from typing import Any

from tests.local.conftest import Aws, Pair, policy, unique

__all__ = ["FIS_TRUST", "Laboratory", "pause_of"]

FIS_TRUST = policy({"Effect": "Allow", "Principal": {"Service": "fis.amazonaws.com"}, "Action": "sts:AssumeRole"})


def pause_of(name: str, region: str = "eu-west-1", duration: str = "PT10M", **parameters: str) -> dict[str, Any]:
    """The arguments of a template whose only action pauses the buckets with the tag."""
    return {
        "targets": {"tagged": {"resourceType": "aws:s3:bucket", "resourceTags": {"experiment": name}, "selectionMode": "ALL"}},
        "actions": {"pause": {
            "actionId": "aws:s3:bucket-pause-replication", "targets": {"Buckets": "tagged"},
            "parameters": {"region": region, "duration": duration, **parameters},
        }},
    }  # fmt: skip


@dataclass
class Laboratory:
    """FIS of the source's account, with a role for experiments and a tag of one test's buckets."""

    aws: Aws
    account: str
    name: str = field(default_factory=lambda: unique("experiment"))
    started: list[str] = field(default_factory=list)

    @property
    def fis(self) -> Any:
        return self.aws.client("fis", self.account)

    @property
    def role(self) -> str:
        return f"arn:aws:iam::{self.account}:role/{self.name}"

    def make_role(self, *actions: str, trust: str = FIS_TRUST) -> None:
        """The role that FIS assumes, with what the action needs by the User Guide, or with other actions."""
        iam = self.aws.client("iam", self.account)
        iam.create_role(RoleName=self.name, AssumeRolePolicyDocument=trust)
        needed = actions or ("s3:PauseReplication", "s3:PutReplicationConfiguration", "s3:GetReplicationConfiguration",
                             "s3:ListAllMyBuckets", "tag:GetResources")  # fmt: skip
        document = policy({"Effect": "Allow", "Action": needed, "Resource": "*"})
        iam.put_role_policy(RoleName=self.name, PolicyName="experiments", PolicyDocument=document)

    def tag(self, pair: Pair) -> None:
        """Let the experiments of this test target the source of the pair."""
        pair.at_source.put_bucket_tagging(Bucket=pair.source, Tagging={"TagSet": [{"Key": "experiment", "Value": self.name}]})

    def template(self, **given: Any) -> str:
        """The id of a template; without arguments, one that pauses replication to eu-west-1 for ten minutes."""
        made = self.fis.create_experiment_template(
            clientToken=unique("token"), description="", roleArn=self.role,
            **{"stopConditions": [{"source": "none"}], **pause_of(self.name), **given},
        )  # fmt: skip
        return str(made["experimentTemplate"]["id"])

    def start(self, **given: Any) -> str:
        """The id of an experiment of such a template."""
        token, options = unique("token"), given.pop("options", {})
        made = self.fis.start_experiment(clientToken=token, experimentTemplateId=self.template(**given), experimentOptions=options)
        self.started.append(made["experiment"]["id"])
        return self.started[-1]

    def stop(self) -> None:
        """End every experiment of this test."""
        for experiment in self.started:
            self.fis.stop_experiment(id=experiment)

    def state(self, experiment: str) -> tuple[str, dict[str, str]]:
        """The state of an experiment, and that of each action."""
        found = self.fis.get_experiment(id=experiment)["experiment"]
        return found["state"]["status"], {name: action["state"]["status"] for name, action in found["actions"].items()}
