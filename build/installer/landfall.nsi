; The installer of Landfall for Windows: per machine, silent on request, in place of an older one.
; Exit codes: 0 done, 1602 given up by the person, 1618 Landfall, somebody's program or another installer is at work (try again
; later), 1603 not done: the log says why. Nothing here needs a restart, so 3010 and 1641 are never given.
; A new version is laid beside the old one and takes its place by a rename, so that a power cut leaves the old or the new.
; A 64-bit installer also starts on Windows 11 on arm64.
Target amd64-unicode
Unicode true
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel admin
!ifdef STORE
  SetCompress off
!else
  SetCompressor /SOLID lzma
!endif

!include LogicLib.nsh
!include FileFunc.nsh
!include TextFunc.nsh
!include WordFunc.nsh
!include x64.nsh

!ifndef PATIENCE_SECONDS
  !define PATIENCE_SECONDS 60
!endif
!define NAME "Landfall"
!define PROGRAM "Landfall.exe"
!define PUBLISHER "The Landfall developers"
!define MARKER_KEY "Software\Landfall"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Landfall"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define PROTOCOL_KEY "Software\Classes\landfall"
!define EVENTS_KEY "SYSTEM\CurrentControlSet\Services\EventLog\Application\Landfall"
!define UNINSTALLER "Uninstall Landfall.exe"

Name "${NAME}"
OutFile "${OUTPUT}"
Icon "${ICON}"
UninstallIcon "${ICON}"
BrandingText "${NAME} ${VERSION}"
InstallDir "$PROGRAMFILES64\${NAME}"
; A file that cannot be written ends the run; without this a silent one would leave it out and answer 0.
AllowSkipFiles off
ShowInstDetails nevershow
ShowUninstDetails nevershow
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} (${ARCH})"
VIAddVersionKey "CompanyName" "${PUBLISHER}"
VIAddVersionKey "LegalCopyright" "© ${PUBLISHER}"
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
  ; The one library that the installer loads. It lies in a temporary folder meanwhile, where only signed ones may be loaded on some computers.
  !system '${SIGN} "${NSISDIR}/Plugins/amd64-unicode/System.dll" "${PLUGINS}/System.dll"' = 0
  !addplugindir "${PLUGINS}"
!endif

Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

LoadLanguageFile "${NSISDIR}\Contrib\Language files\English.nlf"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\German.nlf"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\French.nlf"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\SpanishInternational.nlf"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\PortugueseBR.nlf"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\Japanese.nlf"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\Arabic.nlf"
!include words.nsh
!define IN_USE "$(InUse)"

!include log.nsh
!include ground.nsh
!include leave.nsh
!include protect.nsh
!include people.nsh
!include start-menu.nsh
!include take-place.nsh

Function .onInit
  ; Where not even what this program brings along can be laid down, it ends by itself.
  SetErrorLevel 1603
  SetShellVarContext all
  SetRegView 64
  Call StayQuietWithoutDesktop
  Call OpenLog
  ${GetParameters} $0
  Push "install ${VERSION} ${ARCH} to $INSTDIR ($0)"
  Call WriteLog
  Call OneAtATime
  InitPluginsDir
  File "/oname=$PLUGINSDIR\${LIST}" "${LIST_FILE}"

  StrCpy $Code 1603
!if "${ARCH}" == "arm64"
  ${IfNot} ${IsNativeARM64}
!else
  ${IfNot} ${IsNativeAMD64}
!endif
    StrCpy $Reason "this package is for ${ARCH}, and this computer has another processor"
    MessageBox MB_OK|MB_ICONSTOP "$(WrongProcessor)" /SD IDOK
    Call End
  ${EndIf}

  ; Windows Installer would not know of what changes beneath it.
  ReadRegStr $0 HKLM "${MARKER_KEY}" "Installer"
  ${If} $0 == "msi"
    StrCpy $Reason "Landfall was installed by its MSI: uninstall that one first"
    MessageBox MB_OK|MB_ICONSTOP "$(InstalledByMsi)" /SD IDOK
    Call End
  ${EndIf}
  Call RefuseForeignFolder
  Call Recover
  ; A version whose program somebody has deleted does not stand in the way.
  ReadRegStr $0 HKLM "${MARKER_KEY}" "Version"
  ${If} $0 != ""
  ${AndIf} ${FileExists} "$INSTDIR\${PROGRAM}"
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 = 1
      StrCpy $Reason "version $0 is installed, which is newer than ${VERSION}"
      MessageBox MB_OK|MB_ICONSTOP "$(NewerThere)" /SD IDOK
      Call End
    ${EndIf}
  ${EndIf}
  Call RefuseWithoutSpace
  Call RefuseWhenInUse
