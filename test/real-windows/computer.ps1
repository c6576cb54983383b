# What the checks do to a computer and read of it.
$programs = if ($env:ProgramW6432) { $env:ProgramW6432 } else { $env:ProgramFiles }
$home64 = Join-Path -Path $programs -ChildPath 'Landfall'
$uninstaller = Join-Path -Path $home64 -ChildPath 'Uninstall Landfall.exe'
$program = Join-Path -Path $home64 -ChildPath 'Landfall.exe'
$archive = Join-Path -Path $home64 -ChildPath 'resources\app.asar'
$markerKey = 'Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Landfall'
$uninstallKeys = 'Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall'
$runKey = 'Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Run'
$protocolKey = 'Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Classes\landfall'
$eventsKey = 'Registry::HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\EventLog\Application\Landfall'
$runOnceKey = 'Registry::HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\RunOnce'
$startEntry = Join-Path -Path $env:ProgramData -ChildPath 'Microsoft\Windows\Start Menu\Programs\Landfall.lnk'
$dataFolder = Join-Path -Path $env:ProgramData -ChildPath 'Landfall'
$setupLog = Join-Path -Path $env:SystemRoot -ChildPath 'Logs\Landfall-Setup.log'
$session = [System.Diagnostics.Process]::GetCurrentProcess().SessionId
$isWine = Test-Path -LiteralPath 'Registry::HKEY_CURRENT_USER\Software\Wine'
$architecture = if ($env:PROCESSOR_ARCHITECTURE -eq 'ARM64') { 'arm64' } else { 'x64' }
$otherArchitecture = if ($architecture -eq 'arm64') { 'x64' } else { 'arm64' }

# What Electron writes for a person at the first notification, and a person's own data.
$toastKey = 'Registry::HKEY_CURRENT_USER\Software\Classes\CLSID\{3E7C0B52-7C1F-4C58-9D0E-5A4E2C6B9F17}'
$personalEntry = Join-Path -Path $env:APPDATA -ChildPath 'Microsoft\Windows\Start Menu\Programs\Landfall.lnk'
$personalData = Join-Path -Path $env:APPDATA -ChildPath 'Landfall'

# Runs a program to its end. Answers the whole exit code. Throws where it does not start or does not end.
function Invoke-Program {
  param([string]$File, [string]$Words = '', [int]$Seconds = 900, [hashtable]$Environment = @{})
  $process = Start-Program -File $File -Words $Words -Environment $Environment
  if (-not $process.WaitForExit($Seconds * 1000)) {
    $process.Kill()
    throw "$File $Words did not end in $Seconds s"
  }
  return $process.ExitCode
}

# The last word of an installer must not be quoted, so the words are passed on as they are.
function Start-Program {
  param([string]$File, [string]$Words = '', [hashtable]$Environment = @{})
  $start = New-Object System.Diagnostics.ProcessStartInfo
  $start.FileName = $File
  $start.Arguments = $Words
  $start.UseShellExecute = $false
  # A current folder cannot be renamed.
  $start.WorkingDirectory = $env:SystemRoot
  foreach ($name in $Environment.Keys) { $start.EnvironmentVariables[$name] = $Environment[$name] }
  return [System.Diagnostics.Process]::Start($start)
}

function Wait-Until([scriptblock]$Holds, [string]$What, [int]$Seconds = 300) {
  $watch = [System.Diagnostics.Stopwatch]::StartNew()
  while (-not (& $Holds)) {
    if ($watch.Elapsed.TotalSeconds -gt $Seconds) { throw "it did not come in $Seconds s: $What" }
    Start-Sleep -Milliseconds 250
  }
}

function Find-Package([string]$Folder, [string]$Ending) {
  $found = @(Get-ChildItem -LiteralPath $Folder -Recurse -File | Where-Object { $_.Name -like "*-win-$Ending" })
  if ($found.Count -eq 0) { Stop-Unprovable "there is no package *-win-$Ending" }
  return $found[0].FullName
}

