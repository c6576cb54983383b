# Intune's scripts, unchanged, in Windows PowerShell 5.1 of both kinds.
$scriptFolder = Join-Path -Path $PSScriptRoot -ChildPath '..\..\docs\intune'

function Invoke-Script([string]$Name, [string]$System = 'System32') {
  $powershell = "$env:SystemRoot\$System\WindowsPowerShell\v1.0\powershell.exe"
  if ($isWine -or -not (Test-Path -LiteralPath $powershell)) { Stop-Unprovable "there is no Windows PowerShell 5.1 in $System" }
  $said = & $powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -File (Join-Path -Path $scriptFolder -ChildPath "$Name.ps1")
  return [pscustomobject]@{ code = $LASTEXITCODE; text = "$said".Trim() }
}

function Assert-Detection([string]$System) {
  Assert-Equal '' (Invoke-Script 'detect-app' $System).text 'detect-app where nothing is installed'
  $none = Invoke-Script 'detect-status' $System
  Assert-Equal '0 {"state":"not-installed"}' "$($none.code) $($none.text)" 'detect-status where nothing is installed'
  Assert-Setup 0 (Get-Setup $This)
  Assert-Equal "Landfall $(Get-PackageVersion (Get-Setup $This))" (Invoke-Script 'detect-app' $System).text 'detect-app'
  Remove-Folder $personalData
  $status = Invoke-Script 'detect-status' $System
  Assert-Equal '0 {"state":"not-started"}' "$($status.code) $($status.text)" 'detect-status before its first start'
  Assert-Equal '0' (Invoke-Script 'require-source-account' $System).text 'require-source-account without a OneDrive'
}

$detectionProves = 'detect-app.ps1 finds what is installed and nothing where nothing is; detect-status.ps1 says not-installed and not-started, both with exit 0.'
Add-Check -Name 'detection, 64-bit' -Rows 'D10', 'checklist 13' -Proves $detectionProves -Body { Assert-Detection 'System32' }
Add-Check -Name 'detection, 32-bit' -Rows 'D10', 'checklist 13' -Proves $detectionProves -Body { Assert-Detection 'SysWOW64' }

Add-Check -Name 'the remediation' -Rows 'D10', 'checklist 13' -Proves 'start-landfall.ps1 starts Landfall, waits for a fresh status, and the second detection reads it: not in the wave, exit 0.' -Body {
  Confirm-Desktop
  Assert-Setup 0 (Get-Setup $This)
  Remove-Folder $personalData
  $started = Invoke-Script 'start-landfall'
  Assert-Equal '0 started, and has looked' "$($started.code) $($started.text)" 'the remediation'
  $status = Invoke-Script 'detect-status'
  Assert-True ($status.text -notlike '*not-started*' -and $status.text -notlike '*unreadable*') "the second detection has a state: $($status.text)"
  $status.text
}

Add-Check -Name 'the remediation as SYSTEM' -Rows 'D10' -Proves 'Assigned to the wrong account it starts nothing and says so.' -Body {
  Assert-Setup 0 (Get-Setup $This)
  $said = Invoke-AsSystem "$env:SystemRoot\System32\WindowsPowerShell\v1.0\powershell.exe" "-NoProfile -ExecutionPolicy Bypass -File `"$scriptFolder\start-landfall.ps1`""
  Assert-Equal 1 $said.code 'the exit code'
  Assert-True ($said.text -like '*logged-on credentials*') 'it says why'
}

Add-Check -Name 'Intune itself' -Rows 'D10', 'checklist 1' -Proves 'The .intunewin is taken by a tenant, and its pages show the codes.' -Body {
  Stop-Unprovable 'it needs a tenant with Intune'
}
