# Registers Landfall's applications in the target tenant and consents for everybody.
# Run it again at any time: it finishes what an earlier run began, and makes nothing twice.
# Needs: PowerShell 7, the module Microsoft.Graph.Authentication, and the role Cloud Application Administrator with
# the right to consent (Privileged Role Administrator or Global Administrator).
#   ./register.ps1 -TenantId 22222222-2222-4222-8222-222222222222 [-ConsoleAddress https://landfall.fabrikam.com]
#     -AdminRole me|ID   gives you, or the group or person with this object id, the role Landfall.Admin
#     -ForReturn         makes the applications usable in the old tenant too, for a way back
#     -Cloud NAME        global, us-government, us-government-dod or china, as `cloud` in landfall.json
#     -WriteTo FOLDER    writes the values into landfall.json and admin.json in this folder
#     -WhatIf            says what it would make or change, and changes nothing
#     -Remove            takes away what this script made, after showing it and asking; with -Yes without asking
[CmdletBinding(SupportsShouldProcess)]
param(
  [Parameter(Mandatory)][guid]$TenantId,
  [ValidatePattern('^(https://|http://localhost)[A-Za-z0-9:/._~-]*$')][string]$ConsoleAddress,
  [ValidatePattern('^(me|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$')][string]$AdminRole,
  [switch]$ForReturn,
  [ValidateSet('global', 'us-government', 'us-government-dod', 'china')][string]$Cloud = 'global',
  [string]$WriteTo,
  [switch]$Remove,
  [switch]$Yes
)
$ErrorActionPreference = 'Stop'

$graphApp = '00000003-0000-0000-c000-000000000000'
$reportScope = '6f2d5e0a-3c1b-4a57-9a8e-2f7b1d0c4e93'
$consoleScope = 'b94c2f16-7d3a-4e58-9c01-6a8e5f2d7b34'
$adminRoleId = '0c5b7e52-91d4-4f0e-8a36-5d9f3c1e7a21'
$environments = @{ 'global' = 'Global'; 'us-government' = 'USGov'; 'us-government-dod' = 'USGovDoD'; 'china' = 'China' }
$logins = @{
  'global' = 'https://login.microsoftonline.com'; 'us-government' = 'https://login.microsoftonline.us'
  'us-government-dod' = 'https://login.microsoftonline.us'; 'china' = 'https://login.partner.microsoftonline.cn'
}
$isDryRun = [bool]$WhatIfPreference
$WhatIfPreference = $false
$planned = [string][guid]::Empty
$address = $ConsoleAddress.TrimEnd('/')

function Stop-Registration([string]$Message) {
  [Console]::Error.WriteLine($Message)
  exit 1
}

# --- Asking Graph.
# A thing just made may be unknown for minutes, and a service may be busy: five minutes in all, by growing waits.
$waits = 2, 4, 8, 15, 31, 60, 60, 60, 60

# Returns the answer; $null where the thing is not there and that is no mistake (-OrAbsent) or is there already (-OrThere).
function Invoke-Graph([string]$What, [string]$Method, [string]$Path, $Body, [switch]$OrAbsent, [switch]$OrThere) {
  $request = @{ Method = $Method; Uri = "v1.0/$Path"; OutputType = 'HashTable' }
  if ($null -ne $Body) {
    $request.Body = if ($Body -is [string]) { $Body } else { ConvertTo-Json -InputObject $Body -Depth 10 }
    $request.ContentType = 'application/json'
    $request.Headers = @{ Prefer = 'create-if-missing' }
  }
  foreach ($wait in $waits + @($null)) {
    try { return Invoke-MgGraphRequest @request }
    catch {
      $said = if ($null -ne $_.ErrorDetails) { [string]$_.ErrorDetails.Message } else { [string]$_.Exception.Message }
      $status = Get-Status $_ $said
      if ($OrAbsent -and $status -eq 404) { return $null }
      if ($OrThere -and $said -match 'already exists|MultipleObjectsWithSameKey') { return $null }
      $isPassing = $status -in 404, 429 -or $status -ge 500 -or $status -eq 0 -or $said -match 'does not reference a valid application'
      if (-not $isPassing) { Stop-Refused $What $said }
      if ($null -eq $wait) {
        [Console]::Error.WriteLine("${What}: Microsoft Entra has not got that far within five minutes. Run this again later: it goes on where it stopped.")
        Stop-Refused $What $said
      }
      $wished = Get-RetryAfter $_
      if ($null -ne $wished -and $wished -gt $wait) { $wait = [Math]::Min($wished, 120) }
      if ($env:LANDFALL_RETRY_SECONDS) { $wait = [int]$env:LANDFALL_RETRY_SECONDS }
      [Console]::Error.WriteLine("${What}: not there yet, waiting for $wait s")
      Start-Sleep -Seconds $wait
    }
  }
}

