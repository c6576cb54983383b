# The commands of Microsoft.Graph.Authentication that register.ps1 calls, on the directory in the file DIRECTORY. A refusal looks as
# the module's own: an exception with the number of the answer, and what Graph said in ErrorDetails.
function Connect-MgGraph {
  [CmdletBinding()] param($TenantId, [switch]$NoWelcome, $Scopes, [ValidateSet('Global', 'China', 'USGov', 'USGovDoD')]$Environment)
}

function Get-MgContext { [pscustomobject]@{ TenantId = $env:DIRECTORY_TENANT } }

function Invoke-MgGraphRequest {
  [CmdletBinding()] param($Method = 'GET', $Uri, $Body, $ContentType, [System.Collections.IDictionary]$Headers, $OutputType)
  $prefer = if ($null -eq $Headers) { '' } else { "Prefer=$($Headers['Prefer'])" }
  $errorFile = [System.IO.Path]::GetTempFileName()
  try {
    $said = & node "$PSScriptRoot/ask.mjs" "$Method" "$Uri" "$Body" $prefer 2> $errorFile
    if ($LASTEXITCODE -ne 0) {
      $refusal = [System.IO.File]::ReadAllText($errorFile)
      $told = ConvertFrom-Json $refusal
      $exception = [System.Net.Http.HttpRequestException]::new('Response status code does not indicate success.', $null, [int]$told.status)
      $record = [System.Management.Automation.ErrorRecord]::new($exception, $told.error.code, 'InvalidOperation', $Uri)
      $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($refusal)
      $PSCmdlet.ThrowTerminatingError($record)
    }
  } finally { Remove-Item -LiteralPath $errorFile }
  if ($said) { ConvertFrom-Json ($said -join "`n") -AsHashtable }
}
