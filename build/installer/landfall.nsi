; The installer of Landfall for Windows: per machine, silent on request, in place of an older one.
; Exit codes: 0 done, 1602 given up by the person, 1618 Landfall or another installer is at work (try again later),
; 1603 not done: the log says why. Nothing here needs a restart, so 3010 and 1641 are never given.
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
!include WordFunc.nsh
!include x64.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh

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
!endif

Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

LoadLanguageFile "${NSISDIR}\Contrib\Language files\English.nlf"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\German.nlf"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\Arabic.nlf"
!include words.nsh

Var Log
Var Code
Var Reason

; One line in the log, in the form that CMTrace and Intune's readers know. The folder is the one that Intune collects.
!macro DefineLog prefix
  Function ${prefix}OpenLog
    SetShellVarContext all
    StrCpy $Log "$APPDATA\Microsoft\IntuneManagementExtension\Logs"
    ${IfNot} ${FileExists} "$Log\*.*"
      StrCpy $Log "$APPDATA\${NAME}\Logs"
      CreateDirectory "$Log"
    ${EndIf}
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

  ; Ends with $Code: quietly where nobody sees it, with $Reason's words where somebody does.
  Function ${prefix}End
    Push "ends with $Code: $Reason"
    Call ${prefix}WriteLog
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

  Function ${prefix}OneAtATime
    System::Call 'kernel32::CreateMutexW(p0,i0,w"Global\LandfallSetup")p.r0 ?e'
    Pop $0
    ${If} $0 = 183
      StrCpy $Code 1618
      StrCpy $Reason "another installer of Landfall is at work"
      Call ${prefix}End
    ${EndIf}
  FunctionEnd

  ; A running program cannot be opened for writing.
  Function ${prefix}RefuseWhenInUse
    ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
      ClearErrors
      FileOpen $0 "$INSTDIR\${PROGRAM}" a
      ${If} ${Errors}
        StrCpy $Code 1618
        StrCpy $Reason "Landfall is running"
        MessageBox MB_OK|MB_ICONINFORMATION "$(InUse)" /SD IDOK
        Call ${prefix}End
      ${EndIf}
      FileClose $0
    ${EndIf}
  FunctionEnd
!macroend
!insertmacro DefineLog ""
!insertmacro DefineLog "un."

Function .onInit
  SetShellVarContext all
  SetRegView 64
  Call StayQuietWithoutDesktop
  Call OpenLog
  Push "install ${VERSION} ${ARCH} to $INSTDIR"
  Call WriteLog
  Call OneAtATime

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
  ; Where it is installed it stays, or an upgrade without /D would make a second one.
  ReadRegStr $0 HKLM "${MARKER_KEY}" "InstallLocation"
  ${If} $0 != ""
  ${AndIf} $0 != $INSTDIR
    StrCpy $INSTDIR $0
    Push "it is installed in $INSTDIR, and stays there"
    Call WriteLog
  ${EndIf}
  Call Recover
  ReadRegStr $0 HKLM "${MARKER_KEY}" "Version"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 = 1
      StrCpy $Reason "version $0 is installed, which is newer than ${VERSION}"
      MessageBox MB_OK|MB_ICONSTOP "$(NewerThere)" /SD IDOK
      Call End
    ${EndIf}
  ${EndIf}
  Call RefuseWhenInUse
  Call RefuseWithoutSpace
FunctionEnd

; What a power cut or a full disk left: the old version comes back, the half of a new one goes.
Function Recover
  ${If} ${FileExists} "$INSTDIR.old\*.*"
    ${IfNot} ${FileExists} "$INSTDIR\${PROGRAM}"
      Push "an earlier run was cut off: the version before it comes back"
      Call WriteLog
      RMDir /r "$INSTDIR"
      Rename "$INSTDIR.old" "$INSTDIR"
    ${Else}
      RMDir /r "$INSTDIR.old"
    ${EndIf}
  ${EndIf}
  RMDir /r "$INSTDIR.new"
FunctionEnd

Function RefuseWithoutSpace
  ${GetRoot} "$INSTDIR" $0
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
  SetOutPath "$INSTDIR.new"
  File /r "${APP_FOLDER}/*"
  WriteUninstaller "$INSTDIR.new\${UNINSTALLER}"
  ; A folder that is somebody's current one cannot be renamed.
  SetOutPath "$TEMP"
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\*.*"
    Rename "$INSTDIR" "$INSTDIR.old"
    ${If} ${Errors}
      RMDir /r "$INSTDIR.new"
      StrCpy $Code 1618
      StrCpy $Reason "something in $INSTDIR is in use"
      Call End
    ${EndIf}
  ${EndIf}
  Rename "$INSTDIR.new" "$INSTDIR"
  ${If} ${Errors}
    Rename "$INSTDIR.old" "$INSTDIR"
    RMDir /r "$INSTDIR.new"
    StrCpy $Code 1603
    StrCpy $Reason "the new version could not take its place"
    Call End
  ${EndIf}
  RMDir /r "$INSTDIR.old"

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
  Push "installed ${VERSION}"
  Call WriteLog
  SetErrorLevel 0
