"""Turns ARNs in HCL into references to the resources of the plan."""

import re
from collections.abc import Mapping

__all__ = ["with_references"]

_TEXT = re.compile(r'"([^"]*)"')


def with_references(hcl: str, addresses: Mapping[str, str]) -> str:
    """The HCL with the ARNs of root module resources as references; resources inside modules cannot be named from outside."""
    arns = sorted((arn for arn, address in addresses.items() if not address.startswith("module.")), key=len, reverse=True)

    def reference(found: re.Match[str]) -> str:
        text = found.group(1)
        arn = next((one for one in arns if text == one or text.startswith(f"{one}/")), None)
        if arn is None:
            return found.group(0)
        return f"{addresses[arn]}.arn" if text == arn else f'"${{{addresses[arn]}.arn}}{text[len(arn) :]}"'

    return _TEXT.sub(reference, hcl)
