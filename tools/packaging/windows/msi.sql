-- What wixl cannot say, one statement a line, for msibuild. Actions run setup.cmd, deferred and as the system:
-- type 3106 = a program by its command line (34), in the script (1024), not as the user (2048); 3170 goes on when it fails.
-- Folders of the last version, unless others are named.
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('KeepInstallDir', 51, 'INSTALLDIR', '[KEPT_INSTALLDIR]')
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('KeepDataDir', 51, 'DATADIR', '[KEPT_DATADIR]')
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('KeepInstallDir', 'KEPT_INSTALLDIR AND NOT INSTALLDIR', 401)
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('KeepDataDir', 'KEPT_DATADIR AND NOT DATADIR', 402)
INSERT INTO `InstallUISequence` (`Action`, `Condition`, `Sequence`) VALUES ('KeepInstallDir', 'KEPT_INSTALLDIR AND NOT INSTALLDIR', 401)
INSERT INTO `InstallUISequence` (`Action`, `Condition`, `Sequence`) VALUES ('KeepDataDir', 'KEPT_DATADIR AND NOT DATADIR', 402)
INSERT INTO `LaunchCondition` (`Condition`, `Description`) VALUES ('Installed OR NOT SETUP_EXE', '[TEXT_SETUP_EXE]')
UPDATE `LaunchCondition` SET `Description` = '[TEXT_DOWNGRADE]' WHERE `Condition` = 'NOT WIX_DOWNGRADE_DETECTED'
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('StopForUpgrade', 3170, 'INSTALLDIR', '"[System64Folder]cmd.exe" /d /c ""[INSTALLDIR]bin\setup.cmd" stop "[DATADIR]""')
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('RemoveService', 3106, 'INSTALLDIR', '"[System64Folder]cmd.exe" /d /c ""[INSTALLDIR]bin\setup.cmd" remove "[DATADIR]""')
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('PurgeData', 3106, 'INSTALLDIR', '"[System64Folder]cmd.exe" /d /c ""[INSTALLDIR]bin\setup.cmd" purge "[DATADIR]""')
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('MakeService', 3106, 'INSTALLDIR', '"[System64Folder]cmd.exe" /d /c ""[INSTALLDIR]bin\setup.cmd" install "[DATADIR]""')
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('StartService', 3170, 'INSTALLDIR', '"[System64Folder]cmd.exe" /d /c ""[INSTALLDIR]bin\setup.cmd" start "[DATADIR]""')
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('StopForUpgrade', 'REMOVE="ALL" AND UPGRADINGPRODUCTCODE', 1910)
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('RemoveService', 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE', 1911)
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('PurgeData', 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE AND PURGE', 1912)
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('MakeService', 'NOT REMOVE="ALL"', 5801)
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('StartService', 'NOT REMOVE="ALL"', 5802)
UPDATE `Property` SET `Value` = 'WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED;INSTALLDIR;DATADIR;KEPT_INSTALLDIR;KEPT_DATADIR;PURGE' WHERE `Property` = 'SecureCustomProperties'
