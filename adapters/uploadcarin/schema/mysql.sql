-- The tables of a lot of the uploadcarin interface that the mapping reads, in MySQL's words: columns as its receivers name them. Types and
-- lengths are ours, where they are not published. One statement a semicolon.

-- One row per stay, changed in place at exit. CardNo is the plate where a lot goes by plates; the marks are what the cameras read.
CREATE TABLE IF NOT EXISTS pk_gateio (
    RecordID varchar(40) NOT NULL PRIMARY KEY,
    CardNo varchar(40),
    CardType int,
    CarUser varchar(40),
    InCarMark varchar(40),
    OutCarMark varchar(40),
    CarType int,
    ChargeType int,
    GateInID int,
    GateOutID int,
    GateInTime datetime,
    GateOutTime datetime,
    GateInName varchar(40),
    GateOutName varchar(40),
    IOState int,
    CreateTime datetime,
    UpdatedTime datetime,
    RecordType int,
    AreaID int,
    payed int
);

CREATE TABLE IF NOT EXISTS t_parkcard (
    CID int NOT NULL,
    UserName varchar(40),
    CardNo varchar(40),
    CarNo varchar(40),
    CTID int,
    CardState int,
    RegisterDate datetime,
    StartDate datetime,
    ValidDate datetime,
    CardMoney decimal(10, 2),
    CUser varchar(40),
    HCardNo varchar(20),
    FeePeriod varchar(10)
);

-- What a look at the mapping's columns needs: lotbridge check proposes these where they are missing.
CREATE INDEX lotbridge_created ON pk_gateio (CreateTime, RecordID);

CREATE INDEX lotbridge_updated ON pk_gateio (UpdatedTime, RecordID);
