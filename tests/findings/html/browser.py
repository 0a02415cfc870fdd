"""Opens pages in a headless Chromium, each in iframes of several widths, and returns what measure.js finds."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path
from typing import Any

__all__ = ["BROWSERS", "PAPER", "find_browser", "measure"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PAPER = 690
"""The width of A4 without margins, in pixels."""
_MEASURE = Path(__file__).with_name("measure.js").read_text(encoding="utf-8")
# Nothing but the file is read: every connection would go to a port of loopback where nobody listens.
_OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--metrics-recording-only",
    "--proxy-server=127.0.0.1:9", "--window-size=1700,1000",
)  # fmt: skip


def find_browser() -> str | None:
    """The path of a Chromium; None if there is none on PATH."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def measure(browser: str, folder: Path, pages: Mapping[str, str], sizes: tuple[int | None, ...], *, dark: bool) -> Mapping[str, Any]:
    """The results by page and width, such as "a pair 400"; None is "on paper"."""
    frames = [_frame(name, text, size) for name, text in pages.items() for size in sizes]
    harness = folder / "harness.html"
    harness.write_text(f"<!DOCTYPE html>\n{''.join(frames)}<pre id=results></pre><script>{_MEASURE}</script>", encoding="utf-8")
    scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
    command = [browser, *_OPTIONS, scheme, f"--user-data-dir={folder / 'profile'}", "--dump-dom", harness.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    (found,) = re.findall(r'<pre id="results">(.*?)</pre>', done.stdout, re.DOTALL)
    results: Mapping[str, Any] = json.loads(unescape(found))
    return results


def _frame(name: str, text: str, size: int | None) -> str:
    mark, width = (' data-paper="yes"', PAPER) if size is None else ("", size)
    about = f'data-name="{escape(name)}" data-width="{width}"{mark}'
    return f'<iframe {about} width="{width}" height="900" frameborder="0" srcdoc="{escape(text)}"></iframe>\n'
