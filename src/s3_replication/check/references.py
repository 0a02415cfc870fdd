"""Names the resources of the plan by their Terraform addresses: in HCL by references, and in texts instead of placeholders."""

import re
from collections.abc import Mapping

from s3_replication.plan.arns import SYMBOL
from s3_replication.plan.provider_accounts import SOME_ACCOUNT

__all__ = ["with_addresses", "with_references"]

_TEXT = re.compile(r'"([^"]*)"')


def with_references(hcl: str, addresses: Mapping[str, str], *, interpolated: bool = False) -> str:
    """The HCL with the ARNs of root module resources as references; resources inside modules cannot be named from outside.

    `interpolated` writes every reference inside its quotes, as JSON in a template needs it.
    """
    arns = sorted((arn for arn, address in addresses.items() if not address.startswith("module.")), key=len, reverse=True)

    def reference(found: re.Match[str]) -> str:
        text = found.group(1)
        arn = next((one for one in arns if text == one or text.startswith(f"{one}/")), None)
        if arn is None:
            return found.group(0)
        return f"{addresses[arn]}.arn" if text == arn and not interpolated else f'"${{{addresses[arn]}.arn}}{text[len(arn) :]}"'

    return _TEXT.sub(reference, hcl)


def with_addresses(text: str, addresses: Mapping[str, str]) -> str:
    """The text with addresses instead of ARNs that AWS does not have: their name, id or account is not known before apply."""
    if SYMBOL in text or SOME_ACCOUNT in text:
        for arn in sorted(addresses, key=len, reverse=True):
            if SYMBOL in arn or f":{SOME_ACCOUNT}:" in arn:
                text = text.replace(arn, addresses[arn])
    return text.replace(SYMBOL, "")
