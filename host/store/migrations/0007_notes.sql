-- What the relay keeps for later beside its letters, in the same transaction: pictures that wait for the record of another
-- adapter, and what they may belong to. Opaque here; the image is named so that it is not swept away.
CREATE TABLE note (
    lot INTEGER NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    image TEXT,
    PRIMARY KEY (lot, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX note_by_image ON note (image) WHERE image IS NOT NULL;