# Number of the answer; 0 where there was none, as when a connection ended.
function Get-Status($Failure, [string]$Said) {
  $code = $Failure.Exception.StatusCode
  if ($null -eq $code -and $null -ne $Failure.Exception.Response) { $code = $Failure.Exception.Response.StatusCode }
  if ($null -ne $code) { return [int]$code }
  if ($Said -match 'Request_ResourceNotFound') { return 404 }
  return 0
}

function Get-RetryAfter($Failure) {
  try { return [int]$Failure.Exception.Response.Headers.RetryAfter.Delta.TotalSeconds } catch { return $null }
}

# Graph's own sentence, and what to do about it.
function Stop-Refused([string]$What, [string]$Said) {
  $help = ''
  if ($Said -match 'Authorization_RequestDenied|Insufficient privileges|Forbidden') {
    $help = 'You may not do this. Cloud Application Administrator may register; only Privileged Role Administrator or Global Administrator may consent for everybody.'
  } elseif ($Said -match 'identifierUri') {
    $help = "Your tenant restricts identifier URIs, or another application has api://$TenantId/landfall-admin. Give that one another, or allow this one in the app management policy."
  } elseif ($Said -match 'policy|not allowed') {
    $help = 'Your tenant restricts who may register applications, or what they may look like. Ask who looks after Microsoft Entra.'
  }
  Stop-Registration "$What was refused:`n  $Said`n$help"
}

# --- The right tenant, before anything is made.
$scopes = @('Application.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All')
if ($AdminRole) { $scopes += 'AppRoleAssignment.ReadWrite.All' }
Connect-MgGraph -TenantId $TenantId -NoWelcome -Scopes $scopes -Environment $environments[$Cloud]
$signedIn = [string](Get-MgContext).TenantId
if ($signedIn -ne [string]$TenantId) {
  Stop-Registration "You are signed in to the tenant $signedIn, but gave the tenant $TenantId. Nothing was made.`nIf $TenantId is right, run Disconnect-MgGraph and this script again."
}

# --- What is there already.
# Version 0.1.0's application of this name has no unique name, and holds one of our own scope ids: it is adopted.
function Find-Application([string]$UniqueName, [string]$Name, [string]$Mark) {
  $found = Invoke-Graph $Name GET "applications(uniqueName='$UniqueName')" -OrAbsent
  if ($null -ne $found) { return $found }
  $named = @((Invoke-Graph $Name GET "applications?`$filter=displayName eq '$Name'").value)
  return $named | Where-Object { $null -ne $_ -and (ConvertTo-Json -InputObject $_ -Depth 10) -match $Mark } | Select-Object -First 1
}

$ours = @(
  @{ uniqueName = 'landfall-console'; name = 'Landfall console'; mark = $consoleScope }
  @{ uniqueName = 'landfall'; name = 'Landfall'; mark = $reportScope }
  @{ uniqueName = 'landfall-admin-endpoint'; name = 'Landfall admin endpoint'; mark = $reportScope }
)

