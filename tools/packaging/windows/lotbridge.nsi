; The installer for Windows, made by tools/package.sh setup. What it promises, its options and exit codes: docs/packages.md.
; Given with -D: VERSION, OUT (the file to write), EXE (the program), FILES (a list that puts all others into their places), REMOVAL (one
; that takes those of bin away), KIBIBYTES of all.
Unicode true
SetCompressor /SOLID lzma
RequestExecutionLevel admin
ManifestSupportedOS Win10
ManifestDPIAware true
Name "LotBridge ${VERSION}"
OutFile "${OUT}"
BrandingText "LotBridge ${VERSION}"

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include StrFunc.nsh
${StrStr}

!define KEY "Software\LotBridge"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\LotBridge"
!define SHORTCUT "$SMPROGRAMS\LotBridge.lnk"
!define PROGRAM "$INSTDIR\bin\lotbridge.exe"
!define EXIT_NEWER_STORE 3
!define EXIT_FILES_IN_USE 4
!define EXIT_NO_SERVICE 5
!define EXIT_NOT_STARTED 6
!define EXIT_NO_DATA_FOLDER 7
!define EXIT_MSI 8

Var DataDir ; host.json, lots, secrets, data, and install.log
!define LOG_FILE "$DataDir\install.log"

!include "${__FILEDIR__}\dialogs.nsh"
!include "${__FILEDIR__}\log.nsh"

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=${LANG_ENGLISH} ProductName "LotBridge"
VIAddVersionKey /LANG=${LANG_ENGLISH} FileDescription "LotBridge installer"
VIAddVersionKey /LANG=${LANG_ENGLISH} FileVersion "${VERSION}"
VIAddVersionKey /LANG=${LANG_ENGLISH} ProductVersion "${VERSION}"
VIAddVersionKey /LANG=${LANG_ENGLISH} LegalCopyright "Apache-2.0"

Function .onInit
    SetRegView 64
    SetShellVarContext all
    ; An upgrade goes where the last version went. /D= of the command line has put its folder into $INSTDIR already.
    ${If} $INSTDIR == ""
        ReadRegStr $INSTDIR HKLM "${KEY}" ProgramDir
    ${EndIf}
    ${If} $INSTDIR == ""
        StrCpy $INSTDIR "$PROGRAMFILES64\LotBridge"
    ${EndIf}
    ${GetParameters} $0
    ${GetOptions} $0 "/DATA=" $DataDir
    ${If} $DataDir == ""
        ReadRegStr $DataDir HKLM "${KEY}" DataDir
    ${EndIf}
    ${If} $DataDir == ""
        StrCpy $DataDir "$APPDATA\LotBridge"
    ${EndIf}
    !insertmacro MUI_LANGDLL_DISPLAY
FunctionEnd

; Each would take the other's program away.
Function RefuseMsi
    ReadRegStr $0 HKLM "${KEY}" ProgramDir
    ReadRegStr $1 HKLM "${UNINSTALL_KEY}" UninstallString
    ${If} $0 != ""
    ${AndIf} $1 == ""
        MessageBox MB_ICONSTOP $(OF_MSI) /SD IDOK
        SetErrorLevel ${EXIT_MSI}
        Quit
    ${EndIf}
FunctionEnd

; Before anything is written: what is wrong with the folder would else be kept for the next time.
Function RefuseDataFolder
    InitPluginsDir
    SetOutPath $PLUGINSDIR
    File "${__FILEDIR__}\setup.cmd"
    nsExec::Exec `"$SYSDIR\cmd.exe" /d /c ""$PLUGINSDIR\setup.cmd" try "$DataDir""`
    Pop $0
    ${If} $0 != 0
        MessageBox MB_ICONSTOP $(NO_DATA_FOLDER) /SD IDOK
        SetErrorLevel ${EXIT_NO_DATA_FOLDER}
        Quit
    ${EndIf}
FunctionEnd

; An older program cannot open the store of a newer one. The program of this installer looks itself.
Function RefuseNewerStore
    SetOutPath $PLUGINSDIR
    File "/oname=lotbridge.exe" "${EXE}"
    ${If} ${FileExists} "$DataDir\host.json"
        nsExec::ExecToStack '"$PLUGINSDIR\lotbridge.exe" version --store --settings "$DataDir\host.json"'
        Pop $0
        Pop $1
        ${StrStr} $2 $1 "newer LotBridge"
        ${If} $0 != 0
        ${AndIf} $2 != ""
            ${Log} "refused: the store was written by a newer LotBridge; nothing was changed"
            MessageBox MB_ICONSTOP $(NEWER_STORE) /SD IDOK
            SetErrorLevel ${EXIT_NEWER_STORE}
            Quit
        ${EndIf}
    ${EndIf}
FunctionEnd

; The program first: when it cannot be replaced, nothing is. Asked with IfErrors, which LogicLib's Errors does too: it
; forgets what it has told.
Function PutFiles
    ClearErrors
    SetOverwrite try
    SetOutPath "$INSTDIR\bin"
    File "${EXE}"
    IfErrors in_use
    !include "${FILES}"
    IfErrors in_use
    SetOutPath $INSTDIR
    Return
