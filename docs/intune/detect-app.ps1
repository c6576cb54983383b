# Landfall 0.1.0: detection script for the Win32 app in Intune, in place of the two rules of docs/deploy.md.
# Made by `npm run policies`. Run it as 64-bit process: either works, it names the 64-bit registry itself.
# Found: exit 0 and one line. Not found: exit 0 and nothing. Anything else is an error, which Intune takes for not found.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$wanted = [version]'0.1.0'
$machine = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')
$marker = $machine.OpenSubKey('Software\Landfall')
if ($null -eq $marker) { exit 0 }

$version = [version][string]$marker.GetValue('Version')
$program = Join-Path -Path ([string]$marker.GetValue('InstallLocation')) -ChildPath 'Landfall.exe'
if ($version -ge $wanted -and (Test-Path -LiteralPath $program -PathType Leaf)) {
  Write-Output "Landfall $version"
}
exit 0