function Remove-Registration {
  $list = @($ours | ForEach-Object { Find-Application $_.uniqueName $_.name $_.mark } | Where-Object { $null -ne $_ })
  if ($list.Count -eq 0) { return 'There is nothing of Landfall in this tenant.' }
  foreach ($application in $list) { [Console]::Out.WriteLine("$($application.displayName): client id $($application.appId), with its service principal and its consents") }
  if ($isDryRun) { return 'Nothing was taken away: this was a dry run.' }
  if (-not $Yes) {
    $answer = Read-Host "Take these away from the tenant $TenantId? Nobody can sign in to Landfall after that. Type yes"
    if ($answer -ne 'yes') { Stop-Registration 'Nothing was taken away.' }
  }
  foreach ($application in $list) {
    $principal = Invoke-Graph 'The service principal' GET "servicePrincipals(appId='$($application.appId)')" -OrAbsent
    if ($null -ne $principal) {
      foreach ($grant in @((Invoke-Graph 'The consents' GET "oauth2PermissionGrants?`$filter=clientId eq '$($principal.id)'").value)) {
        if ($null -ne $grant) { $null = Invoke-Graph 'A consent' DELETE "oauth2PermissionGrants/$($grant.id)" -OrAbsent }
      }
      $null = Invoke-Graph 'The service principal' DELETE "servicePrincipals/$($principal.id)" -OrAbsent
    }
    $null = Invoke-Graph 'The application' DELETE "applications/$($application.id)" -OrAbsent
  }
  return 'Taken away. Microsoft Entra keeps deleted applications for 30 days, under Deleted applications.'
}

if ($Remove) {
  Remove-Registration
  exit 0
}

# --- Making what is missing.
function Write-Plan([string]$What) { [Console]::Error.WriteLine("would $What") }

function Confirm-Application([string]$UniqueName, [string]$Name, [string]$Mark, [string]$Manifest) {
  $found = Find-Application $UniqueName $Name $Mark
  if ($null -ne $found) { return $found }
  if ($isDryRun) { Write-Plan "make the application $Name"; return @{ id = $planned; appId = $planned } }
  # Made: the application. There already, and not seen a moment ago: nothing.
  $made = Invoke-Graph $Name PATCH "applications(uniqueName='$UniqueName')" $Manifest
  if ($null -eq $made) { $made = Invoke-Graph $Name GET "applications(uniqueName='$UniqueName')" }
  [Console]::Error.WriteLine("made the application $Name")
  return $made
}

function Confirm-Principal([string]$Name, [string]$AppId) {
  if ($AppId -eq $planned) { return $planned }
  $path = "servicePrincipals(appId='$AppId')"
  $found = Invoke-Graph $Name GET $path -OrAbsent
  if ($null -eq $found) {
    if ($isDryRun) { Write-Plan "make the service principal of $Name"; return $planned }
    $found = Invoke-Graph "The service principal of $Name" PATCH $path @{ displayName = $Name }
    if ($null -eq $found) { $found = Invoke-Graph "The service principal of $Name" GET $path }
  }
  return $found.id
}

# The redirect addresses, beside those that are there.
function Confirm-Addresses([string]$ObjectId, [string]$Platform, [string[]]$Addresses) {
  if ($ObjectId -eq $planned) { return }
  $there = @((Invoke-Graph 'The redirect addresses' GET "applications/$ObjectId").$Platform.redirectUris | Where-Object { $_ })
  $missing = @($Addresses | Where-Object { $_ -notin $there })
  if ($missing.Count -eq 0) { return }
  if ($isDryRun) { $missing | ForEach-Object { Write-Plan "add the redirect address $_" }; return }
  $null = Invoke-Graph 'The redirect address' PATCH "applications/$ObjectId" @{ $Platform = @{ redirectUris = @($there + $missing) } }
}

