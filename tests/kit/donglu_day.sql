-- A morning at a Donglu lot, beside what sqlite.sql and demo-sqlite.sql make.
INSERT INTO SingleCarparkCarpark (id, name, totalNumberOfSlot, tempNumberOfSlot) VALUES (1, '东区', 300, 200);
INSERT INTO SingleCarparkDevice (identifire, name, inOrOut) VALUES ('G1', '东门入口', '进口');
INSERT INTO carpark_charge_standard (id, free_time, First_Time, First_Time_Fee, oneday_max_charge) VALUES (1, 15, 60, 5, 50);
INSERT INTO carpark_duration_standard (id, standard_id) VALUES (1, 1);
INSERT INTO carpark_duration_price (id, duration_id, unit_duration, unit_price) VALUES (1, 1, 60, 3);
INSERT INTO SingleCarparkSystemSetting (settingKey, settingValue) VALUES ('启用CJLAPP支付', 'true');
INSERT INTO LotClock VALUES (1, '2026-01-05 12:00:00');
INSERT INTO SingleCarparkOpenDoorLog (operaName, operaDate, deviceName) VALUES ('收费员1', '2026-01-05 09:00:00', '东门出口');

-- 600 cars from 08:00 on; each third one is still inside.
INSERT INTO SingleCarparkInOutHistory (id, plateNo, inPlateNO, outPlateNO, carType, fixCarInType, inTime, outTime, inDevice,
                                       outDevice, shouldMoney, factMoney, operaName, carparkId)
WITH RECURSIVE car (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM car WHERE n < 600)
SELECT n, '粤B' || (10000 + n), '粤B' || (10000 + n), CASE WHEN n % 3 THEN '粤B' || (10000 + n) END, '临时车', 0,
       datetime('2026-01-05 08:00:00', (n * 5) || ' seconds'),
       CASE WHEN n % 3 THEN datetime('2026-01-05 10:00:00', (n * 7) || ' seconds') END,
       '东门入口', CASE WHEN n % 3 THEN '东门出口' END, CASE WHEN n % 3 THEN 8 ELSE 0 END,
       CASE WHEN n % 3 THEN 8 ELSE 0 END, '收费员1', 1
FROM car;

-- And what the product noted of them: each entry, then each exit.
INSERT INTO CarparkRecordHistory (hid, plateNo, inPlateNO, carType, inTime, inDevice, operaName, updateState, updateTime)
SELECT id, plateNo, inPlateNO, carType, inTime, inDevice, operaName, '新添加', inTime FROM SingleCarparkInOutHistory ORDER BY id;
INSERT INTO CarparkRecordHistory (hid, plateNo, inPlateNO, outPlateNO, carType, inTime, outTime, inDevice, outDevice, shouldMoney,
                                  factMoney, operaName, updateState, updateTime)
SELECT id, plateNo, inPlateNO, outPlateNO, carType, inTime, outTime, inDevice, outDevice, shouldMoney, factMoney, operaName,
       '被修改', outTime
FROM SingleCarparkInOutHistory WHERE outTime IS NOT NULL ORDER BY id;
