; Landfall is asked to leave before its files are changed, in every session at once: by a value that an administrator alone
; writes and everybody reads (electron/background/leave.ts). It holds the time, so that one that was left behind says nothing.
!define LEAVE_VALUE "Leave"
!define READ_ONLY 0x1

Var Patience

!macro DefineLeave prefix
  Function ${prefix}CallToLeave
    System::Call 'kernel32::GetSystemTimeAsFileTime(*l.r0)'
    System::Int64Op $0 / 10000000
    Pop $0
    System::Int64Op $0 - 11644473600
    Pop $0
    WriteRegStr HKLM "${MARKER_KEY}" "${LEAVE_VALUE}" "$0"
  FunctionEnd

  ; What has left comes back when the value is gone.
  Function ${prefix}CallBack
    DeleteRegValue HKLM "${MARKER_KEY}" "${LEAVE_VALUE}"
    DeleteRegKey /ifempty HKLM "${MARKER_KEY}"
  FunctionEnd

  ; Stack: a file → 1 where nothing runs it or holds it.
  Function ${prefix}IsFree
    Exch $0
    Push $1
    Push $2
    Push "$0"
    Call ${prefix}KindOf
    Pop $1
    ${If} $1 == "file"
      ; A file that is marked read-only cannot be opened to write either, and no one holds it: of ours the mark goes.
      System::Call 'kernel32::GetFileAttributesW(w r0)i.r1'
      IntOp $2 $1 & ${READ_ONLY}
      ${If} $2 <> 0
        IntOp $1 $1 ^ ${READ_ONLY}
        System::Call 'kernel32::SetFileAttributesW(w r0,i r1)'
      ${EndIf}
    ${EndIf}
    StrCpy $1 1
    ${If} ${FileExists} "$0"
      ClearErrors
      FileOpen $1 "$0" a
      ${If} ${Errors}
        StrCpy $1 0
      ${Else}
        FileClose $1
        StrCpy $1 1
      ${EndIf}
    ${EndIf}
    StrCpy $0 $1
    Pop $2
    Pop $1
    Exch $0
  FunctionEnd

  ; Waits until the program is closed everywhere. A Landfall that copies files, signs in or is read stays: then nothing is changed.
  Function ${prefix}RefuseWhenInUse
    StrCpy $Patience ${PATIENCE_SECONDS}
    IntOp $Patience $Patience * 4
    StrCpy $1 0
    ${Do}
      Push "$INSTDIR\${PROGRAM}"
      Call ${prefix}IsFree
      Pop $0
      ${If} $0 = 1
        ${Break}
      ${EndIf}
      ${If} $1 = 0
        Push "Landfall is running, and is asked to leave"
        Call ${prefix}WriteLog
        Call ${prefix}CallToLeave
        StrCpy $1 1
      ${EndIf}
      ${If} $Patience <= 0
        StrCpy $Code 1618
        StrCpy $Reason "Landfall is running"
        MessageBox MB_OK|MB_ICONINFORMATION "${IN_USE}" /SD IDOK
        Call ${prefix}End
      ${EndIf}
      IntOp $Patience $Patience - 1
      Sleep 250
    ${Loop}
  FunctionEnd
!macroend
!insertmacro DefineLeave ""
!insertmacro DefineLeave "un."

; Renames a folder, again and again while somebody below it holds a file: a scanner does for seconds. Stack: from, to → 1 where it is done.
Function RenamePatiently
  Exch $1
  Exch
  Exch $0
  Push $2
  StrCpy $2 ""
  StrCpy $Patience ${PATIENCE_SECONDS}
  IntOp $Patience $Patience * 4
  ${Do}
    ClearErrors
    Rename "$0" "$1"
    ${IfNot} ${Errors}
      StrCpy $2 1
      ${Break}
    ${EndIf}
    ${If} $2 == ""
      Push "something in $0 is in use, and is waited for"
      Call WriteLog
      StrCpy $2 0
    ${EndIf}
    ${If} $Patience <= 0
      StrCpy $2 0
      ${Break}
    ${EndIf}
    IntOp $Patience $Patience - 1
    Sleep 250
  ${Loop}
  StrCpy $0 $2
  Pop $2
  Exch
  Pop $1
  Exch $0
FunctionEnd

; Before anything is deleted: a file that somebody holds is found while everything is still there. What lies behind a link is not
; ours, and is neither asked nor changed.
Function un.RefuseWhenHeld
  StrCpy $Patience ${PATIENCE_SECONDS}
  IntOp $Patience $Patience * 4
  FileOpen $2 "$PLUGINSDIR\${LIST}" r
  FileReadUTF16LE $2 $3
  ${Do}
    ClearErrors
    FileReadUTF16LE $2 $3
    ${If} ${Errors}
      ${Break}
    ${EndIf}
    ${TrimNewLines} "$3" $3
    StrCpy $4 $3 "" -1
    Push "$INSTDIR"
    Push $3
    Call un.IsWithin
    Pop $0
    ${If} $4 != "\"
    ${AndIf} $0 = 1
      ${Do}
        Push "$INSTDIR\$3"
        Call un.IsFree
        Pop $0
        ${If} $0 = 1
          ${Break}
        ${EndIf}
        ${If} $Patience <= 0
          FileClose $2
          StrCpy $Code 1618
          StrCpy $Reason "something in $INSTDIR is in use"
          Call un.End
        ${EndIf}
        IntOp $Patience $Patience - 1
        Sleep 250
      ${Loop}
    ${EndIf}
  ${Loop}
  FileClose $2
FunctionEnd
