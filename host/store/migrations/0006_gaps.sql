-- What follows in a record whose opening letter was given up, dropped or quarantined; and all that a quarantined message
-- needs to be sent after all. From here on letter.watched is a set of marks, as letters.cpp has them.
UPDATE letter SET watched = watched | 2
WHERE seq IN (SELECT seq FROM outbox) AND topic = (SELECT id FROM topic WHERE name = 'vehicle_entry');
CREATE INDEX receipt_dropped ON receipt (lot) WHERE state = 6;

ALTER TABLE quarantine ADD COLUMN record TEXT NOT NULL DEFAULT '';  -- of a message that opens one
ALTER TABLE quarantine ADD COLUMN image TEXT;
ALTER TABLE quarantine ADD COLUMN origin INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quarantine ADD COLUMN dropped TEXT;  -- why a person dropped it
UPDATE quarantine SET record = coalesce(json_extract(body, '$.recordCode'), '')
WHERE json_valid(body) AND topic = (SELECT id FROM topic WHERE name = 'vehicle_entry');
CREATE INDEX quarantine_by_record ON quarantine (lot, record) WHERE record <> '';
CREATE INDEX quarantine_by_image ON quarantine (image) WHERE image IS NOT NULL;
