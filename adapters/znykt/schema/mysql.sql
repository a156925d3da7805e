-- What the mapping reads of the ZNYKT (智能一卡通) product, in MySQL's words: for copies of a lot and for tests. The product
-- itself runs on SQL Server. Column names are the product's own, also where they are misspelt. One statement per ';'.

-- Cars inside: OutTime repeats InTime. CPH is the plate.
CREATE TABLE IF NOT EXISTS MYCARCOMERECORD (
    ID bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    CardNO varchar(30) NOT NULL,
    CPH varchar(20),
    CardType varchar(20),
    InTime datetime NOT NULL,
    OutTime datetime NOT NULL,
    InGateName varchar(100),
    OutGateName varchar(100),
    InOperator varchar(50),
    OutOperator varchar(50),
    InPic varchar(255),
    OutPic varchar(255),
    YSJE decimal(19, 4),
    SFJE decimal(19, 4),
    SFTime datetime,
    SFOperator varchar(50),
    FreeReason varchar(50),
    CarparkNO int NOT NULL DEFAULT 0,
    BigSmall int NOT NULL DEFAULT 0
) DEFAULT CHARSET=gbk;

-- Closed stays: another row with a new ID.
CREATE TABLE IF NOT EXISTS MYCARGOOUTRECORD LIKE MYCARCOMERECORD;

CREATE TABLE IF NOT EXISTS MYCHECHANGXITONGSET (
    StationNO int NOT NULL PRIMARY KEY,
    CarparkNO int NOT NULL DEFAULT 0,
    TotalCarSpace int,
    ImagePath varchar(255),
    PointNum int NOT NULL DEFAULT 0
) DEFAULT CHARSET=gbk;

CREATE TABLE IF NOT EXISTS MYGANGWEIKOUSET (
    CarChannel int NOT NULL PRIMARY KEY,
    `InOut` int NOT NULL,
    InOutName varchar(100),
    BigSmall int NOT NULL DEFAULT 0,
    PCName varchar(100)
) DEFAULT CHARSET=gbk;

CREATE TABLE IF NOT EXISTS MYCHECHANGNORMALSHOUFEI (
    CardType varchar(20),
    FreeMinute int,
    TopSF int,
    Hours int,
    JE decimal(19, 4)
) DEFAULT CHARSET=gbk;

CREATE TABLE IF NOT EXISTS MYjiaojieWorkTable (
    JiaoWorkName varchar(50),
    JieWorkName varchar(50),
    GoWorkTime datetime,
    AfterWorkTime datetime,
    StopYingSF decimal(19, 4),
    StopShiSF decimal(19, 4),
    SFCarNum int
) DEFAULT CHARSET=gbk;

-- The outbox for the vendor's cloud; an upgrade drops it and makes it again. Times are text.
CREATE TABLE IF NOT EXISTS zh_EnterCar (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    orderNo varchar(50),
    carNo varchar(50),
    carType varchar(20),
    enterTime varchar(50),
    gateName varchar(100),
    operatorName varchar(50),
    reserveOrderNo varchar(50),
    imgpath varchar(255),
    lockstuat int,
    walletTotalMoney decimal(19, 4),
    imgflag int NOT NULL DEFAULT 0,
    synflag int NOT NULL DEFAULT 0
) DEFAULT CHARSET=gbk;

CREATE TABLE IF NOT EXISTS zh_UpdateCar (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    orderNo varchar(50),
    carNo varchar(50),
    synflag int NOT NULL DEFAULT 0
) DEFAULT CHARSET=gbk;

CREATE TABLE IF NOT EXISTS zh_OutCar (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    orderNo varchar(50),
    carNo varchar(50),
    carType varchar(20),
    outTime varchar(50),
    gateName varchar(100),
    operatorName varchar(50),
    imgpath varchar(255),
    totalAmount decimal(19, 4),
    couponId varchar(50),
    couponMoney decimal(19, 4),
    walletPayMoney decimal(19, 4),
    ycflag int NOT NULL DEFAULT 0,
    imgflag int NOT NULL DEFAULT 0,
    synflag int NOT NULL DEFAULT 0,
    freeReason varchar(50)
) DEFAULT CHARSET=gbk;

CREATE TABLE IF NOT EXISTS zh_MthCar (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    carNo varchar(50),
    carType varchar(20),
    beginTime varchar(50),
    endTime varchar(50),
    iusseTime varchar(50),
    userNo varchar(50),
    userName varchar(50),
    homeAddress varchar(100),
    mobNumber varchar(50),
    carSpalcesNum int,
    stuat int,
    synflag int NOT NULL DEFAULT 0
) DEFAULT CHARSET=gbk;

CREATE TABLE IF NOT EXISTS zh_MthCarCharge (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    carNo varchar(50),
    beginTime varchar(50),
    endTime varchar(50),
    chargeTime varchar(50),
    chargeMoney decimal(19, 4),
    synflag int NOT NULL DEFAULT 0
) DEFAULT CHARSET=gbk;
