"""moto's S3 routes, answered by our response class; moto reads `url_bases` and `url_paths` of the backend's URL module."""

import sys
from typing import Any

from moto.s3 import urls as moto_urls

from s3_replication.local.moto.s3.backend import LocalS3Backend
from s3_replication.local.moto.s3.response import LocalS3Response

__all__ = ["RoutedS3Backend", "url_bases", "url_paths"]

url_bases = moto_urls.url_bases
url_paths = {path: getattr(LocalS3Response, handler.__name__) for path, handler in moto_urls.url_paths.items()}


class RoutedS3Backend(LocalS3Backend):
    """One account's S3; moto makes it through `s3_backends.backend`."""

    @property
    def _url_module(self) -> Any:
        return sys.modules[__name__]
