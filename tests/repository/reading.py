"""The text of the repository that users read, and its place."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from s3_replication.terraform import find_checkout

CHECKOUT = find_checkout(Path(__file__))
CODE_BLOCK = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
LITERAL_HCL = re.compile(r'(?:#|//)[^\n]*|"(?:[^"\\\n]|\\.)*"')
NAME = re.compile(r"[\w.-]+")
GENERATED = {"docs/checks.md", "docs/inputs.md", "docs/fidelity.md", "docs/permissions.md"}


def pages() -> list[Path]:
    """The Markdown pages for readers."""
    folders = ("*.md", "docs/*.md", "modules/*/README.md", "examples/**/README.md")
    found = {page for pattern in folders for page in CHECKOUT.glob(pattern)}
    return sorted(page for page in found if page.name != "CHANGELOG.md" and not name(page).startswith("."))


def name(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def _without_code(text: str) -> str:
    """The text without code blocks, with the same number of lines, so that line numbers stay correct."""
    return CODE_BLOCK.sub(lambda match: "\n" * match[0].count("\n"), text)


def _python(text: str) -> Iterator[tuple[int, str]]:
    """Comments, docstrings and messages: every string but single words, which are names of the interface."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not NAME.fullmatch(node.value):
            yield from enumerate(node.value.splitlines(), node.lineno)


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """(line number, text) of each piece of prose in a Markdown, Terraform or Python file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        yield from enumerate(_without_code(text).splitlines(), 1)
    elif path.suffix == ".py":
        yield from _python(text)
    else:
        for number, line in enumerate(text.splitlines(), 1):
            yield from ((number, match) for match in LITERAL_HCL.findall(line))


def written() -> list[Path]:
    """Every file whose prose the phrases apply to."""
    terraform = [*CHECKOUT.glob("*.tf"), *CHECKOUT.glob("modules/*/*.tf"), *CHECKOUT.glob("examples/**/*.tf")]
    python = [*CHECKOUT.glob("src/**/*.py")]
    return [*pages(), *sorted(terraform), *sorted(python)]
