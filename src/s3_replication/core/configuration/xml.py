"""A small XML reader for foreign documents: elements and text only, entities and document types refused, size and depth bounded."""

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from s3_replication.core.configuration.rejection import ConfigurationRejected, malformed_xml

__all__ = ["MAX_BYTES", "NAMESPACE", "Element", "parse_xml"]

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_DEPTH: Final = 16
NAMESPACE: Final = "http://s3.amazonaws.com/doc/2006-03-01/"


@dataclass(slots=True)
class Element:
    """One element: its local name, its children in order, its own text."""

    name: str
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def child(self, name: str) -> "Element | None":
        """The first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def text_of(self, name: str) -> str | None:
        """Text of the first child of that name, or None."""
        found = self.child(name)
        return None if found is None else found.text


class _Builder:
    """Receives expat's events and builds the tree."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        """An element begins; its name comes as "namespace local" or "local"."""
        namespace, _, local = name.rpartition(" ")
        if namespace not in ("", NAMESPACE):
            raise ConfigurationRejected(malformed_xml("1.36", f"element {local} is of the namespace {namespace}", assumed=True))
        if len(self._open) >= MAX_DEPTH:
            raise ConfigurationRejected(malformed_xml("1.36", f"elements are nested deeper than {MAX_DEPTH}"))
        element = Element(local)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, _name: str) -> None:
        """An element ends."""
        self._open.pop()

    def text(self, data: str) -> None:
        """Text arrives in pieces; it belongs to the innermost open element."""
        self._open[-1].text += data

    def refuse(self, *_arguments: object) -> None:
        """Reject document types and entity declarations: S3 documents have none, and entity expansion attacks need them."""
        raise ConfigurationRejected(malformed_xml("1.37", "document types and entities are not allowed"))


def parse_xml(body: bytes) -> Element:
    """Read the document, or raise ConfigurationRejected (MalformedXML)."""
    if len(body) > MAX_BYTES:
        raise ConfigurationRejected(
            malformed_xml("1.34", f"the document has {len(body)} bytes, at most {MAX_BYTES} are allowed", assumed=True)
        )
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.EntityDeclHandler = builder.refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise ConfigurationRejected(malformed_xml("1.37", f"the XML is not well-formed: {error}")) from error
    if builder.root is None:
        raise ConfigurationRejected(malformed_xml("1.37", "the document is empty"))
    return builder.root
