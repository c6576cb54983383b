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
# Windows may hand on the variables of the administrator who started this: the account's own folders count.
$own = [Environment]::GetFolderPath('UserProfile')
if ($own -ne '' -and $own -ne $env:USERPROFILE) {
  $local = [Environment]::GetFolderPath('LocalApplicationData')
  $start.EnvironmentVariables['USERPROFILE'] = $own
  $start.EnvironmentVariables['APPDATA'] = [Environment]::GetFolderPath('ApplicationData')
  $start.EnvironmentVariables['LOCALAPPDATA'] = $local
  foreach ($name in 'TEMP', 'TMP') { $start.EnvironmentVariables[$name] = "$local\Temp" }
}
$said = [ordered]@{ code = $null; text = ''; error = ''; refusal = $null; user = ''; session = 0; windows = 0 }
$said.user = [System.Security.Principal.WindowsIdentity]::GetCurrent().User.Value
$said.session = [System.Diagnostics.Process]::GetCurrentProcess().SessionId
try {
  $process = [System.Diagnostics.Process]::Start($start)
  # For a run that is cut off: what to end. An answer takes them away again.
  $running = @($process.Id, $PID | ForEach-Object { Join-Path -Path (Split-Path -Parent $Answer) -ChildPath "$_.pid" })
  foreach ($file in $running) { [System.IO.File]::WriteAllText($file, '') }
  $text = $process.StandardOutput.ReadToEndAsync()
  while (-not $process.WaitForExit(200)) {
    $process.Refresh()
    if ($process.MainWindowHandle -ne [IntPtr]::Zero) { $said.windows = 1 }
  }
  $said.code = $process.ExitCode
  $said.text = $text.Result
  Remove-Item -LiteralPath $running
} catch {
  $said.error = $_.Exception.GetBaseException().Message
  # Windows' own number, where Windows refused the start.
  $said.refusal = $_.Exception.GetBaseException().NativeErrorCode
}
[System.IO.File]::WriteAllText("$Answer.part", (ConvertTo-Json -InputObject $said -Compress))
Rename-Item -LiteralPath "$Answer.part" -NewName (Split-Path -Leaf $Answer)
'@

