"""The items of the exercise: those written by hand, and a background of harmless ones composed of sentence parts."""

import collections
import datetime as dt
import json

from .common import MARK, ROOT, day_of, digest, read_toml, shingles

JACCARD_AIM = 0.30  # the likeness to earlier items that the background tries to stay under
NUMBERS = [n for n in range(25, 99) if n % 10 in (0, 5, 6, 7, 8, 9)]  # those with one plural form in all our languages
UTC = dt.timezone.utc


def jaccard(a, b):
    return len(a & b) / len(a | b) if a and b else 0.0


def written_items(source):
    path = ROOT / "items" / f"{source}.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def background_days(layout, entry):
    """Instants of the background items of one source: evenly spread, with a little jitter, slower in the hot week."""
    first, last, hot = (dt.datetime.combine(day_of(layout[k]), dt.time(), UTC) for k in ("first_day", "last_day", "hot_day"))
    at = first + dt.timedelta(hours=digest(entry["source"], "phase") % int(24 * 7 / entry["per_week"]))
    number = 0
    while at < last + dt.timedelta(hours=14):
        jitter = dt.timedelta(minutes=digest(entry["source"], "at", number) % 900 - 450)
        yield max(first, min(at + jitter, last + dt.timedelta(hours=15)))
        rate = entry.get("hot_per_week", entry["per_week"]) if at >= hot else entry["per_week"]
        at += dt.timedelta(days=7 / rate)
        number += 1


class Background:
    """Composes harmless items from sentence parts, each as unlike the earlier ones of its language as can be had."""

    TRIES = 160

    def __init__(self):
        self.parts = {}
        self.seen = collections.defaultdict(list)
        self.titles = set()
        self.used = collections.Counter()

    def compose(self, entry, number):
        lang, source = entry["lang"], entry["source"]
        parts = self.parts.setdefault(lang, read_toml(ROOT / "background" / f"{lang}.toml"))
        topics = [t for t in parts["topic"] if not any(t["title"][0].startswith(s) for s in entry.get("skip", []))]
        combinations = sum(len(t["lead"]) * len(t["more"]) for t in parts["topic"])
        often = len(self.seen[lang]) // combinations + 1  # how often a pair of sentences may have been used already
        best = None
        for attempt in range(self.TRIES):
            item = self.candidate(parts, topics, entry, digest(source, number, attempt))
            if item["title"] in self.titles:
                continue
            likeness = max((jaccard(item["grams"], g) for g in self.seen[lang]), default=0.0)
            rank = (max(likeness, JACCARD_AIM), self.used[item["key"]], likeness)
            if best is None or rank < best[0]:
                best = (rank, item)
            if likeness < JACCARD_AIM and self.used[item["key"]] < often:
                break
        item = best[1]
        self.titles.add(item["title"])
        self.used[item["key"]] += 1
        self.seen[lang].append(item["grams"])
        return item

    @staticmethod
    def candidate(parts, topics, entry, seed):
        def pick(values, salt):
            return values[digest(seed, salt) % len(values)]

        place = pick(entry["places"], "place")
        town = pick(place["towns"], "town")
        topic = pick(topics, "topic")
        sentences = [pick(topic["lead"], "lead"), pick(topic["more"], "more"), pick(parts["closings"], "closing")]
        others = [c for c in parts["closings"] if c != sentences[2]]
        sentences.append(pick(others, "second closing"))
        slots = {"town": town, "P": place["in"].replace("{town}", town)}

        def fill(sentence, salt):
            numbers = {"n": pick(NUMBERS, f"n{salt}"), "m": pick(range(5, 10), f"m{salt}"), "k": pick(range(3, 5), f"k{salt}")}
            return sentence.format(**slots, **numbers)

        text = " ".join(fill(sentence, salt) for salt, sentence in enumerate(sentences)).replace(", .", ".")
        title = fill(pick(topic["title"], "title"), "title")
        return {"title": title, "text": text, "region": place["region"], "key": tuple(sentences[:2]), "grams": shingles(text)}


def all_items():
    """Every item by source, oldest first; items without a date keep their place in the file, at the end."""
    layout = read_toml(ROOT / "layout.toml")
    background = Background()
    out = {}
    for entry in layout["layout"]:
        source = entry["source"]
        items = written_items(source)
        if entry.get("per_week"):
            for number, at in enumerate(background_days(layout, entry)):
                made = background.compose(entry, number)
                items.append(
                    {
                        "id": f"{source}-b{number:02d}",
                        "published": at.strftime("%Y-%m-%dT%H:%M:00Z"),
                        "title": f"{MARK} {made['title']}",
                        "text": made["text"],
                        "lang": entry["lang"],
                        "region": made["region"],
                        "theme": "neutral",
                    }
                )
        out[source] = sorted(items, key=lambda i: i["published"] or "9")
    return layout, out
