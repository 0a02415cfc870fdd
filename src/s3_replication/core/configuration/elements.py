"""The closed schema of ReplicationConfiguration: which elements an element may contain, and how often. The order is free (1.35)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from s3_replication.core.configuration.rejection import ConfigurationRejected, malformed_xml
from s3_replication.core.configuration.xml import Element

__all__ = ["ROOT", "check_elements"]

UNBOUNDED: Final = 1000


@dataclass(frozen=True, slots=True)
class Spec:
    """One element: how often it may appear in its parent, its children (none: it contains text), and the fact about a violation."""

    least: int = 0
    most: int = 1
    children: Mapping[str, "Spec"] = field(default_factory=dict)
    fact: str = "1.36"


_TEXT: Final = Spec()
_ONE: Final = Spec(least=1)
_STATUS: Final = {"Status": Spec(least=1, fact="1.38")}
_TAG: Final = {"Key": _ONE, "Value": _ONE}
_MINUTES: Final = {"Minutes": _ONE}
_AND: Final = {"Prefix": _TEXT, "Tag": Spec(most=UNBOUNDED, children=_TAG)}
_DESTINATION: Final = {
    "Bucket": _ONE,
    "Account": _TEXT,
    "StorageClass": _TEXT,
    "AccessControlTranslation": Spec(children={"Owner": Spec(least=1, fact="1.107")}),
    "EncryptionConfiguration": Spec(children={"ReplicaKmsKeyID": _TEXT}),
    "ReplicationTime": Spec(children={**_STATUS, "Time": Spec(least=1, children=_MINUTES)}),
    "Metrics": Spec(children={**_STATUS, "EventThreshold": Spec(children=_MINUTES)}),
}
_RULE: Final = {
    "ID": _TEXT,
    "Priority": _TEXT,
    "Prefix": _TEXT,
    "Filter": Spec(children={"Prefix": _TEXT, "Tag": Spec(children=_TAG), "And": Spec(children=_AND)}),
    "Status": Spec(least=1, fact="1.38"),
    "SourceSelectionCriteria": Spec(
        children={"SseKmsEncryptedObjects": Spec(children=_STATUS), "ReplicaModifications": Spec(children=_STATUS)}
    ),
    "ExistingObjectReplication": Spec(children={"Status": _TEXT}, fact="1.39"),
    "Destination": Spec(least=1, children=_DESTINATION),
    "DeleteMarkerReplication": Spec(children={"Status": Spec(least=1, fact="1.57")}),
}
ROOT: Final = "ReplicationConfiguration"
_ROOT_SPEC: Final = Spec(children={"Role": Spec(least=1, fact="1.30"), "Rule": Spec(least=1, most=UNBOUNDED, children=_RULE, fact="1.33")})


def check_elements(root: Element) -> None:
    """Raise ConfigurationRejected (MalformedXML) unless the document fits the schema."""
    if root.name != ROOT:
        raise ConfigurationRejected(malformed_xml("1.36", f"the root element is {root.name}, it must be {ROOT}"))
    _check(root, _ROOT_SPEC)


def _check(element: Element, spec: Spec) -> None:
    if spec.children and element.text.strip():
        raise ConfigurationRejected(malformed_xml("1.36", f"{element.name} holds text", assumed=True))
    counts: dict[str, int] = {}
    for child in element.children:
        allowed = spec.children.get(child.name)
        if allowed is None:
            raise ConfigurationRejected(malformed_xml("1.36", f"{element.name} may not hold {child.name}"))
        counts[child.name] = counts.get(child.name, 0) + 1
        _check(child, allowed)
    for name, allowed in spec.children.items():
        _check_count(element.name, name, counts.get(name, 0), allowed)


def _check_count(parent: str, name: str, count: int, spec: Spec) -> None:
    if count < spec.least:
        raise ConfigurationRejected(malformed_xml(spec.fact, f"{parent} must hold {name}"))
    if count > spec.most:
        fact = "1.34" if name == "Rule" else spec.fact
        raise ConfigurationRejected(malformed_xml(fact, f"{parent} holds {name} {count} times, at most {spec.most} are allowed"))
