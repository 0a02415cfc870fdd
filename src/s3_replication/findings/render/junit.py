"""JUnit XML, which build servers show as test results: one test case per finding, and one for the verdict."""

from xml.etree import ElementTree as ET

from s3_replication.findings.finding import Finding, ReplicationVerdict, Report, Severity
from s3_replication.findings.render.wording import reasons

__all__ = ["as_junit"]


def as_junit(report: Report) -> str:
    """Errors are failures; warnings and notes pass, with their text as output."""
    failed = sum(finding.severity is Severity.ERROR for finding in report.findings) + (report.verdict is not ReplicationVerdict.WORKS)
    total = len(report.findings) + 1
    suite = ET.Element("testsuite", name="s3-replication", tests=str(total), failures=str(failed), errors="0", skipped="0")
    verdict = ET.SubElement(suite, "testcase", classname="s3-replication", name="verdict")
    if report.verdict is not ReplicationVerdict.WORKS:
        ET.SubElement(verdict, "failure", message=f"The verdict is {report.verdict.value}.")
    for finding in report.findings:
        _add_case(suite, finding)
    suites = ET.Element("testsuites")
    suites.append(suite)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _add_case(suite: ET.Element, finding: Finding) -> None:
    name = f"{finding.id} {finding.subject}" + (f" rule {finding.rule_id}" if finding.rule_id else "")
    case = ET.SubElement(suite, "testcase", classname="s3-replication.findings", name=_printable(name))
    text = _printable("\n".join([*reasons(finding), finding.fix, *(one.text for one in finding.suggestions), finding.source]))
    if finding.severity is Severity.ERROR:
        ET.SubElement(case, "failure", message=finding.title).text = text
    else:
        ET.SubElement(case, "system-out").text = f"{finding.severity.value}: {finding.title}\n{text}"


def _printable(text: str) -> str:
    """XML 1.0 has no control characters but tab and line feeds; a key may have others."""
    return "".join(
        character if character in "\t\n\r" or (character >= " " and character not in "\ufffe\uffff") else "?" for character in text
    )
