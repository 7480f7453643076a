-- Each entry of the ledger is sealed by a link: the BLAKE3 hash of the link before it and of the entry as it stands. Whoever changes,
-- removes or inserts an entry, breaks the chain from there on; `almenara doctor` follows it.
CREATE TABLE flag_links (
    position INTEGER PRIMARY KEY AUTOINCREMENT, -- without gaps: the highest one ever given tells of a shortened ledger
    number   INTEGER NOT NULL UNIQUE REFERENCES flag_events,
    link     BLOB    NOT NULL CHECK (length(link) = 32)
) STRICT;
CREATE TRIGGER flag_links_stay BEFORE DELETE ON flag_links
BEGIN
    SELECT RAISE(ABORT, 'the ledger of flags is append-only: nothing is deleted from it');
END;
CREATE TRIGGER flag_links_unchanged BEFORE UPDATE ON flag_links
BEGIN
    SELECT RAISE(ABORT, 'the ledger of flags is append-only: nothing in it is changed');
END;
