-- The first schema.
--
-- Instants are microseconds since 1970-01-01 UTC, days in `documents` are days since then, days of scores and flags are
-- ISO 8601 text. What is asked for has a column of its own; the whole value stands beside it as JSON.
-- `documents` is kept narrow on purpose: scoring reads months of it without touching a single text.

CREATE TABLE documents (
    sequence     INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: the index follows it
    id           TEXT    NOT NULL UNIQUE,
    source       TEXT    NOT NULL,
    class        TEXT    NOT NULL,
    field        INTEGER NOT NULL CHECK (field IN (0, 1)),
    voice        TEXT    NOT NULL,
    reliability  TEXT    NOT NULL,
    label        INTEGER NOT NULL CHECK (label BETWEEN 0 AND 4),
    published    INTEGER NOT NULL,
    day          INTEGER NOT NULL,
    fetched_at   INTEGER NOT NULL,
    lang         TEXT    NOT NULL,
    cluster      TEXT    NOT NULL,
    content_hash INTEGER NOT NULL -- the 64 bits, read as signed
) STRICT;
CREATE INDEX documents_published ON documents (published);

-- The document and what was found in it, without its cluster and fingerprint.
CREATE TABLE bodies (
    sequence INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    body     TEXT NOT NULL
) STRICT;

-- Fingerprints: 32-bit numbers, little-endian, one after the other.
CREATE TABLE signatures (
    sequence  INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    signature BLOB NOT NULL
) STRICT;

CREATE TABLE observations (
    sequence INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    region   TEXT NOT NULL,
    category TEXT NOT NULL,
    polarity TEXT NOT NULL,
    status   TEXT NOT NULL,
    strength REAL NOT NULL,
    PRIMARY KEY (sequence, region, category)
) STRICT, WITHOUT ROWID;

CREATE TABLE document_countries (
    sequence INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    country  TEXT NOT NULL,
    PRIMARY KEY (sequence, country)
) STRICT, WITHOUT ROWID;

CREATE TABLE source_states (
    source TEXT PRIMARY KEY,
    state  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A day that was looked at and found empty is not a day that was never looked at.
CREATE TABLE scored_days (as_of TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE flagged_days (as_of TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE scores (
    as_of         TEXT NOT NULL REFERENCES scored_days ON DELETE CASCADE,
    region        TEXT NOT NULL,
    attention_net REAL NOT NULL,
    score         TEXT NOT NULL,
    PRIMARY KEY (as_of, region)
) STRICT;

CREATE TABLE flags (
    as_of     TEXT    NOT NULL REFERENCES flagged_days ON DELETE CASCADE,
    id        TEXT    NOT NULL,
    level     INTEGER NOT NULL,
    attention REAL    NOT NULL,
    flag      TEXT    NOT NULL,
    PRIMARY KEY (as_of, id)
) STRICT;

-- The ledger. The same event told twice is one event: a run that is repeated after a crash doubles nothing.
CREATE TABLE flag_events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    flag   TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    event  TEXT    NOT NULL,
    UNIQUE (flag, event)
) STRICT;
CREATE TRIGGER flag_events_stay BEFORE DELETE ON flag_events
BEGIN
    SELECT RAISE(ABORT, 'the ledger of flags is append-only: nothing is deleted from it');
END;
CREATE TRIGGER flag_events_unchanged BEFORE UPDATE ON flag_events
BEGIN
    SELECT RAISE(ABORT, 'the ledger of flags is append-only: nothing in it is changed');
END;

CREATE TABLE runs (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    started INTEGER NOT NULL,
    run     TEXT    NOT NULL
) STRICT;
