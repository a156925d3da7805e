-- The tables of the Donglu (东陆) car park product as its Hibernate classes create them, in MySQL's words: what the
-- mapping reads and writes, and what the simulator fills. Times are local; money is yuan as float.
-- One statement per ';'. Keep in step with sqlite.sql.

-- One row per stay: inserted at entry, updated in place by corrections and at exit. outTime NULL: still inside.
CREATE TABLE IF NOT EXISTS SingleCarparkInOutHistory (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    plateNo varchar(20),
    inPlateNO varchar(20),
    outPlateNO varchar(20),
    userName varchar(255),
    userId bigint,
    carType varchar(20),
    fixCarInType int,
    inTime datetime,
    outTime datetime,
    reviseInTime datetime,
    inDevice varchar(40),
    outDevice varchar(40),
    inPhotographType varchar(20),
    outPhotographType varchar(20),
    shouldMoney float NOT NULL DEFAULT 0,
    factMoney float NOT NULL DEFAULT 0,
    freeMoney float NOT NULL DEFAULT 0,
    operaName varchar(255),
    chargeOperaName varchar(255),
    chargeTime datetime,
    returnAccount bigint,
    freeReturnAccount bigint,
    bigImg varchar(255),
    smallImg varchar(255),
    outBigImg varchar(255),
    outSmallImg varchar(255),
    carparkId bigint,
    carparkName varchar(255),
    isCountSlot boolean NOT NULL DEFAULT 1,
    isOverdue boolean NOT NULL DEFAULT 0,
    freeReason varchar(255),
    remark longblob
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The product's change queue: each save of a stay adds a copy here (hid: the stay's id, times as text).
CREATE TABLE IF NOT EXISTS CarparkRecordHistory (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    hid bigint,
    plateNo varchar(20),
    inPlateNO varchar(20),
    outPlateNO varchar(20),
    carType varchar(20),
    inTime varchar(20),
    outTime varchar(20),
    inDevice varchar(40),
    outDevice varchar(40),
    shouldMoney float NOT NULL DEFAULT 0,
    factMoney float NOT NULL DEFAULT 0,
    freeMoney float NOT NULL DEFAULT 0,
    operaName varchar(255),
    carparkId bigint,
    updateState varchar(20),
    updateTime datetime,
    processTime datetime,
    processState varchar(20)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS SingleCarparkCarpark (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    code varchar(40),
    name varchar(255),
    parent bigint,
    totalNumberOfSlot int NOT NULL DEFAULT 0,
    fixNumberOfSlot int NOT NULL DEFAULT 0,
    tempNumberOfSlot int NOT NULL DEFAULT 0,
    leftTotalNumberOfSlot int NOT NULL DEFAULT 0,
    leftFixNumberOfSlot int NOT NULL DEFAULT 0,
    leftTempNumberOfSlot int NOT NULL DEFAULT 0,
    tempCarIsIn boolean NOT NULL DEFAULT 1,
    fixCarOneIn boolean NOT NULL DEFAULT 1,
    isCharge boolean NOT NULL DEFAULT 1
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS SingleCarparkDevice (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    identifire varchar(40),
    name varchar(40),
    ip varchar(40),
    inType varchar(20),
    inOrOut varchar(20),
    type varchar(20),
    linkAddress varchar(40),
    address varchar(40),
    roadType varchar(20),
    cameraType int,
    screenType int,
    carparkId bigint,
    isOpenCamera boolean NOT NULL DEFAULT 1
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS DeviceErrorMessage (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    deviceName varchar(40),
    errorMsg varchar(255),
    ip varchar(40),
    controlIp varchar(40),
    checkDate datetime,
    nomalTime datetime
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Monthly and other registered users. plateNo may hold several plates, comma separated.
CREATE TABLE IF NOT EXISTS SingleCarparkUser (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    plateNo varchar(255),
    name varchar(255),
    type varchar(20),
    address varchar(255),
    telephone varchar(40),
    carparkNo varchar(40),
    carparkSlot varchar(40),
    carparkSlotType int,
    createDate datetime,
    validTo datetime,
    delayDays int NOT NULL DEFAULT 0,
    remindDays int NOT NULL DEFAULT 0,
    monthChargeId bigint,
    monthChargeCode varchar(40),
    monthChargeName varchar(255),
    carType int,
    leftMoney float NOT NULL DEFAULT 0,
    parkingSpace varchar(40),
    carpark bigint,
    lastEditDate datetime
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS SingleCarparkMonthlyCharge (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    carpark bigint,
    chargeName varchar(255),
    chargeCode varchar(40),
    carType int,
    rentingDays int NOT NULL DEFAULT 0,
    price float NOT NULL DEFAULT 0,
    expiringDays int NOT NULL DEFAULT 0,
    delayDays int NOT NULL DEFAULT 0,
    parkType varchar(20)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS SingleCarparkMonthlyUserPayHistory (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    plateNO varchar(255),
    userName varchar(255),
    createTime datetime,
    overdueTime datetime,
    oldOverDueTime datetime,
    chargesMoney float NOT NULL DEFAULT 0,
    payType int,
    paySize int,
    operaName varchar(255)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Payments made before the exit; the booth sums them by plate and time, and opens when they cover what is due.
CREATE TABLE IF NOT EXISTS CarPayHistory (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    plateNO varchar(20),
    payId varchar(64) UNIQUE,
    payTime datetime,
    createDate datetime,
    payedMoney float NOT NULL DEFAULT 0,
    payType int,
    balanceAmount float NOT NULL DEFAULT 0,
    cashCost float NOT NULL DEFAULT 0,
    onlineCost float NOT NULL DEFAULT 0,
    couponValue float NOT NULL DEFAULT 0,
    couponTime int NOT NULL DEFAULT 0,
    historyId bigint,
    operaName varchar(255),
    remark varchar(255)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- timeIn true: may enter only inside the window of hours.
CREATE TABLE IF NOT EXISTS SingleCarparkBlackUser (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    plateNO varchar(20) UNIQUE,
    name varchar(255),
    remark varchar(255),
    hoursStart int NOT NULL DEFAULT 0,
    hoursEnd int NOT NULL DEFAULT 0,
    minuteStart int NOT NULL DEFAULT 0,
    minuteEnd int NOT NULL DEFAULT 0,
    timeIn boolean NOT NULL DEFAULT 0,
    weekDayIn boolean NOT NULL DEFAULT 0,
    holidayIn boolean NOT NULL DEFAULT 0
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The gate was opened by hand.
CREATE TABLE IF NOT EXISTS SingleCarparkOpenDoorLog (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    operaName varchar(255),
    operaDate datetime,
    deviceName varchar(40),
    image varchar(255)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS SingleCarparkReturnAccount (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    returnUser varchar(255),
    factReturn float NOT NULL DEFAULT 0,
    shouldReturn float NOT NULL DEFAULT 0,
    returnTime datetime,
    operaName varchar(255)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS SingleCarparkLockCar (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    plateNo varchar(8),
    status varchar(20),
    createTime datetime
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS SingleCarparkFreeTempCar (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    plateNo varchar(20),
    freeMinute int NOT NULL DEFAULT 0,
    freeMoney float NOT NULL DEFAULT 0,
    status varchar(20)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Switches of the product: settingKey in Chinese ('启用CJLAPP支付'), settingValue as text ('true').
CREATE TABLE IF NOT EXISTS SingleCarparkSystemSetting (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    settingKey varchar(100) UNIQUE,
    settingValue varchar(255),
    lastUpdate datetime
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS SingleCarparkSystemOperaLog (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    operaName varchar(255),
    operaDate datetime,
    type varchar(40),
    content varchar(255)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS carpark_car_type (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    code varchar(10),
    name varchar(40)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- free_time, First_Time: minutes; First_Time_Fee, oneday_max_charge: yuan.
CREATE TABLE IF NOT EXISTS carpark_charge_standard (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    code varchar(10),
    name varchar(40),
    carpark bigint,
    car_type_id bigint,
    free_time int NOT NULL DEFAULT 0,
    oneday_max_charge float NOT NULL DEFAULT 0,
    First_Time int NOT NULL DEFAULT 0,
    First_Time_Fee float NOT NULL DEFAULT 0,
    charge_time_type int NOT NULL DEFAULT 0,
    workday_type int NOT NULL DEFAULT 0
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS carpark_duration_standard (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    standard_id bigint,
    start_time varchar(8),
    end_time varchar(8)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS carpark_duration_price (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    duration_id bigint,
    unit_duration int NOT NULL DEFAULT 60,
    unit_price float NOT NULL DEFAULT 0,
    Cross_unit_duration int NOT NULL DEFAULT 60,
    Cross_unit_price float NOT NULL DEFAULT 0
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
