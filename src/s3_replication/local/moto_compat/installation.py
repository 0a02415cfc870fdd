"""Puts our backends in moto's place, after looking at moto's version, and makes moto forget everything."""

import os
from importlib.metadata import version

from moto.cloudtrail.models import cloudtrail_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.core.base_backend import BackendDict
from moto.kms.models import kms_backends
from moto.moto_server import werkzeug_app
from moto.s3.models import s3_backends
from moto.s3control.models import s3control_backends

from s3_replication.errors import InputError
from s3_replication.local.moto_compat import notifying
from s3_replication.local.moto_compat.backend import LocalS3Backend
from s3_replication.local.moto_compat.cloudtrail import LocalCloudTrailBackend
from s3_replication.local.moto_compat.cloudwatch import LocalCloudWatchBackend
from s3_replication.local.moto_compat.kms_urls import RoutedKmsBackend
from s3_replication.local.moto_compat.s3control_urls import LocalS3ControlBackend

__all__ = ["SUPPORTED", "check_version", "install", "reset"]

SUPPORTED = "5.2"


def check_version(found: str) -> None:
    """Raises InputError for a moto that this extension was not tried with."""
    if not found.startswith(SUPPORTED + "."):
        raise InputError(f"the local AWS extends moto {SUPPORTED}.x and was not tried with moto {found}; install 'moto>=5.2,<5.3'")


def install() -> None:
    """Before the first request; raises InputError for another moto."""
    check_version(version("moto"))
    os.environ.pop("MOTO_ACCOUNT_ID", None)  # would put every caller into one account
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"  # roles may have AWS' own policies attached
    setattr(werkzeug_app, "DISABLE_GLOBAL_CORS", True)  # noqa: B010 - moto's setting; S3 answers CORS by the bucket's configuration only
    s3_backends.backend = LocalS3Backend
    kms_backends.backend = RoutedKmsBackend
    s3control_backends.backend = LocalS3ControlBackend
    cloudwatch_backends.backend = LocalCloudWatchBackend
    cloudtrail_backends.backend = LocalCloudTrailBackend
    for backends in (s3_backends, kms_backends, s3control_backends, cloudwatch_backends, cloudtrail_backends):
        backends.clear()
    notifying.take_over()


def reset() -> None:
    """Forget everything that all services hold."""
    BackendDict.reset()
    s3_backends.bucket_accounts.clear()
