; One log for installing and uninstalling, UTF-8, the same that setup.cmd writes: ${Log} "words"; ${Setup} VERB runs
; setup.cmd, then $0 is its exit code.
!define Log "!insertmacro Log ''"
!define un.Log "!insertmacro Log 'un.'"
!define Setup "!insertmacro Setup"

!macro Log UN WORDS
    Push `${WORDS}`
    Call ${UN}Log
!macroend

!macro Setup VERB
    nsExec::Exec `"$SYSDIR\cmd.exe" /d /c ""$INSTDIR\bin\setup.cmd" ${VERB} "$DataDir""`
    Pop $0
!macroend

!macro LogFunction UN
Function ${UN}Log
    Exch $R0
    ${GetTime} "" "L" $1 $2 $3 $4 $5 $6 $7
    StrCpy $R0 "$3-$2-$1 $5:$6:$7 $R0$\r$\n"
    DetailPrint $R0
    FileOpen $R1 "${LOG_FILE}" a
    FileSeek $R1 0 END
    System::Alloc 8192
    Pop $R2
    System::Call 'kernel32::WideCharToMultiByte(i 65001, i 0, w R0, i -1, p R2, i 8192, p 0, p 0) i.R3'
    IntOp $R3 $R3 - 1 ; without the zero at its end
    System::Call 'kernel32::WriteFile(p R1, p R2, i R3, *i .R4, p 0)'
    System::Free $R2
    FileClose $R1
    Pop $R0
FunctionEnd
!macroend
!insertmacro LogFunction ""
!insertmacro LogFunction "un."
