"""Files as reporters drop them in a folder: Markdown, HTML, mail, PDF, DOCX."""

import email.header
import io
import quopri
import re
import textwrap
import zipfile
import zlib
from xml.sax.saxutils import escape

from .common import MARK
from .feeds import paragraphs, rfc822

FOLDER_KINDS = ("md", "html", "eml", "pdf", "docx")


def slug(title):
    plain = title.replace(MARK, "").strip().lower().translate(str.maketrans("áéíóúñü", "aeiounu"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")


def as_md(item):
    return (
        f'---\ntitle: "{item["title"]}"\ndate: {item["published"]}\nregion: "{item["region"]}"\nlang: es\n---\n\n{item["text"]}\n'
    ).encode()


def as_html(item):
    return (
        f'<!doctype html>\n<html lang="es">\n<head><meta charset="utf-8"><title>{escape(item["title"])}</title>\n'
        f'<meta property="article:published_time" content="{item["published"]}">\n<meta name="date" content="{item["published"][:10]}"></head>\n'
        f"<body>\n<article>\n<h1>{escape(item['title'])}</h1>\n"
        f'<p><time datetime="{item["published"]}">{item["published"][:10]}</time></p>\n'
        f"{chr(10).join(paragraphs(item['text']))}\n</article>\n</body>\n</html>\n"
    ).encode()


def as_eml(item):
    """A message from and to a group without members, so that no address stands in it."""
    subject = email.header.Header(item["title"], "utf-8", maxlinelen=70).encode()
    body = quopri.encodestring((item["text"] + "\n").encode(), quotetabs=False).decode("ascii")
    head = (
        f"From: Mesa de parroquias (ejercicio):;\nTo: undisclosed-recipients:;\nSubject: {subject}\nDate: {rfc822(item)}\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    )
    return (head + body).replace("\r\n", "\n").replace("\n", "\r\n").encode("ascii")


def as_pdf(item):
    """One page of text in Helvetica with the encoding of Windows, so that accents come through."""

    def literal(text):
        raw = text.encode("cp1252")
        return b"(" + raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"

    lines = textwrap.wrap(item["title"], 60) + ["", f"Fecha: {item['published'][:10]}", ""] + textwrap.wrap(item["text"], 82)
    shown = b"\n".join(literal(line) + b" Tj T*" for line in lines)
    stream = b"BT /F1 11 Tf 15 TL 60 780 Td\n" + shown + b"\nET"
    packed = zlib.compress(stream, 9)
    stamp = re.sub(r"\D", "", item["published"])
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (es) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title " + literal(item["title"]) + b" /CreationDate (D:%sZ) >>" % stamp.encode(),
    ]
    out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    return out + table + b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))


def as_docx(item):
    def paragraph(text, style=""):
        props = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f'<w:p>{props}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'

    xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    office = "http://schemas.openxmlformats.org"
    body = paragraph(item["title"], "Title") + paragraph(f"Fecha: {item['published'][:10]}") + paragraph(item["text"])
    parts = {
        "[Content_Types].xml": f'{xml}<Types xmlns="{office}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": f'{xml}<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="r2" '
        f'Type="{office}/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        "word/document.xml": f'{xml}<w:document xmlns:w="{office}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
        "docProps/core.xml": f'{xml}<cp:coreProperties xmlns:cp="{office}/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(item['title'])}</dc:title><dcterms:created xsi:type=\"dcterms:W3CDTF\">{item['published']}</dcterms:created></cp:coreProperties>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (2026, 8, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            archive.writestr(info, text)
    return packed.getvalue()


def folder(items):
    make = {"md": as_md, "html": as_html, "eml": as_eml, "pdf": as_pdf, "docx": as_docx}
    files = {}
    for number, item in enumerate(items):
        kind = FOLDER_KINDS[number % len(FOLDER_KINDS)]
        files[f"{item['published'][:10]}-{slug(item['title'])}.{kind}"] = make[kind](item)
    return files
