; Which folders are Landfall's, and how what lies in them goes. Nothing else is ever renamed or deleted, and no link is followed.
; A folder proves itself by the list of files that the installer lays into it before anything else.
!define LIST "Landfall.files"
!define LIST_TITLE "Landfall files 1"
!define LINK 0x400
!define FOLDER 0x10

Var Failed

!macro DefineGround prefix
  ; Stack: a path → missing, file, folder, link (of either kind), or unknown where Windows does not say.
  Function ${prefix}KindOf
    Exch $0
    Push $1
    Push $2
    System::Call 'kernel32::GetFileAttributesW(w r0)i.r1 ?e'
    Pop $2
    ${If} $1 = -1
      StrCpy $0 "unknown"
      ${If} $2 = 2
      ${OrIf} $2 = 3
        StrCpy $0 "missing"
      ${EndIf}
    ${Else}
      StrCpy $0 "file"
      IntOp $2 $1 & ${FOLDER}
      ${If} $2 <> 0
        StrCpy $0 "folder"
      ${EndIf}
      IntOp $2 $1 & ${LINK}
      ${If} $2 <> 0
        StrCpy $0 "link"
      ${EndIf}
    ${EndIf}
    Pop $2
    Pop $1
    Exch $0
  FunctionEnd

  ; Stack: text, part of it → 1 where it is in it.
  Function ${prefix}Contains
    Exch $1
    Exch
    Exch $0
    Push $2
    Push $3
    Push $4
    StrLen $2 $1
    StrCpy $3 0
    ${Do}
      StrCpy $4 $0 $2 $3
      ${If} $4 == $1
        StrCpy $0 1
        ${Break}
      ${EndIf}
      StrLen $4 $4
      ${If} $4 < $2
        StrCpy $0 0
        ${Break}
      ${EndIf}
      IntOp $3 $3 + 1
    ${Loop}
    Pop $4
    Pop $3
    Pop $2
    Exch
    Pop $1
    Exch $0
  FunctionEnd

  ; Stack: a folder → how many things are in it, or 1 where it cannot be looked into.
  Function ${prefix}CountEntries
    Exch $0
    Push $1
    Push $2
    Push $3
    StrCpy $3 0
    ClearErrors
    FindFirst $1 $2 "$0\*.*"
    ${If} ${Errors}
      StrCpy $3 1
    ${Else}
      ${DoUntil} $2 == ""
        ${If} $2 != "."
        ${AndIf} $2 != ".."
          IntOp $3 $3 + 1
        ${EndIf}
        FindNext $1 $2
      ${Loop}
      FindClose $1
    ${EndIf}
    StrCpy $0 $3
    Pop $3
    Pop $2
    Pop $1
    Exch $0
  FunctionEnd

  ; Stack: a folder that is no link, what its name has more than the installed folder's (.old, .new) → 1 where it is Landfall's.
  Function ${prefix}IsOurs
    Exch $1
    Exch
    Exch $0
    Push $2
    Push $3
    Push $0
    Call ${prefix}HasList
    Pop $3
    ${If} $3 = 0
    ${AndIf} ${FileExists} "$0\${LIST}"
      ; The power went while the very first file was laid down.
      Push $0
      Call ${prefix}CountEntries
      Pop $3
      ${If} $3 <> 1
        StrCpy $3 0
      ${EndIf}
    ${EndIf}
    ReadRegStr $2 HKLM "${MARKER_KEY}" "InstallLocation"
    ${If} $3 = 0
    ${AndIf} $2 != ""
    ${AndIf} $0 == "$2$1"
    ${AndIf} ${FileExists} "$0\${UNINSTALLER}"
    ${AndIf} ${FileExists} "$0\resources\app.asar"
      StrCpy $3 1
    ${EndIf}
    StrCpy $0 $3
    Pop $3
    Pop $2
    Exch
    Pop $1
    Exch $0
  FunctionEnd

  ; Stack: a path, what its name has more than the installed folder's → why it may not be touched, or nothing.
  Function ${prefix}WhyNot
    Exch $1
    Exch
    Exch $0
    Push $2
    Push $0
    Call ${prefix}KindOf
    Pop $2
    ${Select} $2
      ${Case} "missing"
        StrCpy $2 ""
      ${Case} "folder"
        Push $0
        Push $1
        Call ${prefix}IsOurs
        Pop $2
        ${If} $2 = 0
          Push $0
          Call ${prefix}CountEntries
          Pop $2
          ${If} $2 = 0
            StrCpy $2 ""
          ${Else}
            StrCpy $2 "what is in $0 is not Landfall's"
          ${EndIf}
        ${Else}
          StrCpy $2 ""
        ${EndIf}
      ${Case} "file"
        StrCpy $2 "a file could not be written: $0 is not a folder"
      ${Case} "link"
        StrCpy $2 "$0 is a link to another place"
      ${Default}
        StrCpy $2 "$0 cannot be looked at"
    ${EndSelect}
    StrCpy $0 $2
    Pop $2
    Exch
    Pop $1
    Exch $0
  FunctionEnd

  ; Stack: a folder, a name of the list below it → 1 where no folder on the way is a link, and the name leads nowhere else.
  Function ${prefix}IsWithin
    Exch $1
    Exch
    Exch $0
    Push $2
    Push $3
    Push $4
    StrCpy $4 1
    StrCpy $2 $1 1
    ${If} $2 == "\"
      StrCpy $4 0
    ${EndIf}
    Push $1
    Push ".."
    Call ${prefix}Contains
    Pop $2
    ${If} $2 = 1
      StrCpy $4 0
    ${EndIf}
    Push $1
    Push ":"
    Call ${prefix}Contains
    Pop $2
    ${If} $2 = 1
      StrCpy $4 0
    ${EndIf}
    StrCpy $3 0
    ${DoWhile} $4 = 1
      StrCpy $2 $1 1 $3
      ${If} $2 == ""
        ${Break}
      ${EndIf}
      ${If} $2 == "\"
        StrCpy $2 $1 $3
        Push "$0\$2"
        Call ${prefix}KindOf
        Pop $2
        ${If} $2 != "folder"
          StrCpy $4 0
        ${EndIf}
      ${EndIf}
      IntOp $3 $3 + 1
    ${Loop}
    StrCpy $0 $4
    Pop $4
    Pop $3
    Pop $2
    Exch
    Pop $1
    Exch $0
  FunctionEnd

  ; Stack: a folder, a list of files. What the list names goes; $Failed counts the files that did not.
  Function ${prefix}DeleteListed
    Exch $1
    Exch
    Exch $0
    Push $2
    Push $3
    Push $4
    Push $5
    FileOpen $2 "$1" r
    ${If} $2 <> 0
      FileReadUTF16LE $2 $3
      ${Do}
        ClearErrors
        FileReadUTF16LE $2 $3
        ${If} ${Errors}
          ${Break}
        ${EndIf}
        ${TrimNewLines} "$3" $3
        StrCpy $4 $3 "" -1
        ${If} $4 == "\"
          StrCpy $3 $3 -1
        ${EndIf}
        Push $0
        Push $3
        Call ${prefix}IsWithin
        Pop $5
        ${If} $3 != ""
        ${AndIf} $5 = 1
          ClearErrors
          ${If} $4 == "\"
            ; A folder goes when it is empty; who has put something of their own there keeps it. Of a link the link goes.
            Push "$0\$3"
            Call ${prefix}RemoveFolder
          ${Else}
            Delete "$0\$3"
            ${If} ${Errors}
              IntOp $Failed $Failed + 1
            ${EndIf}
          ${EndIf}
        ${EndIf}
      ${Loop}
      FileClose $2
    ${EndIf}
    Pop $5
    Pop $4
    Pop $3
    Pop $2
    Pop $0
    Pop $1
  FunctionEnd

  ; Stack: a folder → 1 where the list in it is whole enough to be read.
  Function ${prefix}HasList
    Exch $0
    Push $1
    Push $2
    StrCpy $2 0
    FileOpen $1 "$0\${LIST}" r
    ${If} $1 <> 0
      FileReadUTF16LE $1 $2
      FileClose $1
      StrLen $1 "${LIST_TITLE}"
      StrCpy $2 $2 $1
      ${If} $2 == "${LIST_TITLE}"
        StrCpy $2 1
      ${Else}
        StrCpy $2 0
      ${EndIf}
    ${EndIf}
    StrCpy $0 $2
    Pop $2
    Pop $1
    Exch $0
  FunctionEnd

  ; Stack: a folder of ours. Every name of its own list goes, and the folder where nothing else is in it. What this version alone has
  ; is somebody's there: its names count only where the folder has lost its list.
  Function ${prefix}RemoveKnown
    Exch $0
    Push $1
    StrCpy $Failed 0
    Push $0
    Call ${prefix}HasList
    Pop $1
    Push $0
    ${If} $1 = 1
      Push "$0\${LIST}"
    ${Else}
      Push "$PLUGINSDIR\${LIST}"
    ${EndIf}
    Call ${prefix}DeleteListed
    Pop $1
    ${If} $Failed = 0
      Delete "$0\${UNINSTALLER}"
      Push $0
      Call ${prefix}RemoveEmpty
    ${EndIf}
    Pop $0
  FunctionEnd

  ; Stack: a folder of ours. It goes where nothing but the list is in it. Else the list stays: what a run could not delete, and what
  ; somebody has put there, is in a folder of ours to the next one.
  Function ${prefix}RemoveEmpty
    Exch $0
    Push $1
    Push "$0"
    Call ${prefix}CountEntries
    Pop $1
    ${If} ${FileExists} "$0\${LIST}"
    ${AndIf} $1 = 1
      Delete "$0\${LIST}"
    ${EndIf}
    Push "$0"
    Call ${prefix}RemoveFolder
    Pop $1
    Pop $0
  FunctionEnd

  ; Stack: a folder or a link to one. It goes where it is empty, also where it is marked read-only, which Windows refuses otherwise.
  Function ${prefix}RemoveFolder
    Exch $0
    Push $1
    Push $0
    Call ${prefix}KindOf
    Pop $1
    ${If} $1 == "folder"
      SetFileAttributes "$0" NORMAL
    ${EndIf}
    RMDir "$0"
    Pop $1
    Pop $0
  FunctionEnd
