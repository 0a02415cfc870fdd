"""The error classes: every failure that a user can cause or fix is one of these."""

__all__ = [
    "INTERRUPTED", "INTERRUPTED_EXIT_CODE", "AwsError", "InputError", "NoAnswerError", "OutputError", "ReplicationToolError",
    "TerraformError",
]  # fmt: skip

INTERRUPTED = "interrupted; nothing was left behind."
INTERRUPTED_EXIT_CODE = 130  # 128 + SIGINT, as shells have it


class ReplicationToolError(Exception):
    """A failure that the user can fix; `str()` returns the sentence that the user reads."""

    exit_code = 3

    @property
    def sentence(self) -> str:
        """The message with a capital, for a report."""
        text = str(self)
        return text[:1].upper() + text[1:]


class InputError(ReplicationToolError):
    """The user's input cannot be used; names the input, what is wrong, what is allowed and how to fix it."""

    exit_code = 2


class OutputError(InputError):
    """Standard output cannot be written."""


class AwsError(ReplicationToolError):
    """AWS refused or could not be reached; names the operation, the resource, the likely cause and the next step."""


class NoAnswerError(AwsError):
    """AWS could not be reached, or did not answer in time."""


class TerraformError(ReplicationToolError):
    """Terraform is missing, too old, or a run of it failed."""
