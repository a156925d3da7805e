-- Questions to the cloud whose answer moves money. 0 asked, 1 doubted, 2 granted, 3 known, 4 denied, 5 abandoned.
CREATE TABLE question (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lot INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    opr_num TEXT NOT NULL,
    asked INTEGER NOT NULL,
    requests BLOB,
    body TEXT NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX question_by_key ON question (lot, topic, key);
CREATE INDEX question_open ON question (lot, id) WHERE state < 3;
CREATE INDEX question_by_time ON question (asked);

-- Answers that stay useful while the cloud cannot be reached.
CREATE TABLE kept_answer (
    id INTEGER PRIMARY KEY,
    lot INTEGER NOT NULL,
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    answer TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX kept_answer_by_key ON kept_answer (lot, topic, key);
CREATE INDEX kept_answer_by_time ON kept_answer (at);
