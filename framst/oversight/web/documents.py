"""The register of processing and the base of the impact assessment, as they follow from the code that runs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from framst.access.exporting import attachment
from framst.access.pages import actor, page
from framst.oversight.queries.processing import assessment_text, register_text

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def shown(text: str) -> SafeString:
    """Return our own Markdown as HTML: its heading becomes the page's, its tables may be scrolled sideways."""
    body = _markdown.render(text.partition("\n")[2])
    body = body.replace(
        "<table>", '<div class="table-wrap" tabindex="0" role="region" aria-label="{}"><table>'.format(_("Tabell"))
    )
    whole: SafeString = mark_safe(body.replace("</table>", "</table></div>"))  # noqa: S308 (out of constants, html is off)
    return whole


def _page(request: HttpRequest, text: str, title: str, name: str) -> HttpResponse:
    return render(request, "oversight/document.html", {"body": shown(text), "title": title, "file": name})


def _file(request: HttpRequest, text: str, name: str) -> HttpResponse:
    return attachment(
        text.encode(), name=f"{name}.md", media="text/markdown; charset=utf-8", by=actor(request),
        table="oversight_document", key=name,
    )  # fmt: skip


@page("oversight.processing")
def processing(request: HttpRequest) -> HttpResponse:
    """The register of processing (art. 30)."""
    return _page(request, register_text(), _("Register över behandlingar"), "processing_file")


@page("oversight.processing")
def processing_file(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    return _file(request, register_text(), "register-over-behandlingar")


@page("oversight.processing")
def assessment(request: HttpRequest) -> HttpResponse:
    """The base of the impact assessment (art. 35)."""
    return _page(request, assessment_text(), _("Underlag för konsekvensbedömning"), "assessment_file")


@page("oversight.processing")
def assessment_file(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    return _file(request, assessment_text(), "underlag-konsekvensbedomning")
