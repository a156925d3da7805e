-- The product's procedures that the mapping calls, in MySQL's words, for copies of a lot and for the simulator: free minutes,
-- then JE for each begun hour, at most TopSF a day. One statement each, so that the file needs no DELIMITER.
CREATE PROCEDURE IF NOT EXISTS JJCT_GETMONEY (IN aCardType varchar(10), IN aInTime datetime, IN aOutTime datetime,
                                              OUT OutMoney decimal(19, 4))
SET OutMoney = coalesce((SELECT CASE WHEN timestampdiff(MINUTE, aInTime, aOutTime) <= f.FreeMinute THEN 0
                                     ELSE ceil(timestampdiff(MINUTE, aInTime, aOutTime) / 60) * f.JE END
                         FROM MYCHECHANGNORMALSHOUFEI f
                         WHERE f.CardType = aCardType AND f.Hours NOT IN (30, 80) LIMIT 1), 0);

CREATE PROCEDURE IF NOT EXISTS JJCT_DayMoneyLimit_0to0_V1 (IN aCardNO varchar(10), IN aCardType varchar(10), IN aCPH varchar(10),
                                                           IN aInTime datetime, IN aOutTime datetime, IN aPointNum int,
                                                           IN aCurrentSF decimal(19, 4), OUT FinalSF decimal(19, 4))
SET FinalSF = least(aCurrentSF, coalesce((SELECT f.TopSF * (1 + greatest(datediff(aOutTime, aInTime), 0)) FROM MYCHECHANGNORMALSHOUFEI f
                                          WHERE f.CardType = aCardType AND f.Hours NOT IN (30, 80) LIMIT 1), aCurrentSF));
