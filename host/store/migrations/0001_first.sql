-- The first schema. A letter's row is written once; what happens to it is kept in narrow rows beside it, so that a
-- settlement rewrites a few bytes and not a body.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE lot (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    delivered INTEGER NOT NULL DEFAULT 0,  -- ever
    claimed BLOB                           -- what is in flight: pairs of letter and host time of the claim
) STRICT;

CREATE TABLE topic (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

-- seq is given out by the writer; the row with the highest one is never removed, so that none is used twice.
CREATE TABLE letter (
    seq INTEGER PRIMARY KEY,
    lot INTEGER NOT NULL,
    topic INTEGER NOT NULL,
    record TEXT NOT NULL,
    key TEXT,          -- NULL: always stored
    sent_as INTEGER,   -- the topic it was rewritten to; topic stays what it is known by
    opr_num BLOB NOT NULL CHECK (length(opr_num) = 16),
    origin INTEGER NOT NULL,
    occurred INTEGER NOT NULL,
    captured INTEGER NOT NULL,
    watched INTEGER NOT NULL,
    image TEXT,
    body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX letter_by_record ON letter (lot, record, topic, key);
CREATE INDEX letter_by_image ON letter (image) WHERE image IS NOT NULL;

-- The checks of states avoid IN: SQLite would build a table of its values for every row.

-- Letters that the cloud has not accepted. 0 ready, 1 behind, 2 held, 4 dead.
CREATE TABLE outbox (
    lot INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4 AND state <> 3),
    seq INTEGER NOT NULL,
    followed INTEGER NOT NULL DEFAULT 0,
    uncertain INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    slot INTEGER,      -- the topic, where only the newest letter of it counts
    due INTEGER,       -- host time; held only
    at INTEGER,        -- wall time of death
    requests BLOB,
    words TEXT,
    PRIMARY KEY (lot, state, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_by_due ON outbox (lot, due) WHERE due IS NOT NULL;
CREATE INDEX outbox_by_slot ON outbox (lot, slot) WHERE slot IS NOT NULL;

-- Letters that are done with. 3 delivered, 5 folded into another, 6 dropped by a person.
CREATE TABLE receipt (
    seq INTEGER PRIMARY KEY,
    lot INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 3 AND 6 AND state <> 4),
    at INTEGER NOT NULL,
    words TEXT
) STRICT;

CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lot INTEGER NOT NULL,
    topic INTEGER NOT NULL,
    key TEXT,
    at INTEGER NOT NULL,
    problems TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX quarantine_by_key ON quarantine (lot, topic, key);

CREATE TABLE cursor (lot INTEGER NOT NULL, instance TEXT NOT NULL, position TEXT NOT NULL,
                     PRIMARY KEY (lot, instance)) STRICT, WITHOUT ROWID;
CREATE TABLE value (lot INTEGER NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL,
                    PRIMARY KEY (lot, name)) STRICT, WITHOUT ROWID;

-- Requests from the cloud. 0 begun, 1 answered, 2 owed, 3 unknown.
CREATE TABLE command (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lot INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    opr_num TEXT NOT NULL,
    arrived INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX command_by_key ON command (lot, topic, key);
CREATE INDEX command_owed ON command (lot, id) WHERE state = 2;
CREATE INDEX command_begun ON command (id) WHERE state = 0;
CREATE INDEX command_by_arrival ON command (arrived);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lot INTEGER NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    who TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (at);
