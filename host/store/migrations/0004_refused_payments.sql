-- A payment that the lot's system refuses for good (state 2, refused 1) is not tried any more and waits for a person.
ALTER TABLE command ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
