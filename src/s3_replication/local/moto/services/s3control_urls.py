"""moto's S3 Control routes and those of the job operations, answered by our response class."""

import sys
from typing import Any

from moto.s3control import urls as moto_urls
from moto.s3control.exceptions import S3ControlError
from moto.s3control.models import AccessPoint, MultiRegionAccessPointOperation, S3ControlBackend

from s3_replication.local.moto.services.s3control import LocalS3ControlResponse
from s3_replication.local.moto.store.runtime import Runtime
from s3_replication.local.moto.store.world import find_bucket

__all__ = ["LocalS3ControlBackend", "url_bases", "url_paths"]

_ROUTES = "/v20180820/mrap/instances/<path:mrap>/routes"
_JOBS = ("jobs", "jobs/<id>", "jobs/<id>/status", "jobs/<id>/priority", "jobs/<id>/tagging")

url_bases = moto_urls.url_bases
url_paths = {
    **dict.fromkeys(moto_urls.url_paths, LocalS3ControlResponse.dispatch),
    **{f"/v20180820/{path}": LocalS3ControlResponse.dispatch for path in _JOBS},
    _ROUTES: LocalS3ControlResponse.dispatch,
}


class LocalS3ControlBackend(S3ControlBackend):
    """One account's S3 Control; moto makes it through `s3control_backends.backend`."""

    runtime: Runtime

    def create_access_point(self, account_id: str, name: str, bucket: str, *more: Any, **named: Any) -> AccessPoint:
        """As moto, in the bucket's Region. Fixed: moto takes buckets that do not exist, and all its ARNs are of us-east-1."""
        found = find_bucket(bucket)
        if found is None:
            raise S3ControlError("InvalidRequest", f"The bucket {bucket} does not exist.")
        made = super().create_access_point(account_id, name, bucket, *more, **named)
        made.arn = f"arn:{found.partition}:s3:{found.region_name}:{account_id}:accesspoint/{name}"
        return made

    def create_multi_region_access_point(self, account_id: str, name: str, *more: Any, **named: Any) -> MultiRegionAccessPointOperation:
        """As moto. Fixed: moto shows every bucket in us-east-1."""
        operation = super().create_multi_region_access_point(account_id, name, *more, **named)
        for region in self.multi_region_access_points[account_id][name].regions:
            bucket = find_bucket(region["Bucket"])
            if bucket is not None:
                region |= {"Region": bucket.region_name, "BucketAccountId": bucket.account_id}
        return operation

    @property
    def _url_module(self) -> Any:
        return sys.modules[__name__]
