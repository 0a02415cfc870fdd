"""Writes a report as one HTML page. It needs jinja2, so it is imported only where a page is asked for."""

from s3_replication.findings.render.html.page import as_html

__all__ = ["as_html"]
