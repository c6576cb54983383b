# Registers Landfall's applications in the target tenant and consents for everybody. The console only with its address.
# Needs: PowerShell 7, the module Microsoft.Graph.Authentication, and the role Cloud Application Administrator with
# the right to consent (Privileged Role Administrator or Global Administrator).
#   ./register.ps1 -TenantId 22222222-2222-4222-8222-222222222222 [-ConsoleAddress https://landfall.fabrikam.com]
param([Parameter(Mandatory)][guid]$TenantId, [string]$ConsoleAddress)
$ErrorActionPreference = 'Stop'

Connect-MgGraph -TenantId $TenantId -NoWelcome -Scopes 'Application.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All'

function Add-Entry([string]$Path, $Body) {
  $json = if ($Body -is [string]) { $Body } else { $Body | ConvertTo-Json -Depth 8 }
  Invoke-MgGraphRequest -Method POST -Uri "v1.0/$Path" -Body $json -ContentType 'application/json'
}

$endpoint = Add-Entry applications (Get-Content -Raw "$PSScriptRoot/admin-endpoint.json").Replace('TENANT-ID', "$TenantId")
$endpointPrincipal = Add-Entry servicePrincipals @{ appId = $endpoint.appId }

$landfall = Add-Entry applications (Get-Content -Raw "$PSScriptRoot/landfall.json").Replace('ADMIN-ENDPOINT-CLIENT-ID', $endpoint.appId)
$landfallPrincipal = Add-Entry servicePrincipals @{ appId = $landfall.appId }

$graph = Invoke-MgGraphRequest -Uri "v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')"
foreach ($grant in @(@($endpointPrincipal.id, 'Reports.Submit'), @($graph.id, 'User.Read Files.Read'))) {
  $null = Add-Entry oauth2PermissionGrants @{
    clientId = $landfallPrincipal.id; consentType = 'AllPrincipals'; resourceId = $grant[0]; scope = $grant[1]
  }
}

if ($ConsoleAddress) {
  $manifest = (Get-Content -Raw "$PSScriptRoot/console.json").Replace('ADMIN-ENDPOINT-CLIENT-ID', $endpoint.appId)
  $console = Add-Entry applications $manifest.Replace('CONSOLE-ADDRESS', $ConsoleAddress.TrimEnd('/'))
  $consolePrincipal = Add-Entry servicePrincipals @{ appId = $console.appId }
  $null = Add-Entry oauth2PermissionGrants @{
    clientId = $consolePrincipal.id; consentType = 'AllPrincipals'; resourceId = $endpointPrincipal.id; scope = 'Console.Use'
  }
}

"landfall.json   signIn.clientId   $($landfall.appId)"
"landfall.json   admin.scope       api://$TenantId/landfall-admin/Reports.Submit"
"admin.json      audience          $($endpoint.appId)"
if ($ConsoleAddress) { "admin.json      console.clientId  $($console.appId)" }
