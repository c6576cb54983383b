; Where the organisation puts the configuration: an administrator alone writes there, everybody reads. The app believes no other
; (electron/platform/windows/protected-file.ts). What lies in it keeps its owner: a file that somebody planted stays unbelieved.
!define DATA_SECURITY "O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"

Function ProtectData
  StrCpy $0 "$APPDATA\${NAME}"
  StrCpy $Code 1603
  StrCpy $Reason "$0 could not be protected"
  System::Call 'advapi32::ConvertStringSecurityDescriptorToSecurityDescriptorW(w"${DATA_SECURITY}",i1,*p.r1,p0)i.r2'
  ${If} $2 = 0
    Call End
  ${EndIf}
  System::Call '*(i24,i0,pr1,i0,i0)p.r3'
  System::Call 'kernel32::CreateDirectoryW(wr0,pr3)i.r2 ?e'
  Pop $4
  System::Free $3
  ${If} $2 = 0
    ${If} $4 <> 183
      Call End
    ${EndIf}
    Call TakeData
  ${EndIf}
  System::Call 'kernel32::LocalFree(pr1)'
FunctionEnd

; $0: the folder that is there, by any maker. $1: whose it is from now on. It is opened itself, not what it may lead to.
Function TakeData
  Push $0
  Call KindOf
  Pop $2
  ${If} $2 != "folder"
    StrCpy $Reason "$0 is a link or no folder"
    Call End
  ${EndIf}
  Call MayTakeOwnership
  System::Call 'kernel32::CreateFileW(wr0,i0xE0000,i7,p0,i3,i0x02200000,p0)p.r2'
  ${If} $2 P= -1
    Call End
  ${EndIf}
  System::Call '*(&i52)p.r3'
  System::Call 'kernel32::GetFileInformationByHandle(pr2,pr3)i.r4'
  System::Call '*$3(i.r5)'
  System::Free $3
  IntOp $6 $5 & ${LINK}
  IntOp $5 $5 & ${FOLDER}
  ${If} $4 <> 0
  ${AndIf} $6 = 0
  ${AndIf} $5 <> 0
    ; Owner and list of rights, without a walk through what lies below.
    System::Call 'advapi32::SetKernelObjectSecurity(pr2,i0x80000005,pr1)i.r4'
  ${Else}
    StrCpy $Reason "$0 is a link or no folder"
    StrCpy $4 0
  ${EndIf}
  System::Call 'kernel32::CloseHandle(pr2)'
  ${If} $4 = 0
    Call End
  ${EndIf}
FunctionEnd

; An administrator has these rights, and has to say that they are meant.
Function MayTakeOwnership
  System::Call 'advapi32::OpenProcessToken(p-1,i0x28,*p.r2)i.r3'
  ${If} $3 <> 0
    StrCpy $4 "SeRestorePrivilege"
    System::Call 'advapi32::LookupPrivilegeValueW(p0,wr4,*l.r5)i.r3'
    System::Call '*(i1,lr5,i2)p.r6'
    System::Call 'advapi32::AdjustTokenPrivileges(pr2,i0,pr6,i0,p0,p0)'
    System::Free $6
    System::Call 'kernel32::CloseHandle(pr2)'
  ${EndIf}
FunctionEnd
