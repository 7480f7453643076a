"""What all parts of the exercise's builder share: where it stands, how it is marked, and chance without chance."""

import datetime as dt
import hashlib
import pathlib
import re
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent / "config" / "exercise"
MARK = "[EXERCISE]"
TAGS = {"spa": "es", "por": "pt", "fra": "fr", "ara": "ar", "rus": "ru", "eng": "en"}  # ISO 639-3 to what feeds write


def read_toml(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def digest(*parts):
    """A number that depends on the parts alone: the exercise's only source of chance."""
    return int.from_bytes(hashlib.sha256("\0".join(map(str, parts)).encode()).digest()[:8], "big")


def shingles(text, size=5):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1))}


def moment(text):
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))


def day_of(value):
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
