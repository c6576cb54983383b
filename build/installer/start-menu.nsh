; Notifications need a Start-menu entry with the app's own id (docs/facts/deployment.md#notifications), and with the id of what answers them: without
; it each run of the app registers another one for the person.
!include Win\COM.nsh
!include Win\Propkey.nsh
!define TOAST_KEY '"{9F4C2855-9F79-4B39-A8D0-E1D42DE1D5F3}",26'

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
        System::Free $3
        System::Free $4
        System::Free $5
        ; VT_CLSID
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${TOAST_KEY})p.r3'
        System::Call '*(&g16 "{${TOAST_CLSID}}")p.r5'
        System::Call '*${SYSSTRUCT_PROPVARIANT}(72,,p r5)p.r4'
        ${IPropertyStore::SetValue} $2 '($3,$4)'
        System::Free $3
        System::Free $4
        System::Free $5
        ${IPropertyStore::Commit} $2 ""
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
  SetOutPath "$SYSDIR"
FunctionEnd
