"""moto's KMS routes, answered by our response class, which keeps a key's rotation period and what a replica of a key was asked to be."""

import json
import sys
from typing import Any

from moto.kms import urls as moto_urls
from moto.kms.models import kms_backends
from moto.kms.responses import KmsResponse

from s3_replication.local.moto.services.kms import LocalKmsBackend, checked_key_policy

__all__ = ["RoutedKmsBackend", "url_bases", "url_paths"]

DEFAULT_DAYS = 365  # API reference, EnableKeyRotation


class LocalKmsResponse(KmsResponse):
    """Fixed: moto forgets RotationPeriodInDays, so that every plan of a key with another period drifts."""

    def enable_key_rotation(self) -> str:
        """moto's answer, and the period kept."""
        answer: str = super().enable_key_rotation()
        self._key.rotation_period = self._get_param("RotationPeriodInDays") or DEFAULT_DAYS
        return answer

    def get_key_rotation_status(self) -> str:
        """moto's answer with the period, which AWS gives while rotation is enabled."""
        answer = json.loads(super().get_key_rotation_status())
        if answer["KeyRotationEnabled"]:
            answer["RotationPeriodInDays"] = getattr(self._key, "rotation_period", DEFAULT_DAYS)
        return json.dumps({**answer, "KeyId": self._key.id})

    def replicate_key(self) -> str:
        """A replica as asked for. Fixed: moto gives it the primary's policy and description, which KMS does not share, and no tags."""
        self._validate_key_id(self._get_param("KeyId"))
        if self._get_param("Policy"):
            checked_key_policy(self._get_param("Policy"), self.partition)
        region, tags = self._get_param("ReplicaRegion"), self._get_param("Tags") or []
        replica = self.kms_backend.replicate_key(self._key.id, region)
        replica.policy = self._get_param("Policy") or replica.generate_default_policy()
        replica.description = self._get_param("Description") or ""
        kms_backends[self.current_account][region].tag_resource(replica.id, {tag["TagKey"]: tag["TagValue"] for tag in tags})
        metadata = replica.to_dict()["KeyMetadata"]
        return json.dumps({"ReplicaKeyMetadata": metadata, "ReplicaPolicy": replica.policy, "ReplicaTags": tags})

    @property
    def _key(self) -> Any:
        return self.kms_backend.keys[self._get_param("KeyId")]


url_bases = moto_urls.url_bases
url_paths = dict.fromkeys(moto_urls.url_paths, LocalKmsResponse.dispatch)


class RoutedKmsBackend(LocalKmsBackend):
    """One account's and Region's KMS; moto makes it through `kms_backends.backend`."""

    @property
    def _url_module(self) -> Any:
        return sys.modules[__name__]
