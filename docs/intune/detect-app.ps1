# Landfall 0.2.0: detection script for the Win32 app in Intune, in place of the two rules of docs/deploy.md.
# Made by `npm run policies`. Run it as 64-bit or 32-bit process: either works.
# Found: exit 0 and one line. Not found: exit 0 and nothing. Where it cannot run: exit 1, nothing, and the reason on the error stream.
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
  $wanted = [version]'0.2.0'
  if (-not (Test-Path -LiteralPath 'Registry::HKEY_LOCAL_MACHINE\Software\Landfall')) { exit 0 }

  $version = [version][string](Read-Value 'HKEY_LOCAL_MACHINE\Software\Landfall' 'Version')
  $program = Join-Path -Path ([string](Read-Value 'HKEY_LOCAL_MACHINE\Software\Landfall' 'InstallLocation')) -ChildPath 'Landfall.exe'
  if ($version -ge $wanted -and (Test-Path -LiteralPath $program -PathType Leaf)) {
    Write-Output "Landfall $version"
  }
} catch {
  Write-Error -Message "Landfall was not looked for: $($_.FullyQualifiedErrorId)" -ErrorAction Continue
  exit 1
}
exit 0