in_use:
    ${Log} "failed: a file in $INSTDIR cannot be replaced; close what uses it, also further services of LotBridge, and run the installer again"
    MessageBox MB_ICONSTOP $(FILES_IN_USE) /SD IDOK
    ${Setup} start
    SetErrorLevel ${EXIT_FILES_IN_USE}
    Quit
FunctionEnd

Function Register
    WriteUninstaller "$INSTDIR\uninstall.exe"
    SetOutPath $DataDir ; where the shortcut starts
    CreateShortcut "${SHORTCUT}" "$SYSDIR\cmd.exe" '/k ""$INSTDIR\bin\prompt.cmd" "$DataDir""' "${PROGRAM}" 0
    SetOutPath $INSTDIR
    WriteRegStr HKLM "${KEY}" ProgramDir $INSTDIR
    WriteRegStr HKLM "${KEY}" DataDir $DataDir
    WriteRegStr HKLM "${KEY}" Version "${VERSION}"
    WriteRegStr HKLM "${UNINSTALL_KEY}" DisplayName "LotBridge"
    WriteRegStr HKLM "${UNINSTALL_KEY}" DisplayVersion "${VERSION}"
    WriteRegStr HKLM "${UNINSTALL_KEY}" DisplayIcon "${PROGRAM}"
    WriteRegStr HKLM "${UNINSTALL_KEY}" Publisher "LotBridge"
    WriteRegStr HKLM "${UNINSTALL_KEY}" InstallLocation $INSTDIR
    WriteRegStr HKLM "${UNINSTALL_KEY}" UninstallString '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKLM "${UNINSTALL_KEY}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKLM "${UNINSTALL_KEY}" NoModify 1
    WriteRegDWORD HKLM "${UNINSTALL_KEY}" NoRepair 1
    ${GetSize} $INSTDIR "/S=0K" $0 $1 $2
    WriteRegDWORD HKLM "${UNINSTALL_KEY}" EstimatedSize $0
FunctionEnd

Section
    AddSize ${KIBIBYTES} ; what lies in functions is not counted
    SetShellVarContext all
    Call RefuseMsi
    Call RefuseDataFolder
    ${Log} "LotBridge ${VERSION}: program in $INSTDIR, data in $DataDir"
    Call RefuseNewerStore
    ${If} ${FileExists} "${PROGRAM}"
        ${Setup} stop
    ${EndIf}
    Call PutFiles
    Call Register
    ${Setup} install
    ${If} $0 != 0
        ${Log} "failed: the service was not installed; what was said stands above"
        MessageBox MB_ICONSTOP $(NO_SERVICE) /SD IDOK
        SetErrorLevel ${EXIT_NO_SERVICE}
        Quit
    ${EndIf}
    ${Setup} start
    ${If} $0 != 0
        ${Log} "failed: the service does not start; what it said stands above"
        MessageBox MB_ICONEXCLAMATION $(NOT_STARTED) /SD IDOK
        SetErrorLevel ${EXIT_NOT_STARTED}
    ${EndIf}
    ${Log} "LotBridge ${VERSION}: installed"
SectionEnd

Var Purge

Function un.onInit
    SetRegView 64
    SetShellVarContext all
    ReadRegStr $DataDir HKLM "${KEY}" DataDir
    ${If} $DataDir == ""
        StrCpy $DataDir "$APPDATA\LotBridge"
    ${EndIf}
    ${GetParameters} $0
    StrCpy $Purge no
    ClearErrors
    ${GetOptions} $0 "/PURGE" $1
    ${IfNot} ${Errors}
        StrCpy $Purge yes
    ${EndIf}
    !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

Section Uninstall
    SetShellVarContext all
    ${If} $Purge == no
        MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 $(PURGE) /SD IDNO IDNO +2
        StrCpy $Purge yes
    ${EndIf}
    CreateDirectory $DataDir
    ${un.Log} "LotBridge ${VERSION}: uninstalling"
    ${Setup} remove
    ${If} $0 != 0
        ${un.Log} "failed: the service was not removed, so the program stays; what was said stands above"
        MessageBox MB_ICONSTOP $(NO_SERVICE) /SD IDOK
        SetErrorLevel ${EXIT_NO_SERVICE}
        Quit
    ${EndIf}
    ClearErrors
    Delete "${PROGRAM}"
    ${If} ${Errors}
        ${un.Log} "failed: ${PROGRAM} is in use, by a further service of LotBridge or in a console, so it stays; end that and uninstall again"
        MessageBox MB_ICONSTOP $(FILES_IN_USE) /SD IDOK
        SetErrorLevel ${EXIT_FILES_IN_USE}
        Quit
    ${EndIf}
    ${If} $Purge == yes
        ${Setup} purge
    ${EndIf}
    ; Only what is ours: somebody may have named a folder that holds other programs, too.
    !include "${REMOVAL}"
    RMDir /r "$INSTDIR\lib\lotbridge"
    RMDir /r "$INSTDIR\share\lotbridge"
    RMDir "$INSTDIR\bin"
    RMDir "$INSTDIR\lib"
    RMDir "$INSTDIR\share"
    Delete "$INSTDIR\uninstall.exe"
    Delete "${SHORTCUT}"
    RMDir $INSTDIR
    DeleteRegKey HKLM "${UNINSTALL_KEY}"
    DeleteRegKey HKLM "${KEY}"
    ${un.Log} "LotBridge ${VERSION}: uninstalled"
SectionEnd
