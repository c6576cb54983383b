# Landfall {{VERSION}}: how far a person is, for Remediations in Intune. Detection only, or with start-landfall.ps1 as remediation.
# Made by `npm run policies`. Run this script using the logged-on credentials: Yes. Run script in 64-bit PowerShell: Yes.
# Prints one line of JSON of at most 2,048 characters, of codes, numbers and a date alone: nothing that is not of their form gets through,
# so nothing personal does. Exit 0: done, not due yet, not in the wave, not started or not installed. Exit 1: something is left to do.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

{{START_AS_64_BIT}}

$code = '^{{CODE}}$'

function Select-Code($Value) {
  if ($Value -is [string] -and $Value -cmatch $code) { return $Value }
  return 'unreadable'
}

function Select-Codes($Values) {
  return , @(@($Values) | ForEach-Object { Select-Code $_ } | Select-Object -First {{MOST_CODES}})
}

function Write-Told($Told, [int]$ExitCode) {
  Write-Output (ConvertTo-Json -InputObject $Told -Compress)
  exit $ExitCode
}

if (-not (Test-Path -LiteralPath 'Registry::HKEY_LOCAL_MACHINE\{{MARKER_KEY}}')) { Write-Told ([ordered]@{ state = 'not-installed' }) 0 }
$file = Join-Path -Path $env:APPDATA -ChildPath 'Landfall\{{STATUS_FILE}}'
if (-not (Test-Path -LiteralPath $file)) { Write-Told ([ordered]@{ state = 'not-started' }) 0 }

$told = $null
$exitCode = 1
try {
  # Landfall writes a few thousand characters.
  if ((Get-Item -LiteralPath $file -Force).Length -gt 1048576) { throw 'too large' }
  $status = Get-Content -LiteralPath $file -Raw -Encoding UTF8 | ConvertFrom-Json
  # Nothing, a text and half a number would be made 0, which is done.
  if (-not ($status.exitCode -is [int] -or $status.exitCode -is [long])) { throw 'no exit code' }
  $exitCode = [int]$status.exitCode
  # Newer shells make a date of it already.
  $checked = if ($status.takenAt -is [datetime]) { $status.takenAt } else { [datetime]::Parse([string]$status.takenAt, [cultureinfo]::InvariantCulture) }
  $told = [ordered]@{
    state = Select-Code $status.verdict
    exitCode = $exitCode
    version = [string][version][string]$status.app.version
    checked = $checked.ToUniversalTime().ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture)
    phase = Select-Code $status.phase
    report = Select-Code $status.report
    openSteps = Select-Codes $status.openSteps
    findings = Select-Codes $status.findings
  }
} catch {
  $told = $null
}
if ($null -eq $told) { Write-Told ([ordered]@{ state = 'unreadable' }) 1 }
$isOver = $exitCode -eq {{EXIT_DONE}} -or $told.state -eq '{{NOT_DUE}}'
Write-Told $told $(if ($isOver) { 0 } else { 1 })
