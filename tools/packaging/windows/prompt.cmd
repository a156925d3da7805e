@echo off
rem The start menu's LotBridge: a command prompt in the data folder, where `lotbridge` means this program and these settings. prompt.cmd "data folder"
chcp 65001 >nul
title LotBridge
set "data=%~1"
if "%data:~-1%"=="\" set "data=%data:~0,-1%"
set "LOTBRIDGE_SETTINGS=%data%\host.json"
set "PATH=%~dp0;%PATH%"
net session >nul 2>&1 || echo Not as administrator: close this, click LotBridge with the right button, "Run as administrator" (以管理员身份运行).
cd /d "%data%"
lotbridge --version
echo First steps: lotbridge check, lotbridge doctor, lotbridge service start. All commands: lotbridge --help
