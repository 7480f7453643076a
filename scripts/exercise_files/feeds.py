"""Feeds in four formats, and the answers of a form server."""

import hashlib
import json
import re
from xml.sax.saxutils import escape

from .common import MARK, TAGS, digest, moment


def rfc822(item):
    if item.get("published_as"):
        return item["published_as"]
    return moment(item["published"]).strftime("%a, %d %b %Y %H:%M:%S +0000")


def link_of(host, item):
    return f"http://{host}/{item['id']}.html"


def paragraphs(text):
    """The text as two HTML paragraphs, cut after its second sentence."""
    sentences = re.split(r"(?<=[.!?])\s+(?=\S)", text)
    halves = [" ".join(sentences[:2]), " ".join(sentences[2:])]
    return [f"<p>{escape(half)}</p>" for half in halves if half]


def rss2(src, entry, items, host):
    full = entry.get("full", False)
    out = [
        f'<?xml version="1.0" encoding="{entry.get("encoding", "utf-8")}"?>',
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">',
        "<channel>",
        f"<title>{MARK} {escape(src['name'])}</title>",
        f"<link>http://{host}/</link>",
        f"<description>{MARK} Invented for an exercise</description>",
        f"<language>{TAGS[src['languages'][0]]}</language>",
    ]
    for item in items:
        out.append("<item>")
        if item["title"]:
            out.append(f"<title>{escape(item['title'])}</title>")
        if item["text"]:
            out += [f"<link>{link_of(host, item)}</link>", f'<guid isPermaLink="false">{item["id"]}</guid>']
        if item["published"]:
            out.append(f"<pubDate>{rfc822(item)}</pubDate>")
        if full and item["text"]:
            first = re.split(r"(?<=[.!?])\s+", item["text"])[0]
            body = "".join(paragraphs(item["text"])).replace("]]>", "]]&gt;")
            out += [f"<description>{escape(first)}</description>", f"<content:encoded><![CDATA[{body}]]></content:encoded>"]
        elif item["text"]:
            out.append(f"<description>{escape(item['text'])}</description>")
        out.append("</item>")
    return "\n".join(out + ["</channel>", "</rss>", ""])


def break_feed(text):
    """After the seventh item: a bare ampersand, an element that is never closed, and an end in the middle of a word."""
    head, *rest = text.split("<item>")
    rest[7] = rest[7].replace("&amp;", "&")
    rest[8] = rest[8].replace("</description>", "")
    last = rest[10]
    return head + "<item>" + "<item>".join(rest[:10]) + "<item>" + last[: last.index("<description>") + 60]


def rdf(src, entry, items, host):
    links = "".join(f'<rdf:li rdf:resource="{link_of(host, i)}"/>' for i in items)
    out = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">',
        f'<channel rdf:about="http://{host}/feed.rdf"><title>{MARK} {escape(src["name"])}</title><link>http://{host}/</link>'
        f"<description>{MARK} Invented for an exercise</description><dc:language>{TAGS[src['languages'][0]]}</dc:language>"
        f"<items><rdf:Seq>{links}</rdf:Seq></items></channel>",
    ]
    for item in items:
        link = link_of(host, item)
        out.append(
            f'<item rdf:about="{link}"><title>{escape(item["title"])}</title><link>{link}</link>'
            f"<description>{escape(item['text'])}</description><dc:date>{item['published']}</dc:date></item>"
        )
    return "\n".join(out + ["</rdf:RDF>", ""])


def atom(src, entry, items, host):
    newest = max(i["published"] for i in items)
    out = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{TAGS[src["languages"][0]]}">',
        f"<title>{MARK} {escape(src['name'])}</title>",
        f"<id>tag:{host},2026:feed</id>",
        f'<link rel="self" href="http://{host}/feed.atom"/>',
        f"<updated>{newest}</updated>",
        f"<author><name>{escape(src['name'])}</name></author>",
    ]
    for item in items:
        body = escape("".join(paragraphs(item["text"])))
        out.append(
            f"<entry><title>{escape(item['title'])}</title><id>tag:{host},2026:{item['id']}</id>"
            f'<link rel="alternate" href="{link_of(host, item)}"/><published>{item["published"]}</published>'
            f'<updated>{item["published"]}</updated><content type="html">{body}</content></entry>'
        )
    return "\n".join(out + ["</feed>", ""])


def json_feed(src, entry, items, host):
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{MARK} {src['name']}",
        "home_page_url": f"http://{host}/",
        "feed_url": f"http://{host}/feed.json",
        "language": TAGS[src["languages"][0]],
        "items": [
            {
                "id": item["id"],
                "url": link_of(host, item),
                "title": item["title"],
                "content_html": "".join(paragraphs(item["text"])),
                "date_published": item["published"],
            }
            for item in items
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=0) + "\n"


def kobo(src, entry, items, layout):
    results = []
    for number, item in enumerate(items, 1):
        uid = hashlib.sha256(item["id"].encode()).hexdigest()
        place = next((p for name, p in layout["geo"].items() if name in item["title"] + item["text"]), [None, None])
        results.append(
            {
                "_id": 4100 + number,
                "_uuid": f"{uid[:8]}-{uid[8:12]}-4{uid[13:16]}-8{uid[17:20]}-{uid[20:32]}",
                "_submission_time": item["published"].rstrip("Z"),
                "_status": "submitted_via_web",
                "_submitted_by": f"promotora_{digest(item['id']) % 9 + 1:02d}",
                "_geolocation": place,
                "report/title": item["title"],
                "report/what_happened": item["text"],
                "report/date": item["published"][:10],
                "report/region": item["region"],
            }
        )
    return json.dumps({"count": len(results), "next": None, "previous": None, "results": results}, ensure_ascii=False, indent=0) + "\n"
