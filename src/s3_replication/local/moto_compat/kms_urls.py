"""moto's KMS routes, answered by our response class, which keeps a key's rotation period."""

import json
import sys
from typing import Any

from moto.kms import urls as moto_urls
from moto.kms.responses import KmsResponse

from s3_replication.local.moto_compat.kms import LocalKmsBackend

__all__ = ["RoutedKmsBackend", "url_bases", "url_paths"]

DEFAULT_DAYS = 365  # API reference, EnableKeyRotation


class LocalKmsResponse(KmsResponse):
    """Mended: moto forgets RotationPeriodInDays, so that every plan of a key with a period of its own drifts."""

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
