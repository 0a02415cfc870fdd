"""The codes of virtual MFA devices: time-based one-time passwords of six digits and 30 seconds (RFC 6238; IAM User Guide, "Assign a
virtual MFA device")."""

import base64
import hmac
from datetime import datetime, timedelta
from typing import Final

from moto.iam.models import IAMBackend

from s3_replication.local.ports.authorization import CodeCheck

__all__ = ["check_code", "code_at"]

_STEP: Final = 30
_DIGITS: Final = 6
_LAST_BITS, _POSITION_BITS = 0x7FFFFFFF, 0xF


def code_at(seed: str, moment: datetime) -> str:
    """The code that a device with this seed (in base 32) shows at a moment."""
    counter = (int(moment.timestamp()) // _STEP).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(seed), counter, "sha1")
    at = digest[-1] & _POSITION_BITS
    number = int.from_bytes(digest[at : at + 4], "big") & _LAST_BITS
    return str(number % 10**_DIGITS).zfill(_DIGITS)


def check_code(backend: IAMBackend, user_arn: str, serial_number: str, code: str, now: datetime) -> CodeCheck:
    """Whether the user's device shows the code now, or one step earlier or later."""
    device = backend.virtual_mfa_devices.get(serial_number)
    if device is None or device.user is None or device.user.arn != user_arn:
        return CodeCheck.NO_DEVICE
    steps = (now + timedelta(seconds=seconds) for seconds in (-_STEP, 0, _STEP))
    fits = any(hmac.compare_digest(code_at(device.base32_string_seed, moment), code) for moment in steps)
    return CodeCheck.VALID if fits else CodeCheck.WRONG_CODE
