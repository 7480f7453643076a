"""Web pages: articles between navigation, cookies and footers, reached by a news sitemap or by a list."""

from xml.sax.saxutils import escape, quoteattr

from .common import TAGS
from .feeds import paragraphs

WORDS = {
    "spa": {
        "nav": ["Portada", "Ciudad", "Economía", "Deportes", "Cultura"],
        "cookie": "Usamos galletas propias para recordar el tamaño de letra. Puede aceptarlas o seguir sin ellas.",
        "accept": "Aceptar",
        "related": "También le puede interesar",
        "links": ["Recetas para el fin de semana", "Cartelera de cine", "Pronóstico del tiempo"],
        "letter": "Reciba el boletín de la mañana",
        "footer": "Publicación inventada para un ejercicio. Ningún hecho es real.",
        "by": "Redacción",
    },
    "por": {
        "nav": ["Início", "Sociedade", "Economia", "Desporto", "Cultura"],
        "cookie": "Usamos cookies próprios para lembrar o tamanho da letra. Pode aceitar ou continuar sem eles.",
        "accept": "Aceitar",
        "related": "Leia também",
        "links": ["Receitas da semana", "Programa dos cinemas", "Previsão do tempo"],
        "letter": "Receba o boletim da manhã",
        "footer": "Publicação inventada para um exercício. Nenhum facto é real.",
        "by": "Redação",
    },
}


def article_page(src, item, host, path, lang):
    words = WORDS[lang]
    url = f"http://{host}{path}"
    nav = "".join(f'<li><a href="/{n.lower()}/">{n}</a></li>' for n in words["nav"])
    links = "".join(f'<li><a href="/mas/{i}.html">{l}</a></li>' for i, l in enumerate(words["links"]))
    return f"""<!doctype html>
<html lang="{TAGS[lang]}">
<head>
<meta charset="utf-8">
<title>{escape(item["title"])} | {escape(src["name"])}</title>
<link rel="canonical" href="{url}">
<meta property="og:title" content={quoteattr(item["title"])}>
<meta property="og:type" content="article">
<meta property="article:published_time" content="{item["published"]}">
<script>window.dataLayer = window.dataLayer || []; dataLayer.push({{page: "{item["id"]}"}});</script>
<style>nav li {{ display: inline }} .cookie-bar {{ position: fixed; bottom: 0 }}</style>
</head>
<body>
<div class="cookie-bar" role="dialog"><p>{words["cookie"]}</p><button>{words["accept"]}</button></div>
<header><a href="/">{escape(src["name"])}</a><nav><ul>{nav}</ul></nav></header>
<main>
<article>
<h1>{escape(item["title"])}</h1>
<p class="byline">{words["by"]} · <time datetime="{item["published"]}">{item["published"][:10]}</time></p>
<div class="corpo">
{chr(10).join(paragraphs(item["text"]))}
</div>
</article>
<aside class="related"><h3>{words["related"]}</h3><ul>{links}</ul></aside>
<form class="newsletter" action="/boletin"><label>{words["letter"]} <input name="q"></label></form>
</main>
<footer><p>{words["footer"]}</p></footer>
</body>
</html>
"""


def article_path(item):
    return f"/{item['published'][:10].replace('-', '/')}/{item['id']}.html"


def sitemap(src, entry, items, host):
    files = {}
    urls = []
    for item in items:
        path = article_path(item)
        files[path] = article_page(src, item, host, path, entry["lang"])
        urls.append(
            f"<url><loc>http://{host}{path}</loc><news:news><news:publication><news:name>{escape(src['name'])}</news:name>"
            f"<news:language>{TAGS[entry['lang']]}</news:language></news:publication>"
            f"<news:publication_date>{item['published']}</news:publication_date>"
            f"<news:title>{escape(item['title'])}</news:title></news:news></url>"
        )
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n'
    )
    files["/sitemap-news.xml"] = head + "\n".join(urls) + "\n</urlset>\n"
    return files


def list_page(src, entry, items, host, per_page=12):
    files = {}
    pages = [items[i : i + per_page] for i in range(0, len(items), per_page)]
    names = ["/arquivo.html"] + [f"/arquivo-{n}.html" for n in range(2, len(pages) + 1)]
    nav = "".join(f'<li><a href="/{n.lower()}/">{n}</a></li>' for n in WORDS[entry["lang"]]["nav"])
    for number, page in enumerate(pages):
        notes = []
        for item in page:
            path = article_path(item)
            files[path] = article_page(src, item, host, path, entry["lang"])
            notes.append(
                f'<article class="nota"><h2><a href="{path}">{escape(item["title"])}</a></h2>'
                f'<time datetime="{item["published"]}">{item["published"][:10]}</time>'
                f"<p>{escape(item['text'][:90])}…</p></article>"
            )
        more = f'<a class="seguinte" href="{names[number + 1]}">Mais antigas</a>' if number + 1 < len(pages) else ""
        files[names[number]] = (
            f'<!doctype html>\n<html lang="pt">\n<head><meta charset="utf-8"><title>{escape(src["name"])}: arquivo</title></head>\n'
            f'<body>\n<nav><ul>{nav}</ul></nav>\n<main>\n<h1>Arquivo</h1>\n{chr(10).join(notes)}\n{more}\n</main>\n'
            f"<footer><p>{WORDS[entry['lang']]['footer']}</p></footer>\n</body>\n</html>\n"
        )
    return files