# A folder for the script and for its answer. It is below Program Files, so that administrators alone write the script, which SYSTEM runs.
# -ForUsers: Users may write too, but only where the answer is.
function New-AnswerPlace([switch]$ForUsers) {
  $folder = Join-Path -Path $programs -ChildPath "landfall-proof-$([guid]::NewGuid())"
  $null = New-Item -ItemType Directory -Path "$folder\answers"
  if ($ForUsers) {
    $grant = "`"$folder\answers`" /grant *S-1-5-32-545:(OI)(CI)M"
    Assert-Equal 0 (Invoke-Program -File "$env:SystemRoot\System32\icacls.exe" -Words $grant) 'the exit code of icacls'
  }
  [System.IO.File]::WriteAllText("$folder\note.ps1", $noting)
  return $folder
}

function Get-NoteWords([string]$Folder, [string]$File, [string]$Words) {
  return "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File `"$Folder\note.ps1`" -File `"$File`" -Words `"=$($Words -replace '"', '\"')`" -Answer `"$Folder\answers\answer.json`""
}

function Read-Note([string]$Folder, [int]$Seconds) {
  $file = "$Folder\answers\answer.json"
  Wait-Until { Test-Path -LiteralPath $file } 'the answer of the program' $Seconds
  $said = Get-Content -LiteralPath $file -Raw | ConvertFrom-Json
  if ($null -eq $said.code -and $said.error -eq '') { throw 'the program gave no code' }
  return $said
}

# Ends a program that has not ended, the script that waits for it, and their folder.
function Stop-Noted([string]$Folder) {
  foreach ($file in Get-ChildItem -LiteralPath "$Folder\answers" -Filter '*.pid' -ErrorAction SilentlyContinue) {
    Stop-Process -Id ([int]$file.BaseName) -Force -ErrorAction SilentlyContinue
  }
  Remove-Folder $Folder
}

# A program that ran and failed. One that did not run proves nothing.
function Assert-Failed($Said, [string]$What) {
  Assert-Equal '' $Said.error 'the start'
  Assert-True ($null -ne $Said.code -and $Said.code -ne 0) $What
}

# As SYSTEM in session 0, as Intune does.
function Invoke-AsSystem {
  param([string]$File, [string]$Words = '', [int]$Seconds = 900)
  Confirm-RealWindows 'it has no scheduled tasks'
  $folder = New-AnswerPlace
  # A notebook on its battery starts no task otherwise.
  $settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
  $task = "landfall-proof-$([guid]::NewGuid())"
  $action = New-ScheduledTaskAction -Execute "$env:SystemRoot\System32\WindowsPowerShell\v1.0\powershell.exe" -Argument (Get-NoteWords $folder $File $Words)
  $null = Register-ScheduledTask -TaskName $task -Action $action -User 'SYSTEM' -RunLevel Highest -Settings $settings
  try {
    Start-ScheduledTask -TaskName $task
    return Read-Note $folder $Seconds
  } finally {
    Stop-Noted $folder
    Unregister-ScheduledTask -TaskName $task -Confirm:$false
  }
}

# As a standard user that this run makes, in this session.
function Invoke-AsPerson {
  param([string]$File, [string]$Words = '', [int]$Seconds = 900)
  $folder = Start-AsPerson $File $Words
  try { return Read-Note $folder $Seconds } finally { Stop-Noted $folder }
}

# Answers the folder, for Read-Note and Stop-Noted.
function Start-AsPerson([string]$File, [string]$Words = '') {
  $person = Get-Person
  $folder = New-AnswerPlace -ForUsers
  $powershell = "$env:SystemRoot\System32\WindowsPowerShell\v1.0\powershell.exe"
  $null = Start-Process -FilePath $powershell -ArgumentList (Get-NoteWords $folder $File $Words) -Credential $person -LoadUserProfile -WorkingDirectory $env:SystemRoot
  return $folder
}

# The password is random, is never printed, and goes with the account after the check.
function Get-Person {
  if ($null -ne $script:person) { return $script:person }
  Confirm-RealWindows 'it has no accounts'
  if (-not (Get-Command -Name 'New-LocalUser' -ErrorAction SilentlyContinue)) { Stop-Unprovable 'this PowerShell makes no accounts' }
  # One that was made by half, too.
  Remove-Person
  $password = New-Object System.Security.SecureString
  foreach ($letter in "Aa1!$([guid]::NewGuid())".ToCharArray()) { $password.AppendChar($letter) }
  $null = New-LocalUser -Name $personName -Password $password -AccountNeverExpires
  Add-LocalGroupMember -SID 'S-1-5-32-545' -Member $personName
  $script:person = New-Object System.Management.Automation.PSCredential $personName, $password
  return $script:person
}

$script:person = $null

# The tasks of a run that was cut off.
function Remove-Task {
  if ($isWine -or -not (Get-Command -Name 'Get-ScheduledTask' -ErrorAction SilentlyContinue)) { return }
  foreach ($task in Get-ScheduledTask -TaskName 'landfall-proof-*' -ErrorAction SilentlyContinue) {
    Stop-ScheduledTask -InputObject $task
    Unregister-ScheduledTask -InputObject $task -Confirm:$false
  }
}

# By its name, so that the account of a run that was cut off goes too. The profile goes where nothing uses it any more.
function Remove-Person {
  $script:person = $null
  if ($isWine -or -not (Get-Command -Name 'Get-LocalUser' -ErrorAction SilentlyContinue)) { return }
  foreach ($account in Get-LocalUser -Name $personName -ErrorAction SilentlyContinue) {
    Get-CimInstance -ClassName Win32_UserProfile -Filter "SID = '$($account.SID.Value)'" | Remove-CimInstance -ErrorAction SilentlyContinue
    Remove-LocalUser -SID $account.SID
  }
}
