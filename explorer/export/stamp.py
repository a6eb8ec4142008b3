"""A file's origin written into the file: PNG chunks, SVG metadata, PDF Info and XMP, HTML and JSON meta, comments.

Nothing here looks at a clock: the same state gives the same bytes of metadata.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import re
import struct
import zlib
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import pikepdf

from explorer.export import fonts
from explorer.export.origin import Origin

MM = 25.4


# --- PNG --------------------------------------------------------------------------------------------------------------


def png(content: bytes, origin: Origin, dpi: float) -> bytes:
    """The picture with its resolution (pHYs) and iTXt chunks (PNG 3rd edition, 11.3): the keywords of the standard, and
    "mathscope", all of the origin as JSON."""
    per_metre = round(dpi / MM * 1000)
    texts = {
        "Title": origin.title,
        "Author": origin.author,
        "Description": origin.caption,
        "Copyright": f"{origin.licence}, {origin.licence_link}",
        "Software": origin.program,
        "Source": origin.link,
        "mathscope": json.dumps(origin.record(), ensure_ascii=False),
    }
    chunks = [_chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))]
    chunks += [_chunk(b"iTXt", key.encode() + b"\0\0\0\0\0" + text.encode()) for key, text in texts.items()]
    head = 8 + 12 + 13  # the signature and the header chunk, which comes first
    rest = content[head:]
    while rest[4:8] == b"pHYs":
        rest = rest[12 + struct.unpack(">I", rest[:4])[0] :]
    return content[:head] + b"".join(chunks) + rest


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


# --- SVG --------------------------------------------------------------------------------------------------------------


def inlined(content: bytes) -> bytes:
    """The drawing with the SVG pictures in it (projected spaces) as parts of it: an editor reaches each path."""

    def inner(match: re.Match[bytes]) -> bytes:
        place = dict(re.findall(rb'\b(x|y|width|height|transform)="([^"]*)"', match[0]))
        sides = (b"x", b"y", b"width", b"height")
        kept = b" ".join(b'%s="%s"' % (name, place[name]) for name in sides if name in place)
        head, body = base64.b64decode(match[1]).split(b">", 1)
        box = re.search(rb'viewBox="[^"]*"', head)
        opened = b'<svg xmlns="http://www.w3.org/2000/svg" %s %s preserveAspectRatio="none">'
        picture = opened % (kept, box[0] if box else b"") + body
        return b'<g transform="%s">%s</g>' % (place[b"transform"], picture) if b"transform" in place else picture

    return re.sub(rb"<image\b[^>]*?data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)[^>]*?(?:/>|></image>)", inner, content)


def svg(content: bytes, origin: Origin, size_mm: tuple[float, float] | None = None, *, serif: bool = False) -> bytes:
    """The drawing with title, description and RDF (Dublin Core); with `size_mm` also its exact size and its type."""
    text = _named(content.decode(), origin)
    match = re.match(r"\s*<svg\b[^>]*>", text)
    if match is None:
        raise ValueError("This is no SVG.")
    root = match[0].strip()
    style = ""
    if size_mm is not None:
        root = re.sub(r'\bwidth="[^"]*"', f'width="{size_mm[0]:.6g}mm"', root, count=1)
        root = re.sub(r'\bheight="[^"]*"', f'height="{size_mm[1]:.6g}mm"', root, count=1)
        root = root[:-1] + ' preserveAspectRatio="none">'
        style = f"<style>{fonts.faces(texts_of(text), serif)}</style>"
    root = root[:-1] + ' role="img" aria-labelledby="mathscope-title mathscope-alt">'
    about = (
        f'<title id="mathscope-title">{escape(origin.title)}</title>'
        f'<desc id="mathscope-alt">{escape(origin.alt)}</desc><metadata>{_rdf(origin)}</metadata>'
    )
    return (root + about + style + text[match.end() :]).encode()


def _named(text: str, origin: Origin) -> str:
    """The drawing with its ids made from its state: Plotly draws six random digits for each, but one state is one file,
    and two drawings in one page must not share ids."""
    ours = hashlib.sha256(origin.state.encode()).hexdigest()[:6]
    for index, trace in enumerate(dict.fromkeys(re.findall(r"\btrace([0-9a-f]{6})\b", text))):
        text = text.replace(f"trace{trace}", f"trace{ours}-{index}")
    uid = re.search(r'id="defs-([0-9a-f]{6})"', text)
    if uid is None:
        return text
    return re.sub(rf"((?:defs-|clip|legend|[#\"]g|cb|\"scroll|zoom)){uid[1]}", rf"\g<1>{ours}", text)


def texts_of(text: str) -> list[tuple[str, bool]]:
    """Each piece of text in an SVG, and whether it is bold."""
    found: list[tuple[str, bool]] = []

    def walk(node: ElementTree.Element, bold: bool) -> None:
        style = node.get("style", "")
        bold = fonts.is_bold(style) if "font-weight" in style else bold
        if node.text and node.tag.rpartition("}")[2] in ("text", "tspan"):
            found.append((node.text, bold))
        for child in node:
            walk(child, bold)
            if child.tail and node.tag.rpartition("}")[2] in ("text", "tspan"):
                found.append((child.tail, bold))

    walk(ElementTree.fromstring(text), False)
    return found


def _rdf(origin: Origin) -> str:
    dc = {
        "title": origin.title,
        "creator": origin.author,
        "description": origin.caption,
        "rights": f"{origin.licence}, {origin.licence_link}",
        "source": origin.link,
        "publisher": origin.program,
        "identifier": origin.mark,
        "format": "image/svg+xml",
    }
    inside = "".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for name, value in dc.items())
    settings = "".join(
        f"<ms:parameter ms:name={quoteattr(name)}>{escape(value)}</ms:parameter>"
        for name, value in origin.parameters.items()
    )
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:cc="http://creativecommons.org/ns#" xmlns:ms="https://mathscope.invalid/ns#">'
        f'<rdf:Description rdf:about="">{inside}<cc:license rdf:resource={quoteattr(origin.licence_link)}/>'
        f"<ms:version>{escape(origin.version)}</ms:version><ms:seed>{escape(origin.seed)}</ms:seed>{settings}"
        "</rdf:Description></rdf:RDF>"
    )


# --- PDF --------------------------------------------------------------------------------------------------------------


def pdf(content: bytes, origin: Origin, size_mm: tuple[float, float] | None = None) -> bytes:
    """The document with its Info and XMP; with `size_mm` the page is exactly that large, its content with it."""
    with pikepdf.open(io.BytesIO(content)) as document:
        if size_mm is not None:
            _resize(document, document.pages[0], size_mm)
        with document.open_metadata(set_pikepdf_as_editor=False) as meta:
            meta["dc:title"] = origin.title
            meta["dc:creator"] = [origin.author]
            meta["dc:description"] = origin.caption
            meta["dc:rights"] = f"{origin.licence}, {origin.licence_link}"
            meta["dc:source"] = origin.link
            meta["dc:identifier"] = origin.mark
            meta["xmp:CreatorTool"] = origin.program
            meta["xmpRights:WebStatement"] = origin.licence_link
            meta["pdf:Keywords"] = "; ".join(f"{k}={v}" for k, v in origin.parameters.items())
        for name in ("/CreationDate", "/ModDate"):
            if name in document.docinfo:
                del document.docinfo[name]
        document.docinfo["/Title"] = origin.title
        document.docinfo["/Author"] = origin.author
        document.docinfo["/Subject"] = origin.caption
        document.docinfo["/Keywords"] = "; ".join(f"{k}={v}" for k, v in origin.parameters.items())
        document.docinfo["/Creator"] = origin.program
        document.docinfo["/Source"] = origin.link
        document.Root.Lang = pikepdf.String("en")
        document.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        out = io.BytesIO()
        document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _resize(document: pikepdf.Pdf, page: pikepdf.Page, size_mm: tuple[float, float]) -> None:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    width, height = (side / MM * 72 for side in size_mm)
    across, up = width / (right - left), height / (top - bottom)
    page.contents_add(
        f"q {across:.8f} 0 0 {up:.8f} {-left * across:.6f} {-bottom * up:.6f} cm\n".encode(), prepend=True
    )
    page.contents_add(b"\nQ")
    box = pikepdf.Array([0, 0, round(width, 4), round(height, 4)])
    for name in ("/MediaBox", "/CropBox", "/TrimBox"):
        page.obj[name] = box


def eps(content: bytes, origin: Origin) -> bytes:
    """Encapsulated PostScript with its origin in comments after the header (DSC 3.0)."""
    said = comments("", origin, "%").encode("ascii", "replace")
    return content.replace(b"%%EndComments\n", b"%%EndComments\n" + said, 1)


# --- the others -------------------------------------------------------------------------------------------------------


def page(text: str, origin: Origin) -> str:
    """An HTML page with title, description, licence, link and origin in its head."""
    metas = {
        "description": origin.caption,
        "author": origin.author,
        "generator": origin.program,
        "dcterms.source": origin.link,
        "dcterms.license": origin.licence_link,
        "mathscope": json.dumps(origin.record(), ensure_ascii=False),
    }
    head = f'<meta charset="utf-8"><title>{html.escape(origin.title)}</title>'
    head += "".join(f'<meta name="{name}" content="{html.escape(text)}">' for name, text in metas.items())
    head += f'<link rel="canonical" href="{html.escape(origin.link)}">'
    return text.replace("<head>", f"<head>{head}", 1).replace("<html>", '<html lang="en">', 1)


def comments(text: str, origin: Origin, sign: str) -> str:
    """A program with its origin in comments before its first line."""
    settings = "; ".join(f"{name}={value}" for name, value in origin.parameters.items())
    lines = [origin.credit, f"Parameters: {settings}" if len(settings) < 2000 else "", origin.mark]
    return "".join(f"{sign} {' '.join(line.split())}\n" for line in lines if line) + text


def notebook(text: str, origin: Origin) -> str:
    """A notebook with its origin in its metadata."""
    book: dict[str, Any] = json.loads(text)
    book["metadata"] |= {"title": origin.title, "authors": [{"name": origin.author}], "mathscope": origin.record()}
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"
