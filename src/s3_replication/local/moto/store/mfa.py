"""The codes of virtual MFA devices: time-based one-time passwords (RFC 6238; IAM User Guide, "Assign a virtual MFA device")."""

from datetime import datetime, timedelta
from typing import Final

from moto.iam.models import IAMBackend
from pyotp import TOTP

from s3_replication.local.ports.authorization import CodeCheck

__all__ = ["are_consecutive_codes", "check_code"]

_WINDOW: Final = 1
_RECENT: Final = 3  # AWS documents only that codes must be submitted "immediately" (IAM User Guide, same page)


def check_code(backend: IAMBackend, user_arn: str, serial_number: str, code: str, now: datetime) -> CodeCheck:
    """Whether the user's device shows the code now, or one step earlier or later."""
    device = backend.virtual_mfa_devices.get(serial_number)
    if device is None or device.user is None or device.user.arn != user_arn:
        return CodeCheck.NO_DEVICE
    fits = TOTP(device.base32_string_seed).verify(code, for_time=now, valid_window=_WINDOW)
    return CodeCheck.VALID if fits else CodeCheck.WRONG_CODE


def are_consecutive_codes(seed: str, first: str, second: str, now: datetime) -> bool:
    """Whether a device with this seed showed the codes one after the other, a few steps ago at most."""
    device = TOTP(seed)
    moments = (now + timedelta(seconds=device.interval * step) for step in range(-_RECENT, _WINDOW + 1))
    return any(device.verify(first, for_time=each) and device.at(each, counter_offset=1) == second for each in moments)
