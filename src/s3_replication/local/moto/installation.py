"""Puts our backends in moto's place, after looking at moto's version, and makes moto forget everything."""

import os
import re
from importlib.metadata import requires, version
from typing import Any

from moto.cloudtrail.models import cloudtrail_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.core.base_backend import BackendDict
from moto.fis.models import fis_backends
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.moto_server import werkzeug_app
from moto.organizations.models import organizations_backends
from moto.s3.models import s3_backends
from moto.s3control.models import s3control_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from moto.sts.models import sts_backends

from s3_replication.errors import InputError
from s3_replication.local.moto.s3.urls import RoutedS3Backend
from s3_replication.local.moto.services import messaging
from s3_replication.local.moto.services.cloudtrail import LocalCloudTrailBackend
from s3_replication.local.moto.services.cloudwatch import LocalCloudWatchBackend
from s3_replication.local.moto.services.fis import LocalFisBackend, take_every_region
from s3_replication.local.moto.services.iam import LocalIamBackend, take_regional_resources
from s3_replication.local.moto.services.kms_urls import RoutedKmsBackend
from s3_replication.local.moto.services.organizations import LocalOrganizationsBackend
from s3_replication.local.moto.services.s3control_urls import LocalS3ControlBackend
from s3_replication.local.moto.services.sns import LocalSnsBackend
from s3_replication.local.moto.services.sqs import LocalSqsBackend
from s3_replication.local.moto.services.sts import LocalStsBackend
from s3_replication.local.moto.store.runtime import Runtime

__all__ = ["check_version", "install", "reset", "supported_version"]


def supported_version() -> str:
    """The minor version of moto that this extension was tried with, from the package's own requirements."""
    pins = (re.match(r"moto\[.*\]==(\d+\.\d+)\.\*", requirement) for requirement in requires("s3-replication") or ())
    return next(pin[1] for pin in pins if pin is not None)


def check_version(found: str) -> None:
    """Raises InputError for a moto that this extension was not tried with."""
    tried = supported_version()
    if not found.startswith(f"{tried}."):
        raise InputError(f"the local AWS extends moto {tried}.x and was not tried with moto {found}; install 'moto=={tried}.*'")


def install(runtime: Runtime) -> None:
    """Before the first request; raises InputError for another moto."""
    check_version(version("moto"))
    os.environ.pop("MOTO_ACCOUNT_ID", None)  # would put every caller into one account
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"  # roles may have AWS' own policies attached
    werkzeug_app.DISABLE_GLOBAL_CORS = True  # type: ignore[attr-defined]  # moto imports it there; S3 answers CORS by the bucket's configuration only
    _replace(s3_backends, RoutedS3Backend, runtime)
    _replace(kms_backends, RoutedKmsBackend, runtime)
    _replace(s3control_backends, LocalS3ControlBackend, runtime)
    _replace(cloudwatch_backends, LocalCloudWatchBackend, runtime)
    _replace(cloudtrail_backends, LocalCloudTrailBackend, runtime)
    _replace(fis_backends, LocalFisBackend, runtime)
    _replace(iam_backends, LocalIamBackend, runtime)
    _replace(organizations_backends, LocalOrganizationsBackend, runtime)
    _replace(sns_backends, LocalSnsBackend, runtime)
    _replace(sqs_backends, LocalSqsBackend, runtime)
    _replace(sts_backends, LocalStsBackend, runtime)
    take_regional_resources()
    take_every_region()
    messaging.take_over(runtime)


def _replace(backends: Any, backend: type, runtime: Runtime) -> None:
    """Let moto make our backends, which find the runtime on their class: moto's reset calls `__init__` with its own arguments again."""
    backends.backend = type(backend.__name__, (backend,), {"runtime": runtime})
    backends.clear()


def reset() -> None:
    """Forget everything that all services hold."""
    BackendDict.reset()
    s3_backends.bucket_accounts.clear()
    organizations_backends.master_accounts.clear()
