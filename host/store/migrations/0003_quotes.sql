-- What a stay was said to cost, for the payment that follows; and the payments of a stay.

CREATE TABLE quote (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lot INTEGER NOT NULL,
    record TEXT NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX quote_by_record ON quote (lot, record);
CREATE INDEX quote_by_time ON quote (at);

ALTER TABLE command ADD COLUMN record TEXT NOT NULL DEFAULT '';
UPDATE command SET record = coalesce(json_extract(body, '$.recordCode'), '') WHERE json_valid(body);
CREATE INDEX command_by_record ON command (lot, record, topic) WHERE record <> '';
