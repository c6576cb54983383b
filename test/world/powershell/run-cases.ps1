# Runs scripts one after the other, each in a runspace of its own, and prints what each said, as JSON. The registry is a stand-in for its
# provider, which PowerShell has on Windows alone: three commands that answer for `Registry::` and pass all else on. The language mode is
# set as App Control sets it; a stand-in runs in the same, so it must do without methods too.
param([Parameter(Mandatory)][string]$File)
$ErrorActionPreference = 'Stop'

$standIns = @{
  'Test-Path' = {
    param([string]$LiteralPath, [string]$PathType = 'Any')
    if ($LiteralPath -notlike 'Registry::*') { return Microsoft.PowerShell.Management\Test-Path -LiteralPath $LiteralPath -PathType $PathType }
    $key = $LiteralPath -replace '^Registry::', ''
    return @($registry.Keys | Where-Object { $_ -eq $key -or $_ -like "$key\*" }).Count -gt 0
  }
  'Get-ItemProperty' = {
    [CmdletBinding()] param([string]$LiteralPath, [string]$Name)
    $key = $LiteralPath -replace '^Registry::', ''
    $there = @($registry.Keys | Where-Object { $_ -eq $key })
    if ($there.Count -eq 0 -or $Name -notin $registry[$there[0]].Keys) { return }
    return [pscustomobject]@{ $Name = $registry[$there[0]][$Name] }
  }
  'Get-ChildItem' = {
    param([string]$LiteralPath)
    $key = $LiteralPath -replace '^Registry::', ''
    $depth = @($key -split '\\').Count
    return $registry.Keys | Where-Object { $_ -like "$key\*" } | ForEach-Object { (@($_ -split '\\')[0..$depth]) -join '\' } |
      Sort-Object -Unique | ForEach-Object { [pscustomobject]@{ Name = $_ } }
  }
}

function Invoke-Case($Case) {
  foreach ($name in $Case.environment.Keys) { Set-Item -LiteralPath "env:$name" -Value $Case.environment[$name] }
  $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
  $state.LanguageMode = $Case.mode
  foreach ($name in $standIns.Keys) {
    $state.Commands.Add([System.Management.Automation.Runspaces.SessionStateFunctionEntry]::new($name, [string]$standIns[$name]))
  }
  $state.Variables.Add([System.Management.Automation.Runspaces.SessionStateVariableEntry]::new('registry', $Case.registry, ''))
  $runspace = [runspacefactory]::CreateRunspace($state)
  $runspace.Open()
  $shell = [powershell]::Create($runspace)
  try {
    $null = $shell.AddScript("& '$($Case.script)'; `"code `$LASTEXITCODE`"")
    $said = @($shell.Invoke() | ForEach-Object { "$_" })
    return [ordered]@{ name = $Case.name; said = $said; errors = @($shell.Streams.Error | ForEach-Object { "$_" }) }
  } catch {
    return [ordered]@{ name = $Case.name; said = @(); errors = @("$_") }
  } finally {
    $shell.Dispose()
    $runspace.Dispose()
  }
}

# PowerShell's own parser, and what a script calls and is written with.
function Read-Script([string]$Path) {
  $tokens = $null
  $errors = $null
  $tree = [System.Management.Automation.Language.Parser]::ParseFile($Path, [ref]$tokens, [ref]$errors)
  $own = @($tree.FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $true) | ForEach-Object Name)
  $called = @($tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true) | ForEach-Object { $_.GetCommandName() } | Where-Object { $_ -and $_ -notin $own } | Sort-Object -Unique)
  return [ordered]@{
    script = Split-Path -Leaf $Path
    errors = @($errors | ForEach-Object Message)
    unknown = @($called | Where-Object { -not (Get-Command $_ -ErrorAction Ignore) })
    aliases = @($called | Where-Object { Get-Alias $_ -ErrorAction Ignore })
    # What Windows PowerShell 5.1 does not have.
    newer = @($tree.FindAll({ $args[0].GetType().Name -in 'TernaryExpressionAst', 'PipelineChainAst' }, $true) | ForEach-Object { "$_" }) +
      @($tokens | Where-Object { $_.Kind -in 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot' } | ForEach-Object Text)
  }
}

$asked = Get-Content -Raw -LiteralPath $File | ConvertFrom-Json -AsHashtable
$answer = [ordered]@{
  version = [string]$PSVersionTable.PSVersion
  read = @($asked.scripts | ForEach-Object { Read-Script $_ })
  cases = @($asked.cases | ForEach-Object { Invoke-Case $_ })
}
ConvertTo-Json -InputObject $answer -Depth 6 -Compress
