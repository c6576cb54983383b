# Programs in the name of SYSTEM and of a standard user: each by a small script that notes the code, who ran it, and in which session.
$personName = 'LandfallPerson'

$noting = @'
param([string]$File, [string]$Words, [string]$Answer)
$start = New-Object System.Diagnostics.ProcessStartInfo
$start.FileName = $File
# The sign before it keeps a word like --check from being read as a parameter of this script; PowerShell 7.6 needs none, 5.1 was not seen.
$start.Arguments = $Words.Substring(1)
$start.UseShellExecute = $false
$start.RedirectStandardOutput = $true
$start.WorkingDirectory = $env:SystemRoot
$said = [ordered]@{ code = $null; text = ''; error = ''; refusal = $null; user = ''; session = 0; windows = 0 }
$said.user = [System.Security.Principal.WindowsIdentity]::GetCurrent().User.Value
$said.session = [System.Diagnostics.Process]::GetCurrentProcess().SessionId
try {
  $process = [System.Diagnostics.Process]::Start($start)
  $text = $process.StandardOutput.ReadToEndAsync()
  while (-not $process.WaitForExit(200)) {
    $process.Refresh()
    if ($process.MainWindowHandle -ne [IntPtr]::Zero) { $said.windows = 1 }
  }
  $said.code = $process.ExitCode
  $said.text = $text.Result
} catch {
  $said.error = $_.Exception.GetBaseException().Message
  # Windows' own number, where Windows refused the start.
  $said.refusal = $_.Exception.GetBaseException().NativeErrorCode
}
[System.IO.File]::WriteAllText("$Answer.part", (ConvertTo-Json -InputObject $said -Compress))
Rename-Item -LiteralPath "$Answer.part" -NewName (Split-Path -Leaf $Answer)
'@

# A folder that everybody may write to, for answers; nothing that is started comes from it but this script's own.
function New-AnswerPlace {
  $folder = Join-Path -Path $env:PUBLIC -ChildPath "landfall-proof-$([guid]::NewGuid())"
  $null = New-Item -ItemType Directory -Path $folder
  $null = Invoke-Program -File (Join-Path -Path $env:SystemRoot -ChildPath 'System32\icacls.exe') -Words "`"$folder`" /grant *S-1-5-32-545:(OI)(CI)M"
  [System.IO.File]::WriteAllText("$folder\note.ps1", $noting)
  return $folder
}

function Get-NoteWords([string]$Folder, [string]$File, [string]$Words) {
  return "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File `"$Folder\note.ps1`" -File `"$File`" -Words `"=$($Words -replace '"', '\"')`" -Answer `"$Folder\answer.json`""
}

function Read-Note([string]$Folder, [int]$Seconds) {
  $file = "$Folder\answer.json"
  Wait-Until { Test-Path -LiteralPath $file } 'the answer of the program' $Seconds
  $said = Get-Content -LiteralPath $file -Raw | ConvertFrom-Json
  Remove-Folder $Folder
  if ($null -eq $said.code -and $said.error -eq '') { throw 'the program gave no code' }
  return $said
}

# A program that ran and failed. One that did not run proves nothing.
function Assert-Failed($Said, [string]$What) {
  Assert-Equal '' $Said.error 'the start'
  Assert-True ($null -ne $Said.code -and $Said.code -ne 0) $What
}

# As SYSTEM in session 0, as Intune does.
function Invoke-AsSystem {
  param([string]$File, [string]$Words = '', [int]$Seconds = 400)
  Confirm-RealWindows 'it has no scheduled tasks'
  $folder = New-AnswerPlace
  $task = "landfall-proof-$([guid]::NewGuid())"
  $action = New-ScheduledTaskAction -Execute "$env:SystemRoot\System32\WindowsPowerShell\v1.0\powershell.exe" -Argument (Get-NoteWords $folder $File $Words)
  $null = Register-ScheduledTask -TaskName $task -Action $action -User 'SYSTEM' -RunLevel Highest
  try {
    Start-ScheduledTask -TaskName $task
    return Read-Note $folder $Seconds
  } finally {
    Unregister-ScheduledTask -TaskName $task -Confirm:$false
  }
}

# As a standard user that this run makes, in this session.
function Invoke-AsPerson {
  param([string]$File, [string]$Words = '', [int]$Seconds = 400)
  $folder = New-AnswerPlace
  $powershell = "$env:SystemRoot\System32\WindowsPowerShell\v1.0\powershell.exe"
  $null = Start-Process -FilePath $powershell -ArgumentList (Get-NoteWords $folder $File $Words) -Credential (Get-Person) -WorkingDirectory $env:SystemRoot
  return Read-Note $folder $Seconds
}

# The password is random, is never printed, and goes with the account at the end of the run.
function Get-Person {
  if ($null -ne $script:person) { return $script:person }
  Confirm-RealWindows 'it has no accounts'
  if (-not (Get-Command -Name 'New-LocalUser' -ErrorAction SilentlyContinue)) { Stop-Unprovable 'this PowerShell makes no accounts' }
  $password = New-Object System.Security.SecureString
  foreach ($letter in "Aa1!$([guid]::NewGuid())".ToCharArray()) { $password.AppendChar($letter) }
  $null = New-LocalUser -Name $personName -Password $password -AccountNeverExpires
  Add-LocalGroupMember -SID 'S-1-5-32-545' -Member $personName
  $script:person = New-Object System.Management.Automation.PSCredential $personName, $password
  return $script:person
}

$script:person = $null

function Remove-Person {
  if ($null -eq $script:person) { return }
  Remove-LocalUser -Name $personName
  $script:person = $null
}
