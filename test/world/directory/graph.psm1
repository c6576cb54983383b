# The commands of Microsoft.Graph.Authentication that register.ps1 calls, on the directory that answers at DIRECTORY_URL. A refusal looks as
# the module's own: an exception with the number of the answer, and what Graph said in ErrorDetails.
$client = [System.Net.Http.HttpClient]::new()

function Connect-MgGraph {
  [CmdletBinding()] param($TenantId, [switch]$NoWelcome, $Scopes, [ValidateSet('Global', 'China', 'USGov', 'USGovDoD')]$Environment)
}

function Get-MgContext { [pscustomobject]@{ TenantId = $env:DIRECTORY_TENANT } }

function Invoke-MgGraphRequest {
  [CmdletBinding()] param($Method = 'GET', $Uri, $Body, $ContentType, [System.Collections.IDictionary]$Headers, $OutputType)
  $prefer = if ($null -eq $Headers) { '' } else { "Prefer=$($Headers['Prefer'])" }
  $asked = @{ method = "$Method"; url = "$Uri"; body = "$Body"; headers = $prefer } | ConvertTo-Json
  $content = [System.Net.Http.StringContent]::new($asked)
  $answer = $client.PostAsync("$env:DIRECTORY_URL/graph", $content).GetAwaiter().GetResult()
  $said = $answer.Content.ReadAsStringAsync().GetAwaiter().GetResult()
  if (-not $answer.IsSuccessStatusCode) {
    $told = ConvertFrom-Json $said
    $exception = [System.Net.Http.HttpRequestException]::new('Response status code does not indicate success.', $null, [int]$told.status)
    $record = [System.Management.Automation.ErrorRecord]::new($exception, $told.error.code, 'InvalidOperation', $Uri)
    $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($said)
    $PSCmdlet.ThrowTerminatingError($record)
  }
  if ($said) { ConvertFrom-Json $said -AsHashtable }
}