# Consents for everybody; a consent that is there keeps its scopes and gains these.
function Confirm-Grant([string]$Name, [string]$Client, [string]$Resource, [string]$Scopes) {
  if ($planned -in $Client, $Resource) { Write-Plan "consent to $Scopes for $Name"; return }
  $list = "oauth2PermissionGrants?`$filter=clientId eq '$Client' and resourceId eq '$Resource' and consentType eq 'AllPrincipals'"
  foreach ($wait in $waits + @($null)) {
    $grant = @((Invoke-Graph "The consent for $Name" GET $list).value | Where-Object { $null -ne $_ })[0]
    if ($null -ne $grant) { break }
    if ($isDryRun) { Write-Plan "consent to $Scopes for $Name"; return }
    $body = @{ clientId = $Client; consentType = 'AllPrincipals'; resourceId = $Resource; scope = $Scopes }
    if ($null -ne (Invoke-Graph "The consent for $Name" POST oauth2PermissionGrants $body -OrThere)) { return }
    # An earlier run has consented, and the list does not show it yet.
    if ($null -eq $wait) { Stop-Registration "The consent for $Name is there already, and Microsoft Entra does not show it. Run this again later." }
    if ($env:LANDFALL_RETRY_SECONDS) { $wait = [int]$env:LANDFALL_RETRY_SECONDS }
    Start-Sleep -Seconds $wait
  }
  $has = @(([string]$grant.scope).Split(' ', [StringSplitOptions]::RemoveEmptyEntries))
  $missing = @($Scopes.Split(' ') | Where-Object { $_ -notin $has })
  if ($missing.Count -eq 0) { return }
  if ($isDryRun) { Write-Plan "add to the consent for ${Name}: $missing"; return }
  $null = Invoke-Graph "The consent for $Name" PATCH "oauth2PermissionGrants/$($grant.id)" @{ scope = ($has + $missing) -join ' ' }
}

function Get-Manifest([string]$File, [string]$EndpointId) {
  (Get-Content -Raw "$PSScriptRoot/$File").Replace('ADMIN-ENDPOINT-CLIENT-ID', $EndpointId).Replace('TENANT-ID', "$TenantId").Replace('CONSOLE-ADDRESS', $address)
}

$endpoint = Confirm-Application landfall-admin-endpoint 'Landfall admin endpoint' $reportScope (Get-Manifest admin-endpoint.json '')
$endpointPrincipal = Confirm-Principal 'Landfall admin endpoint' $endpoint.appId

$landfall = Confirm-Application landfall Landfall $reportScope (Get-Manifest landfall.json $endpoint.appId)
$landfallPrincipal = Confirm-Principal Landfall $landfall.appId
# Windows' own sign-in (the broker) answers at the second; it holds the client id, so it cannot be in the manifest.
Confirm-Addresses $landfall.id publicClient @('http://localhost', "ms-appx-web://Microsoft.AAD.BrokerPlugin/$($landfall.appId)")

$console = $null
if ($address) {
  $console = Confirm-Application landfall-console 'Landfall console' $consoleScope (Get-Manifest console.json $endpoint.appId)
  $consolePrincipal = Confirm-Principal 'Landfall console' $console.appId
  Confirm-Addresses $console.id spa @("$address/")
  Confirm-Grant 'Landfall console' $consolePrincipal $endpointPrincipal Console.Use
}

$graph = Invoke-Graph 'Microsoft Graph' GET "servicePrincipals(appId='$graphApp')"
Confirm-Grant Landfall $landfallPrincipal $endpointPrincipal Reports.Submit
Confirm-Grant Landfall $landfallPrincipal $graph.id 'User.Read Files.Read'

# For a way back both applications must be known in the old tenant; consenting to Landfall there brings the endpoint along.
if ($ForReturn) {
  if ($isDryRun) { Write-Plan 'make both applications usable in the old tenant' }
  else {
    $api = (Get-Manifest admin-endpoint.json '' | ConvertFrom-Json -AsHashtable).api
    $api.knownClientApplications = @($landfall.appId)
    $null = Invoke-Graph 'The way back' PATCH "applications/$($endpoint.id)" @{ signInAudience = 'AzureADMultipleOrgs'; api = $api }
    $null = Invoke-Graph 'The way back' PATCH "applications/$($landfall.id)" @{ signInAudience = 'AzureADMultipleOrgs' }
  }
}

