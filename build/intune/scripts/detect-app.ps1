# Landfall {{VERSION}}: detection script for the Win32 app in Intune, in place of the two rules of docs/deploy.md.
# Made by `npm run policies`. Run it as 64-bit or 32-bit process: either works.
# Found: exit 0 and one line. Not found: exit 0 and nothing. Where it cannot run: exit 1, nothing, and the reason on the error stream.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

{{START_AS_64_BIT}}

{{READ_VALUE}}

try {
  $wanted = [version]'{{VERSION}}'
  if (-not (Test-Path -LiteralPath 'Registry::HKEY_LOCAL_MACHINE\{{MARKER_KEY}}')) { exit 0 }

  $version = [version][string](Read-Value 'HKEY_LOCAL_MACHINE\{{MARKER_KEY}}' 'Version')
  $program = Join-Path -Path ([string](Read-Value 'HKEY_LOCAL_MACHINE\{{MARKER_KEY}}' 'InstallLocation')) -ChildPath '{{PROGRAM}}'
  if ($version -ge $wanted -and (Test-Path -LiteralPath $program -PathType Leaf)) {
    Write-Output "Landfall $version"
  }
} catch {
  Write-Error -Message "Landfall was not looked for: $($_.FullyQualifiedErrorId)" -ErrorAction Continue
  exit 1
}
exit 0
