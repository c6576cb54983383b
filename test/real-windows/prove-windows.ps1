# Proves on a real Windows what docs/deploy.md says of installing, starting and leaving: numbered checks, each ok, wrong, or not provable
# here with the reason. Windows PowerShell 5.1, 64-bit, as an administrator. It installs and removes Landfall many times, makes and deletes
# an account and folders of its own, and is for a computer that is not needed.
#
#   prove-windows.ps1 -This FOLDER -Next FOLDER    packages of a version and of a newer one, each with -setup.exe and .msi
#   prove-windows.ps1 -List                        prints the checks as JSON, and runs none
#
# Writes proof.json and proof.md into -Output. Exit 1 where a check is wrong.
param(
  [string]$This = '',
  [string]$Next = '',
  [string]$Output = 'proof',
  # Numbers, or parts of names.
  [string[]]$Only = @(),
  [switch]$Signed,
  # What is installed is no Landfall: checks that start it are not provable.
  [switch]$StandIn,
  # A computer of a build service says so itself.
  [switch]$NobodyNeedsThisComputer,
  [switch]$List
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

. "$PSScriptRoot/frame.ps1"
if (-not $List) {
  . "$PSScriptRoot/computer.ps1"
  . "$PSScriptRoot/as-others.ps1"
}
foreach ($area in 'setup', 'rights', 'running', 'leaving', 'msi', 'intune') { . "$PSScriptRoot/check-$area.ps1" }

if ($List) {
  ConvertTo-Json -InputObject @($checks | Select-Object -Property number, name, rows, state, proves) -Depth 4
  exit 0
}
if (-not $NobodyNeedsThisComputer -and $env:CI -ne 'true') { throw 'this computer may be needed by somebody: see -NobodyNeedsThisComputer' }
if (-not [Environment]::Is64BitProcess) { throw 'start this by the 64-bit PowerShell' }
if ($This -eq '' -or $Next -eq '') { throw 'name the folders of two versions: -This and -Next' }

$wanted = Select-Check $checks $Only
$computer = [pscustomobject]@{
  system = [Environment]::OSVersion.VersionString
  architecture = $architecture
  powershell = "$($PSVersionTable.PSVersion)"
  session = $session
  isWine = $isWine
}
$results = New-Object System.Collections.ArrayList
$null = New-Item -ItemType Directory -Force -Path $Output
$folder = (Resolve-Path -LiteralPath $Output).ProviderPath

# After each check: also a run that is cut off has proven what it has proven.
function Write-Proof {
  $proof = [pscustomobject]@{ computer = $computer; checks = @($results) }
  [System.IO.File]::WriteAllText((Join-Path -Path $folder -ChildPath 'proof.json'), (ConvertTo-Json -InputObject $proof -Depth 5))
  [System.IO.File]::WriteAllText((Join-Path -Path $folder -ChildPath 'proof.md'), (Format-Summary $computer $results))
}

Remove-Task
try {
  foreach ($check in $wanted) {
    Reset-Computer
    $result = Invoke-Check $check
    $null = $results.Add($result)
    Write-Proof
    Write-Output "$($result.number) $($result.result): $($result.name) ($($result.seconds) s) $($result.detail)"
  }
  Reset-Computer
} finally {
  Remove-Person
}
if (@($results | Where-Object { $_.result -eq 'wrong' }).Count -gt 0) { exit 1 }
exit 0
