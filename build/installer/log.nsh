; Where the installer and the uninstaller write what they do, and how they end.
Var Log
Var Code
Var Reason
Var Lock

!macro DefineLog prefix
  ; The folder that Intune collects where Intune is; else the system's own. In neither can somebody without rights put a link.
  Function ${prefix}OpenLog
    SetShellVarContext all
    StrCpy $Log "$WINDIR\Logs"
    ClearErrors
    ReadRegStr $0 HKLM "SYSTEM\CurrentControlSet\Services\IntuneManagementExtension" "ImagePath"
    ${IfNot} ${Errors}
    ${AndIf} ${FileExists} "$APPDATA\Microsoft\IntuneManagementExtension\Logs\*.*"
      StrCpy $Log "$APPDATA\Microsoft\IntuneManagementExtension\Logs"
    ${EndIf}
    CreateDirectory "$Log"
    StrCpy $Log "$Log\Landfall-Setup.log"
    ; It stays small: an old half is enough to look back.
    FileOpen $0 "$Log" r
    ${If} $0 <> 0
      FileSeek $0 0 END $1
      FileClose $0
      ${If} $1 > 1000000
        Delete "$Log.old"
        Rename "$Log" "$Log.old"
      ${EndIf}
    ${EndIf}
  FunctionEnd

  ; One line, in the form that CMTrace and Intune's readers know.
  Function ${prefix}WriteLog
    Exch $9
    Push $0
    Push $1
    Push $2
    Push $3
    Push $4
    Push $5
    Push $6
    Push $7
    ${GetTime} "" "L" $0 $1 $2 $3 $4 $5 $6
    FileOpen $7 "$Log" a
    ${If} $7 <> 0
      FileSeek $7 0 END
      FileWrite $7 '<![LOG[$9]LOG]!><time="$4:$5:$6.000+000" date="$1-$0-$2" component="Landfall-Setup" context="" type="1" thread="0" file="">$\r$\n'
      FileClose $7
    ${EndIf}
    Pop $7
    Pop $6
    Pop $5
    Pop $4
    Pop $3
    Pop $2
    Pop $1
    Pop $0
    Pop $9
  FunctionEnd

  ; Ends with $Code: quietly where no one sees it, with $Reason's words where somebody does.
  Function ${prefix}End
    Push "ends with $Code: $Reason"
    Call ${prefix}WriteLog
    Call ${prefix}CallBack
    SetErrorLevel $Code
    Quit
  FunctionEnd

  ; Session 0 is where services live: a window there waits for ever for somebody who cannot come.
  Function ${prefix}StayQuietWithoutDesktop
    System::Call 'kernel32::GetCurrentProcessId()i.r0'
    System::Call 'kernel32::ProcessIdToSessionId(ir0,*i.r1)i.r2'
    ${If} $2 <> 0
    ${AndIf} $1 = 0
      SetSilent silent
    ${EndIf}
  FunctionEnd

  ; A file that is open for one alone and goes with its process. It lies where an administrator alone writes, so that no one
  ; else can hold it; a name of the system could be taken by anybody.
  Function ${prefix}OneAtATime
    System::Call 'kernel32::CreateFileW(w"$COMMONFILES64\Landfall-Setup.lock",i0x40000000,i0,p0,i2,i0x04000000,p0)p.r0 ?e'
    Pop $1
    StrCpy $Lock $0
    ${If} $1 = 32
      ; Not by End: the sign to leave is the other one's.
      Push "ends with 1618: another installer of Landfall is at work"
      Call ${prefix}WriteLog
      SetErrorLevel 1618
      Quit
    ${EndIf}
  FunctionEnd
!macroend
!insertmacro DefineLog ""
!insertmacro DefineLog "un."
