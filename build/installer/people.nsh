; What lies with people goes at their next logon, with their own rights: those of the system never delete in a folder where somebody
; else can put a link in a folder's place. An order looks first whether Landfall has come back meanwhile, in its folder or the MSI's.
; The orders are in shared/installation/traces.ts; `ORDERS_FILE` is made of it.
!include "${ORDERS_FILE}"
!define RUN_ONCE "Software\Microsoft\Windows\CurrentVersion\RunOnce"
; Windows takes no longer command there.
!define LONGEST_ORDER 260

!macro DefineOrder prefix
  ; $5: the order's name; $6: what it does, or nothing to take it back. For everybody who is signed in.
  Function ${prefix}OrderForAll
    ${If} $6 != ""
      StrCpy $3 ""
      ${If} $INSTDIR != "$PROGRAMFILES64\${NAME}"
        StrCpy $3 'if not exist "%ProgramFiles%\${NAME}\${PROGRAM}" '
      ${EndIf}
      StrCpy $6 'cmd.exe /d /c if not exist "$INSTDIR\${PROGRAM}" $3$6'
      StrLen $3 $6
      ${If} $3 > ${LONGEST_ORDER}
        Push "no order $5: its $3 characters are more than Windows takes"
        Call ${prefix}WriteLog
        Return
      ${EndIf}
    ${EndIf}
    StrCpy $0 0
    ${Do}
      EnumRegKey $1 HKU "" $0
      ${If} $1 == ""
        ${Break}
      ${EndIf}
      IntOp $0 $0 + 1
      ; Accounts of a computer or domain, and of Entra; not the system's own, and no file types.
      StrCpy $2 $1 8
      StrCpy $3 $1 7
      StrCpy $4 $1 "" -8
      ${If} $4 == "_Classes"
        ${Continue}
      ${EndIf}
      ${If} $2 == "S-1-5-21"
      ${OrIf} $3 == "S-1-12-"
        ${If} $6 == ""
          DeleteRegValue HKU "$1\${RUN_ONCE}" "$5"
        ${Else}
          WriteRegStr HKU "$1\${RUN_ONCE}" "$5" "$6"
        ${EndIf}
      ${EndIf}
    ${Loop}
  FunctionEnd
!macroend
!insertmacro DefineOrder ""
!insertmacro DefineOrder "un."

Function TakeOrdersBack
  !insertmacro TakeOrdersBack
FunctionEnd

; What Electron and Windows write for a person at the first notification.
Function un.OrderRemovalOfTraces
  !insertmacro OrderRemovalOfTraces
FunctionEnd

; Only on request: what the organisation has put there at once, as far as it is known by name; what is a person's own by an order.
Function un.RemoveUserData
  StrCpy $0 "$APPDATA\${NAME}"
  Push $0
  Call un.KindOf
  Pop $1
  ${If} $1 == "folder"
    Delete "$0\landfall.json"
    RMDir "$0"
  ${EndIf}
  DeleteRegKey HKLM "${EVENTS_KEY}"
  !insertmacro OrderRemovalOfData
FunctionEnd
