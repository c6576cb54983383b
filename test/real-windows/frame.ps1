# The frame of prove-windows.ps1: the checks, the result of each, and the summary. All files here are ASCII alone: without a mark Windows
# PowerShell 5.1 reads no other text right.
Set-StrictMode -Version 2.0

$checks = New-Object System.Collections.ArrayList

# -Rows: rows of the review that it belongs to. -State: how the row of the state table in docs/deploy.md begins, where it proves one.
function Add-Check {
  param(
    [Parameter(Mandatory)][string]$Name,
    [Parameter(Mandatory)][string[]]$Rows,
    [string]$State = '',
    [Parameter(Mandatory)][string]$Proves,
    [Parameter(Mandatory)][scriptblock]$Body
  )
  $null = $checks.Add([pscustomobject]@{
      number = $checks.Count + 1
      name = $Name
      rows = $Rows
      state = $State
      proves = $Proves
      body = $Body
    })
}

# Ends a check that this computer cannot prove. That is neither a pass nor a failure.
function Stop-Unprovable([string]$Why) {
  throw (New-Object System.NotSupportedException $Why)
}

function Assert-Equal($Expected, $Actual, [string]$What) {
  if ("$Expected" -cne "$Actual") { throw "${What}: wanted '$Expected', got '$Actual'" }
}

function Assert-True($Holds, [string]$What) {
  if (-not $Holds) { throw "it does not hold: $What" }
}

# Runs a check. Its texts are the detail; what it throws is the reason.
function Invoke-Check($Check) {
  $watch = [System.Diagnostics.Stopwatch]::StartNew()
  $result = 'ok'
  $detail = ''
  try {
    $detail = @(& $Check.body | Where-Object { $_ -is [string] }) -join '; '
  } catch {
    $result = if ($_.Exception -is [System.NotSupportedException]) { 'not-provable-here' } else { 'wrong' }
    $detail = $_.Exception.Message
  }
  return [pscustomobject]@{
    number = $Check.number
    name = $Check.name
    rows = $Check.rows
    state = $Check.state
    proves = $Check.proves
    result = $result
    detail = $detail
    seconds = [int]$watch.Elapsed.TotalSeconds
  }
}

# The checks that are wanted by number or by part of their name; all of them where nothing is wanted. Throws for a word that names none.
function Select-Check($All, [string[]]$Only) {
  if (@($Only).Count -eq 0) { return @($All) }
  $named = @($Only | ForEach-Object {
      $word = $_
      $isNumber = $word -match '^\d+$'
      $found = @($All | Where-Object { if ($isNumber) { "$($_.number)" -eq $word } else { $_.name -like "*$word*" } })
      if ($found.Count -eq 0) { throw "no check is named by '$word'" }
      $found
    })
  return @($All | Where-Object { $named -contains $_ })
}

function Format-Cell([string]$Text) {
  return ($Text -replace '\|', '\|' -replace '\s+', ' ').Trim()
}

# The summary in Markdown, for the job's page.
function Format-Summary($Computer, $Results) {
  $counts = @('ok', 'wrong', 'not-provable-here' | ForEach-Object {
      $kind = $_
      "$(@($Results | Where-Object { $_.result -eq $kind }).Count) $kind"
    }) -join ', '
  $lines = @("## $($Computer.system), $($Computer.architecture): $counts", '', '| # | check | result | rows | detail |', '| --- | --- | --- | --- | --- |')
  $lines += @($Results | ForEach-Object {
      "| $($_.number) | $(Format-Cell $_.name) | $($_.result) | $($_.rows -join ', ') | $(Format-Cell $_.detail) |"
    })
  return $lines -join "`n"
}

# Whether a security descriptor lets only SYSTEM, Administrators and Windows' own installer service write.
function Test-AdministratorWrite([string]$Sddl) {
  $parsed = New-Object System.Security.AccessControl.RawSecurityDescriptor $Sddl
  $trusted = 'S-1-5-18', 'S-1-5-32-544', 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464'
  # Write, append, extended attributes, attributes, delete of a child, delete, rights, owner; and the general ones for all and for writing.
  $writing = 0x2 -bor 0x4 -bor 0x10 -bor 0x40 -bor 0x100 -bor 0x10000 -bor 0x40000 -bor 0x80000 -bor 0x10000000 -bor 0x40000000
  if ($trusted -notcontains $parsed.Owner.Value) { return $false }
  # Without a list everybody may do everything.
  if ($null -eq $parsed.DiscretionaryAcl -or $Sddl -like '*NO_ACCESS_CONTROL*') { return $false }
  foreach ($entry in $parsed.DiscretionaryAcl) {
    $isAllowed = $entry.AceType -eq [System.Security.AccessControl.AceType]::AccessAllowed
    # CREATOR OWNER becomes the account that makes a file, which an administrator alone does.
    $isOther = $trusted -notcontains $entry.SecurityIdentifier.Value -and $entry.SecurityIdentifier.Value -ne 'S-1-3-0'
    if ($isAllowed -and $isOther -and ($entry.AccessMask -band $writing) -ne 0) { return $false }
  }
  return $true
}
