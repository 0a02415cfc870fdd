"""moto's S3 routes, answered by our response class; moto reads `url_bases` and `url_paths` of the backend's URL module."""

from moto.s3 import urls as moto_urls

from s3_replication.local.moto_compat.response import LocalS3Response

__all__ = ["url_bases", "url_paths"]

url_bases = moto_urls.url_bases
url_paths = {path: getattr(LocalS3Response, handler.__name__) for path, handler in moto_urls.url_paths.items()}
