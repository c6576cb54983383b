# Landfall 0.1.0: requirement script for the Win32 app in Intune: only for people whose OneDrive is, or was, of the old tenant.
# Made by `npm run policies`. Run this script using the logged on credentials: Yes. Output data type: Integer, equals 1.
# Prints 1 where an account of the source tenant is set up on this computer, otherwise 0. Prints nothing else.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# From Landfall's policy; else from the file beside it; else what stands here.
$source = ''

foreach ($hive in 'LocalMachine', 'CurrentUser') {
  if ($source -ne '') { break }
  $root = [Microsoft.Win32.RegistryKey]::OpenBaseKey($hive, 'Registry64')
  $policy = $root.OpenSubKey('SOFTWARE\Policies\Landfall\Landfall')
  if ($null -ne $policy) { $source = [string]$policy.GetValue('SourceTenantId') }
}
$file = Join-Path -Path $env:ProgramData -ChildPath 'Landfall\landfall.json'
if ($source -eq '' -and (Test-Path -LiteralPath $file -PathType Leaf)) {
  $config = Get-Content -LiteralPath $file -Raw -Encoding UTF8 | ConvertFrom-Json
  $source = [string]$config.source.tenantId
}

$found = 0
$root = [Microsoft.Win32.RegistryKey]::OpenBaseKey('CurrentUser', 'Registry64')
$accounts = $root.OpenSubKey('Software\Microsoft\OneDrive\Accounts')
if ($source -ne '' -and $null -ne $accounts) {
  foreach ($name in $accounts.GetSubKeyNames()) {
    $account = $accounts.OpenSubKey($name)
    if ($null -ne $account -and [string]$account.GetValue('ConfiguredTenantId') -eq $source) { $found = 1 }
  }
}
Write-Output $found
exit 0
