"""What an app for codes and a person with recovery codes do."""

import base64
import hmac
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

SECRET = base64.b32encode(b"twenty bytes, exact!").decode()


def code_now(secret: str = SECRET) -> str:
    """Six digits for this half minute. Source: RFC 6238 and RFC 4226."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    start = digest[-1] & 0xF
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def set_up_app(user) -> Authenticator:
    return TOTP.activate(user, SECRET).instance


def make_recovery_codes(user) -> list[str]:
    return RecoveryCodes.activate(user).get_unused_codes()
