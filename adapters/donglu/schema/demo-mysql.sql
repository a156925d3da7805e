-- What the demo lot has beside the product's tables (mysql.sql). See demo-sqlite.sql for what each is. On MySQL the charge
-- is a procedure, as on a real lot.
CREATE TABLE IF NOT EXISTS LotGateCommand (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    barCode varchar(40) NOT NULL,
    action varchar(10) NOT NULL CHECK (action IN ('open', 'close')),
    requestedAt datetime NOT NULL,
    status varchar(10) NOT NULL DEFAULT 'requested',
    movedAt datetime,
    oprNum varchar(64) NOT NULL UNIQUE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS LotGate (
    barCode varchar(40) PRIMARY KEY,
    state varchar(10) NOT NULL DEFAULT 'closed',
    changedAt datetime
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS LotClock (
    id int PRIMARY KEY CHECK (id = 1),
    now datetime NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- One statement without a body's BEGIN and END, so that the file needs no DELIMITER.
CREATE PROCEDURE IF NOT EXISTS upGetNewPakCarCharge (IN aCarparkId bigint, IN aPakCarTypeID char(2), IN aInTime datetime,
                                                     IN aOutTime datetime, OUT SumCharge decimal(8, 2))
SELECT CASE WHEN stay.minutes <= s.free_time THEN 0
            ELSE (stay.minutes DIV 1440) * s.oneday_max_charge
                 + least(s.oneday_max_charge,
                         s.First_Time_Fee
                         + ceil(greatest(stay.minutes % 1440 - s.First_Time, 0) / p.unit_duration) * p.unit_price)
       END INTO SumCharge
FROM (SELECT timestampdiff(MINUTE, aInTime, aOutTime) AS minutes) stay
JOIN carpark_charge_standard s
JOIN carpark_duration_standard d ON d.standard_id = s.id
JOIN carpark_duration_price p ON p.duration_id = d.id
ORDER BY s.id, d.id, p.id LIMIT 1;

CREATE INDEX IF NOT EXISTS change_by_stay ON CarparkRecordHistory (hid, id);
CREATE INDEX IF NOT EXISTS stay_by_exit ON SingleCarparkInOutHistory (outTime, id);
CREATE INDEX IF NOT EXISTS payment_by_stay ON CarPayHistory (historyId);
