# Who may write where (issue "No one without rights"), and the program's own locks.
$dataSecurity = 'O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)'

function Get-Security([string]$Place) {
  return (Get-Acl -LiteralPath $Place).GetSecurityDescriptorSddlForm('All')
}

function Assert-DataFolder {
  $found = (Get-Acl -LiteralPath $dataFolder).GetSecurityDescriptorSddlForm('Owner, Group, Access')
  $wanted = New-Object System.Security.AccessControl.RawSecurityDescriptor $dataSecurity
  Assert-Equal $wanted.GetSddlForm('Owner, Access') ((New-Object System.Security.AccessControl.RawSecurityDescriptor $found).GetSddlForm('Owner, Access')) 'who may write where the configuration is'
}

Add-Check -Name 'the folder of the configuration, by setup' -Rows 'D3', 'checklist 3' -Proves 'SYSTEM and Administrators full, Users read, nothing inherited, owner Administrators.' -Body {
  Confirm-RealWindows 'it keeps no lists of rights'
  Assert-Setup 0 (Get-Setup $This)
  Assert-DataFolder
}

Add-Check -Name 'the folder of the configuration, by the MSI' -Rows 'D3', 'checklist 3' -Proves 'The same where the MSI makes it.' -Body {
  Confirm-RealWindows 'it keeps no lists of rights'
  Assert-Equal 0 (Invoke-Msi "/i `"$(Get-Msi $This)`"") 'the exit code'
  Assert-DataFolder
}

Add-Check -Name 'the folder that a standard user made before' -Rows 'D3', 'checklist 3', 'checklist 4' -Proves 'Setup takes it over, owner and rights; what was planted in it stays the planter''s, and Landfall refuses it.' -Body {
  $shell = "$env:SystemRoot\System32\cmd.exe"
  $said = Invoke-AsPerson $shell "/d /c mkdir `"$dataFolder`" & echo {}>`"$dataFolder\landfall.json`""
  Assert-Equal 0 $said.code 'what the standard user did'
  Assert-Setup 0 (Get-Setup $This)
  Assert-DataFolder
  $again = Invoke-AsPerson $shell "/d /c echo x>`"$dataFolder\second.json`""
  Assert-Failed $again 'the standard user writes nothing there any more'
  if ($StandIn) { return 'the program is a stand-in: whether it refuses the file was not seen' }
  $check = Invoke-AsPerson $program '--check --json'
  Assert-Equal 20 $check.code 'the exit code of --check'
  Assert-True ($check.text -like '*config.invalid*') 'Landfall refuses the planted file'
}

Add-Check -Name 'an administrator''s configuration' -Rows 'D3', 'checklist 4' -Proves 'A landfall.json of an administrator is read by a standard user''s Landfall.' -Body {
  Confirm-Landfall
  Assert-Setup 0 (Get-Setup $This)
  $organisation = { param($Last, $Name) @{ tenantId = "${Last}1111111-1111-4111-8111-111111111111"; name = $Name; oneDriveHost = "$Name-my.sharepoint.com" } }
  $config = @{
    formatVersion = 1
    source = & $organisation 1 'contoso'
    target = & $organisation 2 'fabrikam'
    signIn = @{ clientId = '33333333-3333-4333-8333-333333333333' }
    admin = @{ endpoint = 'https://admin.invalid'; scope = 'api://landfall-admin/Reports.Submit' }
    plan = @{ moveState = 'Success' }
  }
  Write-Text "$dataFolder\landfall.json" (ConvertTo-Json -InputObject $config -Depth 4)
  $check = Invoke-AsPerson $program '--check --json'
  Assert-True ($null -ne $check.code -and $check.code -in 0, 10, 11, 15) "a code of a look with a configuration, and it is '$($check.code)'"
  $seen = ConvertFrom-Json -InputObject $check.text
  Assert-Equal $check.code $seen.exitCode 'the exit code in the answer'
  # Without a configuration the phase is not-due.
  Assert-Equal 'switch' $seen.phase 'the phase, which the plan of the configuration alone gives'
}

Add-Check -Name 'the folder of the program' -Rows 'D3' -Proves 'Only administrators and Windows write into the program''s folder, its resources and its archive, during an upgrade too.' -Body {
  Confirm-RealWindows 'it keeps no lists of rights'
  Assert-Setup 0 (Get-Setup $This)
  Assert-Setup 0 (Get-Setup $Next)
  foreach ($place in $home64, "$home64\resources", $program, $archive, $uninstaller) {
    Assert-True (Test-AdministratorWrite (Get-Security $place)) "administrators alone write $place"
  }
}

# Changes one digit of the first hash in the header of an archive. The header stays JSON of the same length, so that a refusal is of the
# changed hash.
function Edit-ArchiveHash([byte[]]$Bytes) {
  # The header's text begins at byte 16, and its length is before it.
  $length = [BitConverter]::ToInt32($Bytes, 12)
  $header = [System.Text.Encoding]::UTF8.GetString($Bytes, 16, $length)
  $before = [regex]::Match($header, '^[\s\S]*?"hash":"(?=[0-9a-f]{64}")')
  Assert-True $before.Success 'the header of the archive has a hash'
  $at = 16 + [System.Text.Encoding]::UTF8.GetByteCount($before.Value)
  $Bytes[$at] = if ($Bytes[$at] -eq [byte][char]'0') { [byte][char]'1' } else { [byte][char]'0' }
  $null = ConvertFrom-Json -InputObject ([System.Text.Encoding]::UTF8.GetString($Bytes, 16, $length))
}

Add-Check -Name 'a changed byte in the archive' -Rows 'checklist 9' -Proves 'With one changed digit of a hash in the header of app.asar Landfall does not start; unchanged it does.' -Body {
  Confirm-Landfall
  Assert-Setup 0 (Get-Setup $This)
  Assert-Equal 0 (Invoke-Program -File $program -Words '--version') 'the exit code of the unchanged program'
  $bytes = [System.IO.File]::ReadAllBytes($archive)
  Edit-ArchiveHash $bytes
  [System.IO.File]::WriteAllBytes($archive, $bytes)
  $code = Invoke-Program -File $program -Words '--version'
  Assert-True ($code -ne 0) 'the changed program ends with a failure'
  "code $code"
}

Add-Check -Name 'the fuses' -Rows 'checklist 9' -Proves 'ELECTRON_RUN_AS_NODE, NODE_OPTIONS and --inspect do nothing.' -Body {
  Confirm-Landfall
  Assert-Setup 0 (Get-Setup $This)
  $code = Invoke-Program -File $program -Words '--version' -Environment @{ ELECTRON_RUN_AS_NODE = '1'; NODE_OPTIONS = '--require C:\nowhere.js' }
  Assert-Equal 0 $code 'the exit code with the variables set: it is Landfall that answers, and no Node'
  $script = Join-Path -Path $env:TEMP -ChildPath 'landfall-proof.js'
  [System.IO.File]::WriteAllText($script, 'process.exit(77)')
  $asNode = Invoke-Program -File $program -Words "`"$script`"" -Environment @{ ELECTRON_RUN_AS_NODE = '1' }
  Remove-Item -LiteralPath $script -Force
  Assert-True ($asNode -ne 77) 'it runs no script as Node'
  $inspected = Invoke-Program -File $program -Words '--version --inspect=9229'
  Assert-True ($inspected -ne 0) 'it refuses --inspect'
}

Add-Check -Name 'signatures and time stamps' -Rows 'checklist 10' -Proves 'Setup, MSI, uninstaller and each program and library are signed, and setup has a time stamp.' -Body {
  if (-not $Signed) { Stop-Unprovable 'these packages are not signed' }
  Assert-Setup 0 (Get-Setup $This)
  $files = @(Get-ChildItem -LiteralPath $home64 -Recurse -File -Include '*.exe', '*.dll', '*.node' | ForEach-Object FullName)
  foreach ($file in $files + @((Get-Setup $This), (Get-Msi $This))) {
    Assert-Equal 'Valid' (Get-AuthenticodeSignature -LiteralPath $file).Status "the signature of $file"
  }
  Assert-True ($null -ne (Get-AuthenticodeSignature -LiteralPath (Get-Setup $This)).TimeStamperCertificate) 'setup has a time stamp'
  "$($files.Count + 2) files"
}

Add-Check -Name 'Defender' -Rows 'checklist 10' -Proves 'A scan of the packages and of the installed program finds nothing. SmartScreen''s opinion is no runner''s to ask.' -Body {
  $scanner = "$env:ProgramFiles\Windows Defender\MpCmdRun.exe"
  if (-not (Test-Path -LiteralPath $scanner)) { Stop-Unprovable 'there is no Defender' }
  Assert-Setup 0 (Get-Setup $This)
  foreach ($place in $home64, (Get-Setup $This), (Get-Msi $This)) {
    Assert-Equal 0 (Invoke-Program -File $scanner -Words "-Scan -ScanType 3 -DisableRemediation -File `"$place`"") "Defender's answer for $place"
  }
}