FunctionEnd

; Below Program Files an administrator alone writes; anywhere else somebody could put another program in Landfall's place, which
; then starts for everybody. And what is there must be ours, or nothing.
Function RefuseForeignFolder
  StrCpy $Code 1603
  ; NSIS takes its own folder in place of one that it does not like, hides the word, and leaves out signs of a name: `C:\A:B` would
  ; be another folder than was meant. So the word is read anew.
  System::Call 'kernel32::GetCommandLineW()w.r0'
  StrCpy $3 $INSTDIR
  StrCpy $1 0
  ${Do}
    StrCpy $2 $0 4 $1
    ${If} $2 == " /D="
    ${OrIf} $2 == '"/D='
      IntOp $1 $1 + 4
      StrCpy $3 $0 "" $1
      StrCpy $1 $3 1 -1
      ${If} $1 == '"'
        StrCpy $3 $3 -1
      ${EndIf}
      StrCpy $1 $3 1
      ${If} $1 == '"'
        StrCpy $3 $3 "" 1
      ${EndIf}
      ${Break}
    ${EndIf}
    StrLen $2 $2
    ${If} $2 < 4
      ${Break}
    ${EndIf}
    IntOp $1 $1 + 1
  ${Loop}
  System::Call 'kernel32::GetFullPathNameW(w r3,i${NSIS_MAX_STRLEN},w.r0,p0)i.r1'
  ${If} $1 <> 0
    StrCpy $3 $0
  ${EndIf}
  StrCpy $1 $3 1 -1
  ${If} $1 == "\"
    StrCpy $3 $3 -1
  ${EndIf}
  StrCpy $INSTDIR $3
  ; Where it is installed it stays, or an upgrade without /D would make a second one.
  ReadRegStr $0 HKLM "${MARKER_KEY}" "InstallLocation"
  ${If} $0 != ""
  ${AndIf} $0 != $INSTDIR
    StrCpy $INSTDIR $0
    StrCpy $3 $0
    Push "it is installed in $INSTDIR, and stays there"
    Call WriteLog
  ${EndIf}
  ${GetParent} "$INSTDIR" $0
  ${GetFileName} "$INSTDIR" $1
  ${If} $0 != $PROGRAMFILES64
  ${OrIf} $1 == ""
    StrCpy $Reason "$INSTDIR is no folder of $PROGRAMFILES64, where administrators alone write"
    MessageBox MB_OK|MB_ICONSTOP "$(ForeignFolder)" /SD IDOK
    Call End
  ${EndIf}
  ; And orders for the command prompt name the folder: what it puts in a name would make another one of it.
  ExpandEnvStrings $2 $1
  ${If} $2 != $1
    StrCpy $3 ""
  ${EndIf}
  ${If} $3 != $INSTDIR
    StrCpy $Reason "$INSTDIR is not what was named, or not the same folder to every program"
    MessageBox MB_OK|MB_ICONSTOP "$(ForeignFolder)" /SD IDOK
    Call End
  ${EndIf}
  Push ""
  Call RefuseForeign
  Push ".old"
  Call RefuseForeign
  Push ".new"
  Call RefuseForeign
FunctionEnd

; Stack: what the folder's name has more than the installed one's.
Function RefuseForeign
  Pop $1
  Push "$INSTDIR$1"
  Push $1
  Call WhyNot
  Pop $Reason
  ${If} $Reason != ""
    MessageBox MB_OK|MB_ICONSTOP "$(ForeignFolder)" /SD IDOK
    Call End
  ${EndIf}
FunctionEnd

