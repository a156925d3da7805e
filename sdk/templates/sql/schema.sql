-- What the mapping reads: the tables of your lot's software, with a few rows to practise on.
CREATE TABLE stay (
    id INTEGER PRIMARY KEY,
    plate varchar(20),
    kind varchar(1) NOT NULL,  -- M: monthly, T: temporary
    in_lane varchar(40),
    out_lane varchar(40),
    in_time datetime NOT NULL,
    out_time datetime,         -- NULL: still inside
    fee float                  -- yuan
);
CREATE INDEX stay_by_entry ON stay (in_time, id);
CREATE INDEX stay_by_exit ON stay (out_time, id);

CREATE TABLE payment (
    number varchar(64) PRIMARY KEY,
    stay INTEGER NOT NULL,
    yuan float NOT NULL,
    paid_at datetime NOT NULL
);

INSERT INTO stay VALUES (1, '粤B12345', 'T', 'N1', 'S1', '2026-01-05 08:00:00', '2026-01-05 10:30:00', 10);
INSERT INTO stay VALUES (2, '粤B54321', 'M', 'N1', 'S1', '2026-01-05 08:00:09', '2026-01-05 18:00:00', 0);
INSERT INTO stay VALUES (3, NULL, 'T', 'N2', NULL, '2026-01-05 09:15:00', NULL, NULL);
INSERT INTO stay VALUES (4, '粤B67890', 'T', 'N2', NULL, '2026-01-05 09:16:00', NULL, NULL);