if ($AdminRole) {
  if ($isDryRun) { Write-Plan "give the role Landfall.Admin to $AdminRole" }
  else {
    $principal = if ($AdminRole -eq 'me') { (Invoke-Graph 'You' GET me).id } else { $AdminRole }
    $null = Invoke-Graph 'The role Landfall.Admin' POST "servicePrincipals/$endpointPrincipal/appRoleAssignedTo" @{
      principalId = $principal; resourceId = $endpointPrincipal; appRoleId = $adminRoleId
    } -OrThere
  }
}

if ($isDryRun) {
  'Nothing was changed: this was a dry run.'
  exit 0
}

# --- The values, where they belong.
function Add-Values($There, $Values) {
  $merged = if ($There -is [System.Collections.IDictionary]) { $There } else { [ordered]@{} }
  foreach ($key in $Values.Keys) {
    # Assigned as it is: what a statement gives back loses the list around a single value.
    if ($Values[$key] -is [System.Collections.IDictionary]) { $merged[$key] = Add-Values $merged[$key] $Values[$key] }
    else { $merged[$key] = $Values[$key] }
  }
  return $merged
}

# Lays the values over the file, and writes it whole or not at all.
function Write-Values([string]$Name, $Values) {
  $file = Join-Path (Resolve-Path -LiteralPath $WriteTo).ProviderPath $Name
  $there = [ordered]@{}
  if (Test-Path -LiteralPath $file) {
    try { $there = Get-Content -Raw -LiteralPath $file | ConvertFrom-Json -AsHashtable }
    catch {
      [Console]::Error.WriteLine("$file is there and holds no JSON. It was left as it is; the values are below.")
      $script:exitCode = 1
      return
    }
  }
  ConvertTo-Json -InputObject (Add-Values $there $Values) -Depth 20 | Set-Content -LiteralPath "$file.new" -Encoding utf8NoBOM
  Move-Item -LiteralPath "$file.new" -Destination $file -Force
  [Console]::Error.WriteLine("wrote $file")
}

$exitCode = 0
if ($WriteTo) {
  $null = New-Item -ItemType Directory -Force -Path $WriteTo
  $app = [ordered]@{ formatVersion = 1 }
  $admin = [ordered]@{ targetTenantId = "$TenantId" }
  if ($Cloud -ne 'global') { $app.cloud = $Cloud; $admin.authority = $logins[$Cloud] }
  $app.target = [ordered]@{ tenantId = "$TenantId" }
  $app.signIn = [ordered]@{ clientId = $landfall.appId }
  $app.admin = [ordered]@{ scope = "api://$TenantId/landfall-admin/Reports.Submit" }
  if ($address) { $app.admin.endpoint = $address }
  $admin.audience = $endpoint.appId
  $admin.clients = @($landfall.appId)
  if ($console) { $admin.console = [ordered]@{ clientId = $console.appId } }
  Write-Values landfall.json $app
  Write-Values admin.json $admin
}

"landfall.json   signIn.clientId   $($landfall.appId)"
"landfall.json   admin.scope       api://$TenantId/landfall-admin/Reports.Submit"
"admin.json      audience          $($endpoint.appId)"
"admin.json      clients           [`"$($landfall.appId)`"]"
if ($console) { "admin.json      console.clientId  $($console.appId)" }
if ($ForReturn) {
  'For the way back, consent in the old tenant as its administrator (put its tenant id in):'
  "  $($logins[$Cloud])/OLD-TENANT-ID/adminconsent?client_id=$($landfall.appId)"
}
if ($console -and -not $AdminRole) {
  'Still to do: nobody may open the console yet. Run this again with -AdminRole me, or with the object id of a group.'
}
exit $exitCode