Function RefuseWithoutSpace
  ${GetParent} "$INSTDIR" $0
  System::Call 'kernel32::GetDiskFreeSpaceExW(w"$0\",*l.r1,*l.r2,*l.r3)i.r4'
  ${If} $4 <> 0
    ; Both versions lie side by side for a moment, and the system wants air.
    System::Int64Op $1 / 1024
    Pop $1
    IntOp $2 ${SIZE_KB} + 51200
    System::Int64Op $1 < $2
    Pop $3
    ${If} $3 = 1
      StrCpy $Code 1603
      StrCpy $Reason "there is no room: $1 KB free, $2 KB needed"
      MessageBox MB_OK|MB_ICONSTOP "$(NoRoom)" /SD IDOK
      Call End
    ${EndIf}
  ${EndIf}
FunctionEnd

Section
  SetRegView 64
  SetShellVarContext all
  Call ProtectData
  SetOutPath "$INSTDIR.new"
  ; First the list, which says whose folder this is, and on the disk before anything else.
  File "/oname=${LIST}" "${LIST_FILE}"
  FileOpen $0 "$INSTDIR.new\${LIST}" a
  System::Call 'kernel32::FlushFileBuffers(pr0)'
  FileClose $0
  File /r "${APP_FOLDER}/*"
  ; Unlike a file, an uninstaller that cannot be written ends nothing.
  ClearErrors
  WriteUninstaller "$INSTDIR.new\${UNINSTALLER}"
  ${If} ${Errors}
    Call GiveUpWriting
  ${EndIf}
  ; A folder that is somebody's current one cannot be renamed.
  SetOutPath "$SYSDIR"
  Call TakePlace
  Call RemoveOld

  WriteRegStr HKLM "${RUN_KEY}" "${NAME}" '"$INSTDIR\${PROGRAM}" --background'
  WriteRegStr HKLM "${PROTOCOL_KEY}" "" "URL:${NAME}"
  WriteRegStr HKLM "${PROTOCOL_KEY}" "URL Protocol" ""
  WriteRegStr HKLM "${PROTOCOL_KEY}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKLM "${PROTOCOL_KEY}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
  ; The words for event 1 to 1000 are Windows' own: the text alone.
  WriteRegExpandStr HKLM "${EVENTS_KEY}" "EventMessageFile" "%SystemRoot%\System32\EventCreate.exe"
  WriteRegDWORD HKLM "${EVENTS_KEY}" "TypesSupported" 7
  Call CreateStartMenuEntry

  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S _?=$INSTDIR'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoRepair" 1
  ; Last, because Intune's detection believes it.
  WriteRegStr HKLM "${MARKER_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${MARKER_KEY}" "Architecture" "${ARCH}"
  WriteRegStr HKLM "${MARKER_KEY}" "Installer" "setup"
  WriteRegStr HKLM "${MARKER_KEY}" "Version" "${VERSION}"
  Call TakeOrdersBack
  Call CallBack
  Push "installed ${VERSION}"
  Call WriteLog
  SetErrorLevel 0
SectionEnd

; A file could not be written: the disk is full, or somebody forbids it.
Function GiveUpWriting
  SetOutPath "$SYSDIR"
  Push "$INSTDIR.new"
  Call RemoveKnown
  StrCpy $Code 1603
  StrCpy $Reason "a file could not be written"
  MessageBox MB_OK|MB_ICONSTOP "$(NotWritten)" /SD IDOK
  Call End
FunctionEnd

Function .onInstFailed
  Call GiveUpWriting
FunctionEnd

Function .onUserAbort
  Call CallBack
  SetErrorLevel 1602
FunctionEnd

; The sign to leave was written before the question: what has left comes back.
Function un.onUserAbort
  Call un.CallBack
  SetErrorLevel 1602
FunctionEnd