function Get-Setup([string]$Folder, [string]$Of = $architecture) { return Find-Package $Folder "$Of-setup.exe" }
function Get-Msi([string]$Folder, [string]$Of = $architecture) { return Find-Package $Folder "$Of.msi" }

function Get-PackageVersion([string]$File) {
  return [regex]::Match((Split-Path -Leaf $File), '^Landfall-([0-9.]+)-win-').Groups[1].Value
}

function Read-Value([string]$Key, [string]$Name) {
  if (-not (Test-Path -LiteralPath $Key)) { return $null }
  $found = Get-ItemProperty -LiteralPath $Key -Name $Name -ErrorAction SilentlyContinue
  if ($null -eq $found) { return $null }
  return $found.$Name
}

function Get-LastReason {
  if (-not (Test-Path -LiteralPath $setupLog)) { return '' }
  return [string](Get-Content -LiteralPath $setupLog -Encoding UTF8 | Select-Object -Last 1)
}

function Assert-Installed([string]$Package) {
  Assert-Equal (Get-PackageVersion $Package) (Read-Value $markerKey 'Version') 'the version in the marker'
  Assert-True (Test-Path -LiteralPath $program -PathType Leaf) "$program is there"
  Assert-Equal $null (Read-Value $markerKey 'Leave') 'the sign to leave'
  foreach ($more in '.old', '.new') { Assert-True (-not (Test-Path -LiteralPath "$home64$more")) "$home64$more is gone" }
}

function Assert-NothingInstalled {
  Assert-Equal $null (Read-Value $markerKey 'Version') 'the version in the marker'
  Assert-Equal $null (Read-Value $runKey 'Landfall') 'the start at sign-in'
}

function Assert-Setup([int]$Code, [string]$Setup, [string]$Words = '') {
  Assert-Equal $Code (Invoke-Program -File $Setup -Words "/S $Words".Trim()) "the exit code of setup $Words"
}

function Assert-Uninstall([int]$Code, [string]$Words = '') {
  Assert-Equal $Code (Invoke-Program -File $uninstaller -Words "/S $Words _?=$home64") 'the exit code of the uninstaller'
}

function Invoke-Msi([string]$Words) {
  return Invoke-Program -File (Join-Path -Path $env:SystemRoot -ChildPath 'System32\msiexec.exe') -Words "$Words /qn"
}

function Get-Landfall {
  return @(Get-Process -Name 'Landfall' -ErrorAction SilentlyContinue)
}

# Opens a file as a program does that lets others read alone, and keeps it open until it is closed.
function Open-Held([string]$File) {
  return [System.IO.File]::Open($File, [System.IO.FileMode]::Open, [System.IO.FileAccess]::Read, [System.IO.FileShare]::Read)
}

function Write-Text([string]$File, [string]$Text) {
  $null = New-Item -ItemType Directory -Force -Path (Split-Path -Parent $File)
  [System.IO.File]::WriteAllText($File, $Text)
}

# Puts somebody's files on the computer. Answers their names, for Assert-Foreign.
function Add-Foreign([string[]]$Files) {
  foreach ($file in $Files) { Write-Text $file "somebody's $file" }
  return $Files
}

function Assert-Foreign([string[]]$Files) {
  foreach ($file in $Files) { Assert-Equal "somebody's $file" ([System.IO.File]::ReadAllText($file)) "the file $file" }
}

# A folder with all that is in it; of a link the link alone, which Remove-Item does not promise.
function Remove-Folder([string]$Folder) {
  if (-not (Test-Path -LiteralPath $Folder -PathType Container)) { return }
  $shell = Join-Path -Path $env:SystemRoot -ChildPath 'System32\cmd.exe'
  $null = Invoke-Program -File $shell -Words "/d /c rmdir /s /q `"$Folder`""
}

function Add-Junction([string]$Place, [string]$Target) {
  $shell = Join-Path -Path $env:SystemRoot -ChildPath 'System32\cmd.exe'
  $null = Invoke-Program -File $shell -Words "/d /c mklink /J `"$Place`" `"$Target`" >nul"
  $isLink = (Test-Path -LiteralPath $Place) -and ([System.IO.File]::GetAttributes($Place) -band [System.IO.FileAttributes]::ReparsePoint) -ne 0
  if (-not $isLink) { Stop-Unprovable 'this system makes no junctions' }
}