SectionEnd

; Notifications need a Start-menu entry with the app's own id (deployment-facts 4.5).
Function CreateStartMenuEntry
  ; It starts in the folder that is the current one here.
  SetOutPath "$INSTDIR"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}" "" "$INSTDIR\${PROGRAM}" 0
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Load} $1 '("$SMPROGRAMS\${NAME}.lnk",2)'
      ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
      ${If} $2 P<> 0
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r3'
        System::Call '*(&w64 "${APP_ID}")p.r5'
        System::Call '*${SYSSTRUCT_PROPVARIANT}(31,,p r5)p.r4'
        ${IPropertyStore::SetValue} $2 '($3,$4)'
        ${IPropertyStore::Commit} $2 ""
        System::Free $3
        System::Free $4
        System::Free $5
        ${IUnknown::Release} $2 ""
        ${IPersistFile::Save} $1 '("$SMPROGRAMS\${NAME}.lnk",1)'
      ${Else}
        Push "the Start-menu entry has no AppUserModelID: this system keeps none"
        Call WriteLog
      ${EndIf}
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
  SetOutPath "$TEMP"
FunctionEnd

; A file could not be written: the disk is full, or somebody forbids it.
Function .onInstFailed
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR.new"
  StrCpy $Code 1603
  StrCpy $Reason "a file could not be written"
  Call End
FunctionEnd

Function .onUserAbort
  SetErrorLevel 1602
FunctionEnd

Function un.onInit
  SetShellVarContext all
  SetRegView 64
  Call un.StayQuietWithoutDesktop
  Call un.OpenLog
  Push "uninstall ${VERSION} from $INSTDIR"
  Call un.WriteLog
  Call un.OneAtATime
  ; Only a folder of ours is deleted.
  ${IfNot} ${FileExists} "$INSTDIR\resources\app.asar"
  ${AndIfNot} ${FileExists} "$INSTDIR\${UNINSTALLER}"
    StrCpy $Code 1603
    StrCpy $Reason "there is no Landfall in $INSTDIR"
    Call un.End
  ${EndIf}
  Call un.RefuseWhenInUse
FunctionEnd

Section "un.${NAME}"
  SetRegView 64
  SetShellVarContext all
  DeleteRegValue HKLM "${RUN_KEY}" "${NAME}"
  DeleteRegKey HKLM "${PROTOCOL_KEY}"
  DeleteRegKey HKLM "${EVENTS_KEY}"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR.old"
  RMDir /r "$INSTDIR.new"
  Delete "$INSTDIR\${PROGRAM}"
  RMDir /r "$INSTDIR"
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
  ${OrIf} ${FileExists} "$INSTDIR\resources\*.*"
    StrCpy $Code 1618
    StrCpy $Reason "something in $INSTDIR is in use"
    Call un.End
  ${EndIf}
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
  DeleteRegKey HKLM "${MARKER_KEY}"
  Push "uninstalled ${VERSION}"
  Call un.WriteLog
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/REMOVEUSERDATA" $1
  ${IfNot} ${Errors}
    Call un.RemoveUserData
  ${EndIf}
  ; With _?= this program runs from the folder that goes, so that Intune learns of the true end; it cannot delete itself.
  ${If} ${FileExists} "$INSTDIR\${UNINSTALLER}"
    StrCpy $0 'ping -n 2 127.0.0.1 >nul & del /f /q "$INSTDIR\${UNINSTALLER}"'
    ExecShell "open" "$SYSDIR\cmd.exe" '/d /c "$0 & $0 & $0 & rmdir "$INSTDIR""' SW_HIDE
  ${EndIf}
  SetErrorLevel 0
SectionEnd

; Only on request: what the organisation has put there at once, what is a person's own at that person's next logon. The
; rights of the system never delete in a folder where somebody else can put a link in a folder's place.
Function un.RemoveUserData
  RMDir /r "$APPDATA\${NAME}"
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
      WriteRegStr HKU "$1\Software\Microsoft\Windows\CurrentVersion\RunOnce" "LandfallRemoveUserData" \
        'cmd.exe /d /c rmdir /s /q "%APPDATA%\${NAME}"'
    ${EndIf}
  ${Loop}
FunctionEnd
