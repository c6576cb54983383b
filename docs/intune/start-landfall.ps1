# Landfall 0.2.0: remediation script that belongs to detect-status.ps1: starts Landfall for the person who is signed in, quietly.
# Made by `npm run policies`. Run this script using the logged-on credentials: Yes. Run script in 64-bit PowerShell: Yes.
# A second start does nothing, and Landfall shows itself only where its settings say that it is time.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

if ($env:PROCESSOR_ARCHITEW6432) {
  # A 32-bit host sees another registry. The same script once more, by the PowerShell of the system.
  & (Join-Path -Path $env:windir -ChildPath 'SysNative\WindowsPowerShell\v1.0\powershell.exe') -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $PSCommandPath
  exit $LASTEXITCODE
}

# By the registry's provider and without methods, so that it runs too where only signed scripts are trusted.
function Read-Value($Key, $Name) {
  $found = Get-ItemProperty -LiteralPath "Registry::$Key" -Name $Name -ErrorAction SilentlyContinue
  if ($null -eq $found) { return $null }
  return $found.$Name
}

try {
  # Session 0 is where services live: no one would see it there.
  if ((Get-Process -Id $PID).SessionId -eq 0) {
    Write-Output 'not started: assign this script to run with the logged-on credentials'
    exit 1
  }
  $folder = [string](Read-Value 'HKEY_LOCAL_MACHINE\Software\Landfall' 'InstallLocation')
  if (-not (Test-Path -LiteralPath 'Registry::HKEY_LOCAL_MACHINE\Software\Landfall')) {
    Write-Output 'not started: Landfall is not installed'
    exit 1
  }
  $program = Join-Path -Path $folder -ChildPath 'Landfall.exe'
  if (-not (Test-Path -LiteralPath $program -PathType Leaf)) {
    Write-Output 'not started: the program is missing'
    exit 1
  }
  $file = Join-Path -Path $env:APPDATA -ChildPath 'Landfall\status.json'
  $began = [datetime]::UtcNow
  # Compared with what was there, not with the clock: one that was put back would make an old status a fresh one.
  $before = if (Test-Path -LiteralPath $file -PathType Leaf) { (Get-Item -LiteralPath $file).LastWriteTimeUtc } else { $null }
  Start-Process -FilePath $program -ArgumentList '--background', '--now'

  # Intune runs the detection again right after this: what it reads should be of now. `--now` spares the delay after logon, and a
  # Landfall that runs already looks again. Three minutes at most, and no longer than a Landfall runs.
  $isFresh = $false
  $isRunning = $true
  while ($isRunning -and -not $isFresh -and ([datetime]::UtcNow - $began).TotalSeconds -lt 180) {
    Start-Sleep -Seconds 3
    $isRunning = $null -ne (Get-Process -Name 'Landfall' -ErrorAction SilentlyContinue)
    if (Test-Path -LiteralPath $file -PathType Leaf) { $isFresh = (Get-Item -LiteralPath $file).LastWriteTimeUtc -ne $before }
  }
} catch {
  Write-Output "not started: $($_.FullyQualifiedErrorId)"
  exit 1
}
Write-Output $(if ($isFresh) { 'started, and has looked' } else { 'started' })
exit 0
