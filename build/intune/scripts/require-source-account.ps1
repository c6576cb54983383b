# Landfall {{VERSION}}: requirement script for the Win32 app in Intune: only for people whose OneDrive is, or was, of the old tenant.
# Made by `npm run policies`. Run this script using the logged on credentials: Yes. Output data type: Integer, equals 1.
# Prints 1 where an account of the source tenant is set up on this computer, otherwise 0; the reason where it cannot run, with exit 1.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

{{START_AS_64_BIT}}

{{READ_VALUE}}

try {
  # From Landfall's policy; else from the file beside it; else what is here.
  $source = ''

  foreach ($hive in 'HKEY_LOCAL_MACHINE', 'HKEY_CURRENT_USER') {
    if ($source -eq '') { $source = [string](Read-Value "$hive\{{POLICY_KEY}}" '{{SOURCE_TENANT}}') }
  }
  $file = Join-Path -Path $env:ProgramData -ChildPath 'Landfall\landfall.json'
  if ($source -eq '' -and (Test-Path -LiteralPath $file -PathType Leaf)) {
    $config = Get-Content -LiteralPath $file -Raw -Encoding UTF8 | ConvertFrom-Json
    $source = [string]$config.source.tenantId
  }

  $found = 0
  $accounts = 'Registry::HKEY_CURRENT_USER\Software\Microsoft\OneDrive\Accounts'
  if ($source -ne '' -and (Test-Path -LiteralPath $accounts)) {
    foreach ($account in Get-ChildItem -LiteralPath $accounts) {
      if ([string](Read-Value $account.Name 'ConfiguredTenantId') -eq $source) { $found = 1 }
    }
  }
} catch {
  Write-Output "not checked: $($_.FullyQualifiedErrorId)"
  exit 1
}
Write-Output $found
exit 0
