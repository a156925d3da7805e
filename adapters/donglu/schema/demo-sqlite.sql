-- What the demo lot has beside the product's tables (sqlite.sql). None of it belongs to Donglu: it stands for the gate
-- controllers, the stored procedure and the clock that a real lot has and an SQLite file has not.

-- The demo's gate controllers. A request is written with status 'requested'; the controller answers by 'moved' or
-- 'failed'. oprNum is the number of the cloud's request: the same request is carried out once.
CREATE TABLE IF NOT EXISTS LotGateCommand (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    barCode varchar(40) NOT NULL,
    action varchar(10) NOT NULL CHECK (action IN ('open', 'close')),
    requestedAt datetime NOT NULL,
    status varchar(10) NOT NULL DEFAULT 'requested',
    movedAt datetime,
    oprNum varchar(64) NOT NULL UNIQUE
);

-- state: 'open', 'closed' or 'fault'. barCode is SingleCarparkDevice.identifire.
CREATE TABLE IF NOT EXISTS LotGate (
    barCode varchar(40) PRIMARY KEY,
    state varchar(10) NOT NULL DEFAULT 'closed',
    changedAt datetime
);

-- The lot's clock, at most one row: written by a simulator that plays faster than time passes. Empty: the real time.
CREATE TABLE IF NOT EXISTS LotClock (
    id int PRIMARY KEY CHECK (id = 1),
    now datetime NOT NULL
);

-- Stands for the procedure upGetNewPakCarCharge (SQLite has none): what each open stay of a temporary car costs by now,
-- before anything was paid. First_Time for First_Time_Fee, then each begun unit; at most oneday_max_charge a day.
CREATE VIEW IF NOT EXISTS parking_fee AS
WITH clock AS (
    SELECT coalesce((SELECT now FROM LotClock), datetime('now', 'localtime')) AS now
), tariff AS (
    SELECT s.free_time, s.First_Time, s.First_Time_Fee, s.oneday_max_charge, p.unit_duration, p.unit_price
    FROM carpark_charge_standard s
    JOIN carpark_duration_standard d ON d.standard_id = s.id
    JOIN carpark_duration_price p ON p.duration_id = d.id
    ORDER BY s.id, d.id, p.id LIMIT 1
), stay AS (
    SELECT h.id, h.carType, clock.now,
           cast((strftime('%s', clock.now) - strftime('%s', coalesce(h.reviseInTime, h.inTime))) / 60 AS integer) AS minutes
    FROM SingleCarparkInOutHistory h, clock
    WHERE h.outTime IS NULL
)
SELECT stay.id AS historyId, stay.now AS chargeTime, stay.minutes AS minutes,
       CASE WHEN stay.carType <> '临时车' OR stay.minutes <= tariff.free_time THEN 0
            ELSE (stay.minutes / 1440) * tariff.oneday_max_charge
                 + min(tariff.oneday_max_charge,
                       tariff.First_Time_Fee
                       + (max(stay.minutes % 1440 - tariff.First_Time, 0) + tariff.unit_duration - 1)
                         / tariff.unit_duration * tariff.unit_price)
       END AS due
FROM stay, tariff;

-- What a lot's administrator is advised to add: the product's own tables have only their primary keys.
CREATE INDEX IF NOT EXISTS change_by_stay ON CarparkRecordHistory (hid, id);
CREATE INDEX IF NOT EXISTS stay_by_exit ON SingleCarparkInOutHistory (outTime, id);
CREATE INDEX IF NOT EXISTS payment_by_stay ON CarPayHistory (historyId);