Function un.onInit
  SetErrorLevel 1603
  SetShellVarContext all
  SetRegView 64
  Call un.StayQuietWithoutDesktop
  Call un.OpenLog
  Push "uninstall ${VERSION} from $INSTDIR"
  Call un.WriteLog
  Call un.OneAtATime
  InitPluginsDir
  File "/oname=$PLUGINSDIR\${LIST}" "${LIST_FILE}"
  ; Only a folder of ours is touched, whatever `_?=` says.
  StrCpy $Code 1603
  Push $INSTDIR
  Push ""
  Call un.WhyNot
  Pop $Reason
  ${If} $Reason == ""
    Push $INSTDIR
    Push ""
    Call un.IsOurs
    Pop $0
    ReadRegStr $1 HKLM "${MARKER_KEY}" "Installer"
    ${If} $0 <> 1
      StrCpy $Reason "there is no Landfall in $INSTDIR"
    ${ElseIf} $1 == "msi"
      StrCpy $Reason "Landfall was installed by its MSI: uninstall that one"
    ${EndIf}
  ${EndIf}
  ${If} $Reason != ""
    Call un.End
  ${EndIf}
  Call un.RefuseWhenInUse
  Call un.RefuseWhenHeld
FunctionEnd

Section "un.${NAME}"
  SetRegView 64
  SetShellVarContext all
  SetOutPath "$SYSDIR"
  Push ".old"
  Call un.RemoveBeside
  Push ".new"
  Call un.RemoveBeside
  Push "$INSTDIR"
  Call un.RemoveKnown
  ${If} $Failed <> 0
    StrCpy $Code 1618
    StrCpy $Reason "something in $INSTDIR is in use"
    Call un.End
  ${EndIf}
  ; From here on Landfall is gone: until then it starts and is found as before.
  DeleteRegValue HKLM "${RUN_KEY}" "${NAME}"
  DeleteRegKey HKLM "${PROTOCOL_KEY}"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
  DeleteRegKey HKLM "${MARKER_KEY}"
  Push "uninstalled ${VERSION}"
  Call un.WriteLog
  Call un.OrderRemovalOfTraces
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/REMOVEUSERDATA" $1
  ${IfNot} ${Errors}
    Call un.RemoveUserData
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\${UNINSTALLER}"
    Call un.OrderOwnRemoval
  ${EndIf}
  SetErrorLevel 0
SectionEnd

; With _?= this program runs from the folder that goes, so that Intune learns of the true end; it cannot delete itself. Until it is
; gone the list stays, and the folder is ours to the next installation. Where that one has come already, nothing of it goes.
; Each program has its full path, and none starts in a folder where others write: there they could put one of the same name.
; The body of the loop is in brackets: without them Wine leaves out the wait.
Function un.OrderOwnRemoval
  Push $INSTDIR
  Call un.CountEntries
  Pop $1
  StrCpy $2 'if not exist "$INSTDIR\${PROGRAM}"'
  StrCpy $0 'if exist "$INSTDIR\${UNINSTALLER}" ("$SYSDIR\ping.exe" -n 2 127.0.0.1 >nul & $2 del /f /q "$INSTDIR\${UNINSTALLER}")'
  StrCpy $0 '(for %i in (1 2 3 4 5 6 7 8 9) do ($0))'
  ${If} $1 = 2
    StrCpy $0 '$0 & ($2 if not exist "$INSTDIR\${UNINSTALLER}" del /f /q "$INSTDIR\${LIST}")'
  ${EndIf}
  StrCpy $0 '/d /c "$0 & rmdir "$INSTDIR""'
  ; A text that is too long is cut without a word, and what is cut could name another folder.
  StrLen $1 $0
  IntOp $2 ${NSIS_MAX_STRLEN} - 1
  ${If} $1 >= $2
    Push "the uninstaller stays in $INSTDIR: the name is too long for the command that removes it"
    Call un.WriteLog
    Return
  ${EndIf}
  SetOutPath "$SYSDIR"
  ExecShell "open" "$SYSDIR\cmd.exe" "$0" SW_HIDE
FunctionEnd

; What an upgrade that was cut off left beside it. Stack: what the folder's name has more.
Function un.RemoveBeside
  Pop $1
  Push "$INSTDIR$1"
  Push $1
  Call un.WhyNot
  Pop $2
  ${If} $2 == ""
    Push "$INSTDIR$1"
    Call un.RemoveKnown
  ${EndIf}
FunctionEnd
