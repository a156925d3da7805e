@echo off
rem What both installers do beside putting files into their places: setup.cmd VERB "data folder". Lies beside the program.
rem What is done and said goes to install.log in the data folder, or of the user's when that cannot be had.
rem Exit codes: 0 done, 5 no service, 6 it does not start, 7 the data folder cannot be used.
setlocal
chcp 65001 >nul
set "program=%~dp0lotbridge.exe"
set "data=%~2"
if "%data:~-1%"=="\" set "data=%data:~0,-1%"
set "settings=%data%\host.json"
if "%~1"=="try" goto try
if not "%~1"=="install" goto log_it
call :try
if errorlevel 1 exit /b 7
:log_it
set "log=%data%\install.log"
if not exist "%data%\*" set "log=%TEMP%\lotbridge-install.log"
echo %date% %time% setup %~1 >>"%log%"
call :%~1 >>"%log%" 2>&1
exit /b %errorlevel%

rem A folder with other things in it would be closed to whoever uses them, and a purge would take some of them. Ours
rem has settings, or the log of an earlier installation.
:try
if not "%data:~1,2%"==":\" exit /b 7
if exist "%data%\host.json" exit /b 0
if exist "%data%\install.log" exit /b 0
if not exist "%data%\*" mkdir "%data%" 2>nul
if not exist "%data%\*" exit /b 7
for /f "delims=" %%f in ('dir /a /b "%data%"') do goto others
exit /b 0
:others
exit /b 7

rem Settings that are there stay, and so does everything else in the folder.
:install
if not exist "%data%\lots\" mkdir "%data%\lots"
if not exist "%data%\secrets\" mkdir "%data%\secrets"
if not exist "%settings%" copy "%~dp0..\share\lotbridge\configs\host.example.json" "%settings%"
rem One that was installed by hand runs from another folder, and would go on with the old program.
"%program%" service stop >nul 2>&1
"%program%" service install --settings "%settings%"
if errorlevel 1 exit /b 5
rem Settings hold accounts, the store plates: for the system, administrators and the service only.
icacls "%data%" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F "NT SERVICE\LotBridge:(OI)(CI)M"
if errorlevel 1 echo warning: who may read the data folder was not changed
exit /b 0

:start
if exist "%data%\lots\*.json" goto start_it
echo not started: there is no lot in the folder "lots" yet; put one there, then: lotbridge check, and lotbridge service start
exit /b 0
:start_it
"%program%" service start --settings "%settings%"
if errorlevel 1 exit /b 6
exit /b 0

:stop
"%program%" service stop --settings "%settings%"
exit /b 0

:remove
"%program%" service uninstall --settings "%settings%"
if errorlevel 1 exit /b 5
exit /b 0

rem Only what is ours: somebody may have named a folder that holds other things, too. The log stays.
:purge
for %%d in (data lots secrets) do if exist "%data%\%%d\" rmdir /s /q "%data%\%%d"
if exist "%settings%" del "%settings%"
echo settings, secrets and stored messages are removed
exit /b 0