# The products of Windows Installer that are Landfall.
function Get-Product {
  foreach ($key in Get-ChildItem -LiteralPath $uninstallKeys) {
    if ((Split-Path -Leaf $key.Name) -like '{*}' -and (Read-Value "Registry::$($key.Name)" 'DisplayName') -eq 'Landfall') { Split-Path -Leaf $key.Name }
  }
}

# Each check begins on a computer on which Landfall was never installed, however the one before it ended.
function Reset-Computer {
  foreach ($process in Get-Landfall) { Stop-Process -Id $process.Id -Force -ErrorAction SilentlyContinue }
  foreach ($process in Get-Landfall) { $null = $process.WaitForExit(10000) }
  if ((Read-Value $markerKey 'Installer') -eq 'msi') {
    foreach ($id in @(Get-Product)) { $null = Invoke-Msi "/x $id ASKTOLEAVE=0" }
  } elseif (Test-Path -LiteralPath $uninstaller) {
    $null = Invoke-Program -File $uninstaller -Words "/S /REMOVEUSERDATA _?=$home64"
  }
  foreach ($place in @($home64, "$home64.old", "$home64.new", $dataFolder) + $dirt + @(Get-AnswerPlace)) { Remove-Folder $place }
  foreach ($key in $markerKey, $protocolKey, $eventsKey, "$uninstallKeys\Landfall") {
    if (Test-Path -LiteralPath $key) { Remove-Item -LiteralPath $key -Recurse -Force }
  }
  foreach ($order in 'LandfallRemoveTraces', 'LandfallRemoveEntry', 'LandfallRemoveChoices', 'LandfallRemoveUserData') {
    Remove-ItemProperty -LiteralPath $runOnceKey -Name $order -ErrorAction SilentlyContinue
  }
  Remove-ItemProperty -LiteralPath $runKey -Name 'Landfall' -ErrorAction SilentlyContinue
  foreach ($file in $setupLog, $filler) { Remove-Item -LiteralPath $file -Force -ErrorAction SilentlyContinue }
  Remove-Item -LiteralPath $toastKey -Recurse -Force -ErrorAction SilentlyContinue
  Remove-Item -LiteralPath $personalEntry -Force -ErrorAction SilentlyContinue
  # With all that Landfall keeps for that account.
  Remove-Person
}

# Folders of programs for somebody else that a run left behind when it was cut off.
function Get-AnswerPlace {
  return Get-ChildItem -LiteralPath $programs -Directory -Filter 'landfall-proof-*' | ForEach-Object FullName
}

# What the checks put on the drive.
$longNamed = "$programs\Landfall $('a' * 110)"
$filler = "$env:SystemDrive\landfall-filler.bin"
$dirt = @('Tools', 'Tools.old', 'Tools.new', 'Our Tools', 'Elsewhere' | ForEach-Object { Join-Path -Path "$env:SystemDrive\" -ChildPath $_ })
$dirt += $longNamed, "$programs\Somewhere else", $personalData

function Confirm-RealWindows([string]$Why) {
  if ($isWine) { Stop-Unprovable "Wine: $Why" }
}

function Confirm-Landfall {
  if ($StandIn) { Stop-Unprovable 'what is installed is a stand-in for the program' }
}

# Session 0 is where services live: Landfall does nothing there, by intention.
function Confirm-Desktop {
  Confirm-Landfall
  if ($session -eq 0) { Stop-Unprovable 'this runs in session 0, where Landfall leaves at once' }
}
