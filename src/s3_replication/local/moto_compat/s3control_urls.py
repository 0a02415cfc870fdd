"""moto's S3 Control routes and those of the job operations, answered by our response class."""

import sys
from typing import Any

from moto.s3control import urls as moto_urls
from moto.s3control.models import S3ControlBackend

from s3_replication.local.moto_compat.s3control import LocalS3ControlResponse

__all__ = ["LocalS3ControlBackend", "url_bases", "url_paths"]

_JOBS = ("jobs", "jobs/<id>", "jobs/<id>/status", "jobs/<id>/priority", "jobs/<id>/tagging")

url_bases = moto_urls.url_bases
url_paths = {
    **dict.fromkeys(moto_urls.url_paths, LocalS3ControlResponse.dispatch),
    **{f"/v20180820/{path}": LocalS3ControlResponse.dispatch for path in _JOBS},
}


class LocalS3ControlBackend(S3ControlBackend):
    """One account's S3 Control; moto makes it through `s3control_backends.backend`."""

    @property
    def _url_module(self) -> Any:
        return sys.modules[__name__]