!macroend
!insertmacro DefineGround ""
!insertmacro DefineGround "un."

; What somebody has put beside the program comes along into the folder of the new version. What has a name there already gets
; another one beside it. Stack: from, to.
Function ReturnOthers
  Exch $1
  Exch
  Exch $0
  Push $2
  Push $3
  Push $4
  Push $5
  FindFirst $2 $3 "$0\*.*"
  ${DoUntil} $3 == ""
    ${If} $3 != "."
    ${AndIf} $3 != ".."
      Push "$0\$3"
      Call KindOf
      Pop $4
      Push "$1\$3"
      Call KindOf
      Pop $5
      ${If} $5 == "missing"
        Rename "$0\$3" "$1\$3"
      ${ElseIf} $4 == "folder"
      ${AndIf} $5 == "folder"
        Push "$0\$3"
        Push "$1\$3"
        Call ReturnOthers
      ${ElseIf} $3 != "${LIST}"
      ${AndIf} $4 != "link"
        StrCpy $4 1
        ${Do}
          Push "$1\$3.kept-$4"
          Call KindOf
          Pop $5
          ${If} $5 == "missing"
            Rename "$0\$3" "$1\$3.kept-$4"
            ${Break}
          ${EndIf}
          IntOp $4 $4 + 1
        ${LoopUntil} $4 > 99
      ${EndIf}
    ${EndIf}
    FindNext $2 $3
  ${Loop}
  FindClose $2
  Push $0
  Call RemoveEmpty
  Pop $5
  Pop $4
  Pop $3
  Pop $2
  Pop $0
  Pop $1
FunctionEnd
