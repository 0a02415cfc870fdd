"""One account's way to AWS, or to a local AWS: credentials, endpoints and proxy, from the usual variables."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from s3_replication.aws.errors import calling
from s3_replication.core import partition_of

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sts import STSClient
    from mypy_boto3_sts.type_defs import GetCallerIdentityResponseTypeDef

__all__ = ["Connection"]


class Connection:
    """Clients of one account. `environment` None takes credentials as boto3 finds them; a mapping is taken for itself alone."""

    def __init__(self, session: boto3.Session, environment: Mapping[str, str] | None = None) -> None:
        self._session = session
        self._environment = environment
        self._client = lru_cache(maxsize=None)(self._make)

    @classmethod
    def open(cls, environment: Mapping[str, str] | None = None) -> "Connection":
        """A connection with the credentials of `environment`, else those that boto3 finds; raises AwsError where none can be loaded."""
        with calling("LoadCredentials", "this process"):
            if environment is None:
                return cls(boto3.Session())
            return cls(
                boto3.Session(
                    aws_access_key_id=environment.get("AWS_ACCESS_KEY_ID"),
                    aws_secret_access_key=environment.get("AWS_SECRET_ACCESS_KEY"),
                    aws_session_token=environment.get("AWS_SESSION_TOKEN"),
                    region_name=environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION"),
                ),
                environment,
            )

    def assume(self, role_arn: str, session_name: str = "s3-replication") -> "Connection":
        """The account that `role_arn` opens; raises AwsError where the role may not be assumed."""
        with calling("AssumeRole", role_arn):
            answer = self.sts().assume_role(RoleArn=role_arn, RoleSessionName=session_name)["Credentials"]
        session = boto3.Session(
            aws_access_key_id=answer["AccessKeyId"],
            aws_secret_access_key=answer["SecretAccessKey"],
            aws_session_token=answer["SessionToken"],
            region_name=self._session.region_name,
        )
        return Connection(session, self._environment)

    def account(self) -> str:
        """The account's id; raises AwsError where the credentials do not work."""
        return self._caller()["Account"]

    def partition(self) -> str:
        """The partition of the caller's ARN: aws, aws-cn, aws-us-gov, ..."""
        return partition_of(self._caller()["Arn"])

    def _caller(self) -> "GetCallerIdentityResponseTypeDef":
        with calling("GetCallerIdentity", "the caller"):
            return self.sts().get_caller_identity()

    def buckets(self, prefix: str = "") -> tuple[str, ...]:
        """Names of the account's buckets that begin with `prefix`."""
        with calling("ListBuckets", "the account"):
            return tuple(entry["Name"] for entry in self.s3().list_buckets()["Buckets"] if entry["Name"].startswith(prefix))

    def s3(self, region: str | None = None) -> "S3Client":
        """S3 in a Region."""
        client: S3Client = self._client("s3", region)
        return client

    def kms(self, region: str | None = None) -> "KMSClient":
        """KMS in a Region."""
        client: KMSClient = self._client("kms", region)
        return client

    def iam(self) -> "IAMClient":
        """IAM, which has one endpoint per partition."""
        client: IAMClient = self._client("iam", None)
        return client

    def sts(self) -> "STSClient":
        """STS in the connection's own Region."""
        client: STSClient = self._client("sts", None)
        return client

    def _make(self, service: str, region: str | None) -> Any:
        environment = self._environment or {}
        proxy = environment.get("HTTP_PROXY") or environment.get("http_proxy")
        config = Config(proxies={"http": proxy}) if proxy else Config()
        endpoint = environment.get(f"AWS_ENDPOINT_URL_{service.upper()}") or environment.get("AWS_ENDPOINT_URL")
        return self._session.client(service, region_name=region, endpoint_url=endpoint, config=config)  # type: ignore[call-overload]
