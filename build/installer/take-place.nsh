; How a new version takes the place of an old one: laid beside it, renamed into its place, the old one removed after.

; What a power cut or a full disk left: the old version comes back, the half of a new one goes.
Function Recover
  ${If} ${FileExists} "$INSTDIR.old\*.*"
    ${If} ${FileExists} "$INSTDIR.old\${PROGRAM}"
    ${AndIfNot} ${FileExists} "$INSTDIR\${PROGRAM}"
      Push "an earlier run was cut off: the version before it comes back"
      Call WriteLog
      Push "$INSTDIR"
      Call RemoveKnown
      ${If} ${FileExists} "$INSTDIR\*.*"
        Push "$INSTDIR"
        Push "$INSTDIR.old"
        Call ReturnOthers
      ${EndIf}
      Push "$INSTDIR.old"
      Push "$INSTDIR"
      Call RenamePatiently
      Pop $0
      ${If} $0 = 0
        StrCpy $Code 1618
        StrCpy $Reason "something in $INSTDIR.old is in use"
        Call End
      ${EndIf}
    ${Else}
      Call RemoveOld
    ${EndIf}
  ${EndIf}
  Push "$INSTDIR.new"
  Call RemoveKnown
  Push "$INSTDIR.new"
  Call RemoveFolder
FunctionEnd

; The version before; only what is not ours is still needed.
Function RemoveOld
  Push "$INSTDIR.old"
  Call RemoveKnown
  ${If} $Failed = 0
  ${AndIf} ${FileExists} "$INSTDIR.old\*.*"
    Push "$INSTDIR.old"
    Push "$INSTDIR"
    Call ReturnOthers
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR.old\*.*"
    Push "something in $INSTDIR.old could not be removed: the next run tries again"
    Call WriteLog
  ${EndIf}
FunctionEnd

; The new version takes the place of the old one. Where it cannot, the old one is back, or the log says where it lies.
Function TakePlace
  StrCpy $9 0
  ${If} ${FileExists} "$INSTDIR\*.*"
    Push "$INSTDIR"
    Call CountEntries
    Pop $0
    ${If} $0 = 0
      Push "$INSTDIR"
      Call RemoveFolder
    ${Else}
      ${If} ${FileExists} "$INSTDIR.old\*.*"
        StrCpy $Reason "something in $INSTDIR.old cannot be removed"
        Call GiveUp
      ${EndIf}
      Push "$INSTDIR"
      Push "$INSTDIR.old"
      Call RenamePatiently
      Pop $0
      ${If} $0 = 0
        StrCpy $Reason "something in $INSTDIR is in use"
        Call GiveUp
      ${EndIf}
      StrCpy $9 1
    ${EndIf}
  ${EndIf}
  Push "$INSTDIR.new"
  Push "$INSTDIR"
  Call RenamePatiently
  Pop $0
  ${If} $0 = 1
    Return
  ${EndIf}
  StrCpy $Reason "something in $INSTDIR.new is in use"
  ${If} $9 = 1
    Push "$INSTDIR.old"
    Push "$INSTDIR"
    Call RenamePatiently
    Pop $0
    ${If} $0 = 0
    ${OrIfNot} ${FileExists} "$INSTDIR\${PROGRAM}"
      StrCpy $Reason "$Reason, and so is $INSTDIR.old: the next run brings that version back"
    ${EndIf}
  ${EndIf}
  Call GiveUp
FunctionEnd

Function GiveUp
  Push "$INSTDIR.new"
  Call RemoveKnown
  StrCpy $Code 1618
  Call End
FunctionEnd
