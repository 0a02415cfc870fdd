"""The one fixture of the case tables."""

import pytest

from .builders import Cases


@pytest.fixture(scope="session")
def case() -> Cases:
    """Builds what rows describe, and reads decisions back in the rows' words."""
    return Cases()
