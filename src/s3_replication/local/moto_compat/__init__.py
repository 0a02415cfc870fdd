"""The only package that touches moto's internals: version gate, installation of our backends, and readers of moto's state."""

import os
from importlib.metadata import version

from s3_replication.errors import InputError

__all__ = ["SUPPORTED", "install", "reset"]

SUPPORTED = "5.2"


def install() -> None:
    """Put our backends in place of moto's, before the first request; raises InputError for a moto that was not tried."""
    found = version("moto")
    if not found.startswith(SUPPORTED + "."):
        raise InputError(f"the local AWS extends moto {SUPPORTED}.x and was not tried with moto {found}; install 'moto>=5.2,<5.3'")
    os.environ.pop("MOTO_ACCOUNT_ID", None)  # would put every caller into one account
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    from moto.cloudwatch.models import cloudwatch_backends
    from moto.kms.models import kms_backends
    from moto.moto_server import werkzeug_app
    from moto.s3.models import s3_backends
    from moto.s3control.models import s3control_backends

    from s3_replication.local.moto_compat.backend import LocalS3Backend
    from s3_replication.local.moto_compat.cloudwatch import LocalCloudWatchBackend
    from s3_replication.local.moto_compat.kms import LocalKmsBackend
    from s3_replication.local.moto_compat.s3control_urls import LocalS3ControlBackend

    werkzeug_app.DISABLE_GLOBAL_CORS = True  # S3 answers CORS by the bucket's configuration only
    s3_backends.backend = LocalS3Backend
    s3_backends.clear()
    kms_backends.backend = LocalKmsBackend
    kms_backends.clear()
    s3control_backends.backend = LocalS3ControlBackend
    s3control_backends.clear()
    cloudwatch_backends.backend = LocalCloudWatchBackend
    cloudwatch_backends.clear()


def reset() -> None:
    """Forget everything that all services hold."""
    from moto.core.base_backend import BackendDict
    from moto.s3.models import s3_backends

    BackendDict.reset()
    s3_backends.bucket_accounts.clear()
