-- The figures of 6.1: what was due on each day of a lot and what became of it, when the cloud was away, when the host ran.
-- A day is the lot's own: lots carry the offset of their clocks.
ALTER TABLE lot ADD COLUMN utc_offset INTEGER NOT NULL DEFAULT 480;  -- minutes
ALTER TABLE lot ADD COLUMN since INTEGER;                            -- first intake that was counted
-- The one or two days that are being counted, as figures.cpp packs them. They stand here because each commit writes this
-- row anyway: a table of their own would cost it one more page.
ALTER TABLE lot ADD COLUMN counting BLOB;

-- The days before those.
CREATE TABLE figures (
    lot INTEGER NOT NULL,
    day INTEGER NOT NULL,  -- days since 1970
    due INTEGER NOT NULL,
    absorbed INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    late INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    packets INTEGER NOT NULL,
    malformed INTEGER NOT NULL,
    wrong INTEGER NOT NULL,
    delays BLOB,  -- as delays.hpp packs them
    apart BLOB,
    PRIMARY KEY (lot, day)
) STRICT, WITHOUT ROWID;

-- Times in which the cloud could not be reached. ended is NULL while it lasts.
CREATE TABLE outage (lot INTEGER NOT NULL, began INTEGER NOT NULL, ended INTEGER,
                     PRIMARY KEY (lot, began)) STRICT, WITHOUT ROWID;

-- Each run of the host: what lies between the end of one and the beginning of the next was downtime.
CREATE TABLE run (id INTEGER PRIMARY KEY, began INTEGER NOT NULL, seen INTEGER NOT NULL) STRICT;

-- What other layers found about one day of a lot, such as its reconciliation: opaque here.
CREATE TABLE report (
    lot INTEGER NOT NULL,
    name TEXT NOT NULL,
    day INTEGER NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (lot, name, day)
) STRICT, WITHOUT ROWID;
