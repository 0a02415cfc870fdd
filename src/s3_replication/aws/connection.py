"""One account's connection to AWS, or to a local AWS: credentials, endpoints and proxy, from the usual variables."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeVar
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from s3_replication.aws.account_hosts import keep_addresses
from s3_replication.aws.denied import DeniedReads
from s3_replication.aws.errors import ask, calling
from s3_replication.aws.notes import DeniedRead
from s3_replication.aws.once import Answers
from s3_replication.aws.parallel import in_parallel
from s3_replication.aws.sessions import open_session
from s3_replication.aws.silence import SilentPlaces
from s3_replication.core import partition_of
from s3_replication.errors import AwsError, InputError
from s3_replication.iam import UNKNOWN, Unknown

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sts import STSClient

__all__ = ["Connection"]

_CONNECT_SECONDS: Final = 10
_POOLED: Final = 32
_VARIABLES: Final = {"s3control": "S3_CONTROL"}  # AWS SDKs reference guide, "Service-specific endpoints"

P = ParamSpec("P")
T = TypeVar("T")


class Connection:
    """Clients of one account. `environment` None takes credentials as boto3 finds them; a mapping is taken for itself alone."""

    def __init__(self, session: boto3.Session, environment: Mapping[str, str] | None = None) -> None:
        self._session = session
        self._environment = environment
        self._clients: dict[tuple[str, str | None], Any] = {}
        self._making = Lock()  # a session makes one client at a time; clients serve many threads (boto3 guide, "Clients", caveats)
        self._identity = lru_cache(maxsize=None)(self._read_identity)
        self._denied = DeniedReads()
        self._answers = Answers()
        self._silent = SilentPlaces()
        self.at_once = 1

    @classmethod
    def open(cls, environment: Mapping[str, str] | None = None) -> "Connection":
        """A connection with the credentials of `environment`, else those that boto3 finds; raises AwsError where none can be loaded."""
        with calling("LoadCredentials", "this process"):
            if environment is None:
                return cls(_session(None))
            session = open_session(
                region=environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION"),
                access_key=environment.get("AWS_ACCESS_KEY_ID"),
                secret_key=environment.get("AWS_SECRET_ACCESS_KEY"),
                token=environment.get("AWS_SESSION_TOKEN"),
            )
            return cls(session, environment)

    @classmethod
    def of_profile(cls, profile: str | None) -> "Connection":
        """A connection with the credentials of a profile, None for those that boto3 finds; raises AwsError where there are none."""
        with calling("LoadCredentials", f"profile {profile}" if profile else "this process"):
            return cls(_session(profile))

    def assume(self, role_arn: str, session_name: str = "s3-replication") -> "Connection":
        """Return a connection with the assumed role's credentials; raises AwsError if the role may not be assumed."""
        with calling("AssumeRole", role_arn):
            answer = self.sts().assume_role(RoleArn=role_arn, RoleSessionName=session_name)["Credentials"]
        session = open_session(
            region=self._session.region_name,
            access_key=answer["AccessKeyId"],
            secret_key=answer["SecretAccessKey"],
            token=answer["SessionToken"],
        )
        return Connection(session, self._environment)

    def account(self) -> str:
        """The account's id; raises AwsError where the credentials do not work."""
        return self._identity()[0]

    def partition(self) -> str:
        """The partition of the caller's ARN: aws, aws-cn, aws-us-gov, ..."""
        return partition_of(self.caller())

    def caller(self) -> str:
        """The caller's ARN."""
        return self._identity()[1]

    @property
    def gone(self) -> tuple[str, ...]:
        """The buckets that a call found deleted so far."""
        return self._denied.gone

    def give_up_on_silence(self) -> None:
        """From now on fail at once where a service of a Region gave no answer to the last calls, in place of waiting again and again."""
        self._silent.give_up()

    @property
    def denied(self) -> tuple[DeniedRead, ...]:
        """The calls that AWS denied so far."""
        return tuple(self._denied)

    def _read_identity(self) -> tuple[str, str]:
        with calling("GetCallerIdentity", "the caller"):
            try:
                answer = self.sts().get_caller_identity()
                return answer["Account"], answer["Arn"]
            except KeyError as error:  # botocore's, where the answer is XML but not STS's, and ours
                fix = "check AWS_ENDPOINT_URL and the proxy"
                raise AwsError(f"GetCallerIdentity on the caller got an answer that is not AWS's: {fix}.") from error

    def buckets(self, prefix: str = "") -> tuple[str, ...]:
        """Names of the account's buckets that begin with `prefix`; raises AwsError where they may not be listed."""
        with calling("ListBuckets", "the account"):
            return self._list_buckets(prefix)

    def visible_buckets(self, prefix: str = "") -> tuple[str, ...] | Unknown:
        """The same, UNKNOWN where they may not be listed."""
        found = ask("ListBuckets", "the account", lambda: self._list_buckets(prefix))
        return UNKNOWN if found is None else found

    def _list_buckets(self, prefix: str) -> tuple[str, ...]:
        pages = self.s3().get_paginator("list_buckets").paginate(Prefix=prefix)
        return tuple(entry["Name"] for page in pages for entry in page.get("Buckets", ()) if entry["Name"].startswith(prefix))

    def once(self, read: "Callable[Concatenate[Connection, P], T]", *arguments: P.args, **named: P.kwargs) -> T:
        """What `read` returns for these arguments, read once for this connection."""
        found: T = self._answers.once((read, arguments, tuple(named.items())), lambda: read(self, *arguments, **named))
        return found

    def read_in_parallel(self, calls: int) -> None:
        """Let `together` make so many calls at once; 1 until this is called."""
        self.at_once = calls

    def together(self, calls: "Sequence[Callable[[], T]]") -> list[T]:
        """The answers of calls that do not need each other, in their order."""
        return in_parallel(calls, self.at_once)

    def s3(self, region: str | None = None) -> "S3Client":
        """S3 in a Region."""
        client: S3Client = self._client("s3", region)
        return client

    def kms(self, region: str | None = None) -> "KMSClient":
        """KMS in a Region."""
        client: KMSClient = self._client("kms", region)
        return client

    def cloudwatch(self, region: str) -> "CloudWatchClient":
        """CloudWatch in a Region."""
        client: CloudWatchClient = self._client("cloudwatch", region)
        return client

    def sns(self, region: str) -> "SNSClient":
        """SNS in a Region."""
        client: SNSClient = self._client("sns", region)
        return client

    def sqs(self, region: str) -> "SQSClient":
        """SQS in a Region."""
        client: SQSClient = self._client("sqs", region)
        return client

    def s3control(self, region: str) -> Any:
        """S3 Control in a Region."""
        return self._client("s3control", region)

    def fis(self, region: str) -> Any:
        """AWS Fault Injection Service in a Region."""
        return self._client("fis", region)

    def functions(self, region: str) -> Any:
        """Lambda in a Region."""
        return self._client("lambda", region)

    def organizations(self) -> Any:
        """Organizations, which has one endpoint per partition."""
        return self._client("organizations", None)

    def iam(self) -> "IAMClient":
        """IAM, which has one endpoint per partition."""
        client: IAMClient = self._client("iam", None)
        return client

    def sts(self) -> "STSClient":
        """STS in the connection's own Region."""
        client: STSClient = self._client("sts", None)
        return client

    def _client(self, service: str, region: str | None) -> Any:
        with self._making:
            if (service, region) not in self._clients:
                self._clients[service, region] = self._make(service, region)
            return self._clients[service, region]

    def _make(self, service: str, region: str | None) -> Any:
        environment = self._environment or {}
        endpoint = environment.get(f"AWS_ENDPOINT_URL_{_VARIABLES.get(service, service.upper())}") or environment.get("AWS_ENDPOINT_URL")
        proxy = environment.get("HTTP_PROXY") or environment.get("http_proxy")
        direct = environment.get("NO_PROXY", "").split(",")
        config = Config(connect_timeout=_CONNECT_SECONDS, max_pool_connections=_POOLED)
        if proxy:
            proxies = {} if urlsplit(endpoint or "").hostname in direct else {"http": proxy}
            config = config.merge(Config(proxies=proxies))
        try:
            client = self._session.client(service, region_name=region, endpoint_url=endpoint, config=config)  # type: ignore[call-overload]
        except BotoCoreError:
            raise
        except ValueError as error:  # botocore's for an endpoint that is not an address
            said = f"the endpoint of {service} cannot be used ({error})"
            raise InputError(f"{said}: set AWS_ENDPOINT_URL to an address such as http://127.0.0.1:5000, or unset it.") from error
        self._denied.watch(client)
        self._silent.watch(client)
        client.meta.events.register("after-call", partial(_keep_region, client.meta.region_name))
        if service == "s3control":
            keep_addresses(client)
        if service == "s3":
            client.meta.events.register("before-parse.s3.GetBucketReplication", _keep_body)
        return client


def _session(profile: str | None) -> boto3.Session:
    """boto3 takes the Region from AWS_DEFAULT_REGION alone, the AWS CLI from AWS_REGION too."""
    return open_session(profile, os.environ.get("AWS_REGION"))


def _keep_region(region: str, parsed: dict[str, Any], **_kwargs: object) -> None:
    """Keep the Region of a call in its answer, so that an error can name it."""
    parsed.setdefault("ResponseMetadata", {})["Region"] = region


def _keep_body(response_dict: Mapping[str, Any], customized_response_dict: dict[str, Any], **_kwargs: object) -> None:
    """Let the answer have S3's own XML too, so that one parser serves the live account and the local AWS."""
    customized_response_dict["Body"] = response_dict["body"]
