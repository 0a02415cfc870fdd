"""The codes of virtual MFA devices: time-based one-time passwords (RFC 6238; IAM User Guide, "Assign a virtual MFA device")."""

from datetime import datetime, timedelta
from typing import Final

from moto.iam.models import IAMBackend
from pyotp import TOTP

from s3_replication.local.ports.authorization import CodeCheck

__all__ = ["are_consecutive_codes", "check_code"]

_WINDOW: Final = 1
_FORGET: Final = timedelta(minutes=2)  # a code of six digits may come back by chance, but not while it is valid
_RECENT: Final = 3  # AWS documents only that codes must be submitted "immediately" (IAM User Guide, same page)


def check_code(backend: IAMBackend, user_arn: str, serial_number: str, code: str, now: datetime) -> CodeCheck:
    """Whether the user's device shows the code now, or one step earlier or later; each code is valid once.

    RFC 6238, 5.2; what STS answers to a used code is in a public report: 1Password/shell-plugins#180.
    """
    device = backend.virtual_mfa_devices.get(serial_number)
    if device is None or device.user is None or device.user.arn != user_arn:
        return CodeCheck.NO_DEVICE
    fits = TOTP(device.base32_string_seed).verify(code, for_time=now, valid_window=_WINDOW)
    used: dict[str, datetime] = vars(device).setdefault("local_used", {})  # moto's class has no place for more
    before = used.get(code)
    if not fits or (before is not None and now - before < _FORGET):
        return CodeCheck.WRONG_CODE
    used[code] = now
    return CodeCheck.VALID


def are_consecutive_codes(seed: str, first: str, second: str, now: datetime) -> bool:
    """Whether a device with this seed showed the codes one after the other, a few steps ago at most."""
    device = TOTP(seed)
    moments = (now + timedelta(seconds=device.interval * step) for step in range(-_RECENT, _WINDOW + 1))
    return any(device.verify(first, for_time=each) and device.at(each, counter_offset=1) == second for each in moments)
