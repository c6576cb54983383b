# Landfall 0.1.0: remediation script that belongs to detect-status.ps1: starts Landfall for the person who is signed in, quietly.
# Made by `npm run policies`. Run this script using the logged-on credentials: Yes. Run script in 64-bit PowerShell: Yes.
# A second start does nothing, and Landfall shows itself only where its settings say that it is time.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# Session 0 is where services live: nobody would see it there.
if ([System.Diagnostics.Process]::GetCurrentProcess().SessionId -eq 0) {
  Write-Output 'not started: assign this script to run with the logged-on credentials'
  exit 1
}
$machine = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')
$marker = $machine.OpenSubKey('Software\Landfall')
if ($null -eq $marker) {
  Write-Output 'not started: Landfall is not installed'
  exit 1
}
$program = Join-Path -Path ([string]$marker.GetValue('InstallLocation')) -ChildPath 'Landfall.exe'
if (-not (Test-Path -LiteralPath $program -PathType Leaf)) {
  Write-Output 'not started: the program is missing'
  exit 1
}
$file = Join-Path -Path $env:APPDATA -ChildPath 'Landfall\status.json'
$began = [datetime]::UtcNow
Start-Process -FilePath $program -ArgumentList '--background', '--now'

# Intune runs the detection again right after this: what it reads should be of now. `--now` spares the delay after logon, and a Landfall that runs already looks again. Three minutes at most.
$isFresh = $false
while (-not $isFresh -and ([datetime]::UtcNow - $began).TotalSeconds -lt 180) {
  Start-Sleep -Seconds 3
  if (Test-Path -LiteralPath $file -PathType Leaf) { $isFresh = (Get-Item -LiteralPath $file).LastWriteTimeUtc -ge $began }
}
Write-Output $(if ($isFresh) { 'started, and has looked' } else { 'started' })
exit 0
