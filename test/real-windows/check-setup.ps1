# Installing and upgrading by setup: what it lays down, what it refuses, and what it does while files are held.
$outside = 'where administrators alone write'

function Assert-Refused([string]$Setup, [string]$Words, [string]$Reason) {
  Assert-Setup 1603 $Setup $Words
  $last = Get-LastReason
  Assert-True ($last -like '*ends with 1603: *') "the last line of the log gives the code: $last"
  Assert-True ($last -like "*$Reason*") "the last line of the log says '$Reason': $last"
  Assert-NothingInstalled
}

Add-Check -Name 'setup installs silently' -Rows 'D1' -State 'nothing in the way' -Proves 'Files, marker, entry under Apps, start at sign-in, protocol, event source and Start-menu entry are there, with code 0.' -Body {
  $setup = Get-Setup $This
  Assert-Setup 0 $setup
  Assert-Installed $setup
  Assert-Equal "`"$program`" --background" (Read-Value $runKey 'Landfall') 'the start at sign-in'
  Assert-Equal "`"$program`" `"%1`"" (Read-Value "$protocolKey\shell\open\command" '(default)') 'the protocol'
  Assert-Equal (Get-PackageVersion $setup) (Read-Value "$uninstallKeys\Landfall" 'DisplayVersion') 'the entry under Apps'
  Assert-True (Test-Path -LiteralPath $startEntry) 'the Start-menu entry is there'
  Assert-True (Test-Path -LiteralPath $eventsKey) 'the event source is there'
  Assert-True (Test-Path -LiteralPath $dataFolder) 'the folder of the configuration is there'
}

Add-Check -Name 'setup as SYSTEM' -Rows 'D2', 'checklist 1' -Proves 'As SYSTEM in session 0, as Intune starts it: code 0, no window, Landfall starts nothing.' -Body {
  $setup = Get-Setup $This
  $said = Invoke-AsSystem $setup '/S'
  Assert-Equal '' $said.error 'the start'
  Assert-Equal 0 $said.code 'the exit code'
  Assert-Equal 'S-1-5-18' $said.user 'who ran it'
  Assert-Equal 0 $said.windows 'windows that were seen'
  Assert-Installed $setup
  Assert-Equal 0 @(Get-Landfall).Count 'programs of Landfall that run'
}

Add-Check -Name 'setup as a standard user' -Rows 'D2', 'checklist 1' -Proves 'Without rights setup does not start at all (740), and nothing changes.' -Body {
  $said = Invoke-AsPerson (Get-Setup $This) '/S'
  Assert-Equal 740 $said.refusal 'the number of the refusal: it wants an administrator'
  Assert-NothingInstalled
  $said.error
}

Add-Check -Name 'setup says which NSIS made it' -Rows 'D2' -Proves 'The finished file names NSIS 3.12 or later.' -Body {
  # In the first megabyte, where the installer's own program is.
  $stream = [System.IO.File]::OpenRead((Get-Setup $This))
  $text = ''
  try {
    $buffer = New-Object byte[] 32768
    while (($count = $stream.Read($buffer, 0, $buffer.Length)) -gt 0) {
      $text = $text.Substring([math]::Max(0, $text.Length - 100)) + [System.Text.Encoding]::ASCII.GetString($buffer, 0, $count)
      if ($text -match 'Nullsoft Install System v\d+\.\d+[^0-9]') { break }
      if ($stream.Position -gt 1MB) { break }
    }
  } finally { $stream.Close() }
  $version = [regex]::Match($text, 'Nullsoft Install System v(\d+\.\d+)').Groups[1].Value
  Assert-True ($version -ne '' -and [version]$version -ge [version]'3.12') "NSIS 3.12 or later, and it says '$version'"
  $version
}

Add-Check -Name 'a full C:\Tools, and its neighbours' -Rows 'D1', 'D3' -State 'the folder is not one of Program Files' -Proves 'Another program, and what has .old and .new beside it, stays file by file; 1603 with the reason, by every way to write the folder.' -Body {
  $setup = Get-Setup $This
  $tools = "$env:SystemDrive\Tools"
  $files = Add-Foreign "$tools\tool.exe", "$tools.old\backup.zip", "$tools.new\plan.txt", "$env:SystemDrive\Our Tools\Land fall\tool.exe"
  $share = "\\localhost\$($env:SystemDrive -replace ':', '$')\Tools"
  $places = $tools, "$tools\", "$env:SystemDrive\Our Tools\Land fall", "$env:SystemDrive\", $env:SystemDrive, $env:SystemRoot, $programs, "$programs\A\B",
  "$programs\..\Tools", $share, "\\?\$tools", "$tools.", "${env:SystemDrive}Tools"
  foreach ($place in $places) {
    Assert-Refused $setup "/D=$place" $outside
    Assert-Foreign $files
  }
  "$($places.Count) ways to name a folder"
}

Add-Check -Name 'the short name of Program Files' -Rows 'D1' -Proves 'PROGRA~1 is the same folder: it is installed there, or refused, and never beside it.' -Body {
  $short = "$env:SystemDrive\PROGRA~1"
  if (-not (Test-Path -LiteralPath $short)) { Stop-Unprovable 'this drive has no short names' }
  $code = Invoke-Program -File (Get-Setup $This) -Words "/S /D=$short\Landfall"
  Assert-True ($code -in 0, 1603) "0 or 1603, and it is $code"
  "code $code"
}

Add-Check -Name 'a folder of somebody else' -Rows 'D1' -State 'the folder, or the one with' -Proves 'A full Landfall, Landfall.old or Landfall.new of Program Files without a proof stays, file by file: 1603.' -Body {
  $setup = Get-Setup $This
  foreach ($more in '', '.old', '.new') {
    $files = Add-Foreign "$home64$more\resources\app.asar", "$home64$more\Landfall.exe"
    Assert-Refused $setup '' 'is not Landfall'
    Assert-Foreign $files
    Remove-Folder "$home64$more"
  }
}

Add-Check -Name 'a junction in its place' -Rows 'D1' -State 'the folder, or the one with' -Proves 'A junction in the place of Landfall, Landfall.old or Landfall.new is not followed: 1603, every file behind it stays.' -Body {
  $setup = Get-Setup $This
  $files = Add-Foreign "$env:SystemDrive\Elsewhere\Landfall.exe", "$env:SystemDrive\Elsewhere\Landfall.files"
  foreach ($more in '', '.old', '.new') {
    Add-Junction "$home64$more" "$env:SystemDrive\Elsewhere"
    Assert-Refused $setup '' 'is a link to another place'
    Assert-Foreign $files
    Remove-Folder "$home64$more"
  }
}

Add-Check -Name 'a junction in the place of resources' -Rows 'D1', 'checklist 5' -Proves 'Upgrade and uninstallation touch nothing behind a junction in the place of one of Landfall''s folders.' -Body {
  $files = Add-Foreign "$env:SystemDrive\Elsewhere\app.asar", "$env:SystemDrive\Elsewhere\salaries.xlsx"
  Assert-Setup 0 (Get-Setup $This)
  Remove-Folder "$home64\resources"
  Add-Junction "$home64\resources" "$env:SystemDrive\Elsewhere"
  Assert-Setup 0 (Get-Setup $Next)
  Assert-Foreign $files
  Remove-Folder "$home64\resources"
  Add-Junction "$home64\resources" "$env:SystemDrive\Elsewhere"
  Assert-Uninstall 0
  Assert-Foreign $files
}

Add-Check -Name 'the data folder is a junction or a file' -Rows 'D3' -State '`C:\ProgramData\Landfall` is a link' -Proves 'Setup does not take over what a link leads to: 1603.' -Body {
  $setup = Get-Setup $This
  $files = Add-Foreign "$env:SystemDrive\Elsewhere\a.txt"
  Remove-Folder $dataFolder
  Add-Junction $dataFolder "$env:SystemDrive\Elsewhere"
  Assert-Refused $setup '' 'is a link or no folder'
  Assert-Foreign $files
  Remove-Folder $dataFolder
  [System.IO.File]::WriteAllText($dataFolder, 'a file')
  try { Assert-Refused $setup '' 'is a link or no folder' } finally { Remove-Item -LiteralPath $dataFolder -Force }
}

Add-Check -Name 'another processor' -Rows 'D1' -State 'another processor' -Proves 'The setup of the other processor is refused: 1603, nothing laid down.' -Body {
  Assert-Refused (Get-Setup $This $otherArchitecture) '' "this package is for $otherArchitecture"
}

Add-Check -Name 'back to an older version' -Rows 'D1' -State 'another processor' -Proves 'An older version over a newer one is refused: 1603, the newer one stays.' -Body {
  $next = Get-Setup $Next
  Assert-Setup 0 $next
  Assert-Setup 1603 (Get-Setup $This)
  Assert-Installed $next
}

Add-Check -Name 'the marker of a version that is gone' -Rows 'D1' -State 'the marker of a newer version' -Proves 'A newer version whose program somebody has deleted does not stand in the way: 0.' -Body {
  Assert-Setup 0 (Get-Setup $Next)
  Remove-Folder $home64
  $setup = Get-Setup $This
  Assert-Setup 0 $setup
  Assert-Installed $setup
}

Add-Check -Name 'an upgrade in place' -Rows 'D4' -State 'nothing in the way' -Proves 'The new version takes the place of the old one, in the folder of before, whatever /D says: 0.' -Body {
  Assert-Setup 0 (Get-Setup $This)
  $next = Get-Setup $Next
  Assert-Setup 0 $next "/D=$programs\Somewhere else"
  Assert-Installed $next
  Assert-True (-not (Test-Path -LiteralPath "$programs\Somewhere else")) 'no second folder'
}

Add-Check -Name 'a file is held for a minute' -Rows 'D4' -State 'another program holds a file of Landfall' -Proves 'An upgrade over a held file of the archive tries for a minute, then says 1618, and the old version is whole. Wine renames such a folder all the same.' -Body {
  Confirm-RealWindows 'it renames a folder with open files below it'
  $setup = Get-Setup $This
  Assert-Setup 0 $setup
  $held = Open-Held $archive
  try { Assert-Setup 1618 (Get-Setup $Next) } finally { $held.Close() }
  Assert-Installed $setup
}

Add-Check -Name 'a file is held for ten seconds' -Rows 'D4' -State 'another program holds a file of Landfall' -Proves 'A scanner that lets go again costs nothing: 0.' -Body {
  Confirm-RealWindows 'it renames a folder with open files below it'
  Assert-Setup 0 (Get-Setup $This)
  $next = Get-Setup $Next
  $held = Open-Held $archive
  try {
    $running = Start-Program -File $next -Words '/S'
    Assert-True (-not $running.WaitForExit(10000)) 'it waits while the file is held'
  } finally { $held.Close() }
  Assert-True ($running.WaitForExit(900000)) 'it ends'
  Assert-Equal 0 $running.ExitCode 'the exit code'
  Assert-Installed $next
}

Add-Check -Name 'files and folders that are marked read-only' -Rows 'D4', 'checklist 7' -State 'a file or folder of Landfall is marked read-only' -Proves 'The mark is not taken for a program that holds the file: upgrade and uninstallation answer 0. Wine opens such a file for root.' -Body {
  Assert-Setup 0 (Get-Setup $This)
  # Of a folder the mark forbids that it is removed.
  $places = $program, $archive, "$home64\resources", $home64
  foreach ($place in $places) { [System.IO.File]::SetAttributes($place, [System.IO.File]::GetAttributes($place) -bor [System.IO.FileAttributes]::ReadOnly) }
  Assert-Setup 0 (Get-Setup $Next)
  Assert-Installed (Get-Setup $Next)
  foreach ($place in $places) { [System.IO.File]::SetAttributes($place, [System.IO.File]::GetAttributes($place) -bor [System.IO.FileAttributes]::ReadOnly) }
  Assert-Uninstall 0
  Wait-Until { -not (Test-Path -LiteralPath $home64) } 'the folder goes'
}

Add-Check -Name 'two installers at once' -Rows 'D5', 'small' -State 'another run of the installer' -Proves 'The second says 1618 at once and leaves the first one''s sign alone; the first ends with 0.' -Body {
  Assert-Setup 0 (Get-Setup $This)
  $next = Get-Setup $Next
  $held = Open-Held $program
  try {
    $first = Start-Program -File $next -Words '/S'
    Wait-Until { $null -ne (Read-Value $markerKey 'Leave') } 'the first one asks Landfall to leave'
    $sign = Read-Value $markerKey 'Leave'
    Assert-Setup 1618 $next
    Assert-Equal $sign (Read-Value $markerKey 'Leave') 'the first one''s sign'
  } finally { $held.Close() }
  Assert-True ($first.WaitForExit(900000)) 'the first one ends'
  Assert-Equal 0 $first.ExitCode 'the first one''s exit code'
  Assert-Installed $next
}

Add-Check -Name 'the lock and a standard user' -Rows 'small' -Proves 'A standard user cannot make the file that lets one installer run at a time, nor open it while a setup is at work.' -Body {
  $lock = Join-Path -Path $env:CommonProgramW6432 -ChildPath 'Landfall-Setup.lock'
  $said = Invoke-AsPerson "$env:SystemRoot\System32\cmd.exe" "/d /c echo x>`"$lock`""
  Assert-Failed $said 'the standard user cannot write the file'
  Assert-True (-not (Test-Path -LiteralPath $lock)) 'the file is not there'
  Assert-Setup 0 (Get-Setup $This)
  # A held program keeps setup at work.
  $held = Open-Held $program
  try {
    $running = Start-Program -File (Get-Setup $Next) -Words '/S'
    Wait-Until { $running.HasExited -or (Test-Path -LiteralPath $lock) } 'setup has its lock'
    $opened = Invoke-AsPerson "$env:SystemRoot\System32\cmd.exe" "/d /c type `"$lock`""
    Assert-True (-not $running.HasExited) 'setup was at work meanwhile'
    Assert-Failed $opened 'the standard user cannot open the file'
  } finally { $held.Close() }
  Assert-True ($running.WaitForExit(900000)) 'setup ends'
  Assert-Equal 0 $running.ExitCode 'the exit code of setup'
}

Add-Check -Name 'the power went between the two renames' -Rows 'D4' -State 'the power goes in the middle' -Proves 'The old version comes back from Landfall.old, and what was begun is ended; half a Landfall.new goes.' -Body {
  Assert-Setup 0 (Get-Setup $This)
  # A scanner may look at what is new for a moment.
  Wait-Until { try { [System.IO.Directory]::Move($home64, "$home64.old"); $true } catch { $false } } 'the folder can be renamed'
  $null = New-Item -ItemType Directory -Path "$home64.new"
  Copy-Item -LiteralPath "$home64.old\Landfall.files" -Destination "$home64.new"
  $next = Get-Setup $Next
  Assert-Setup 0 $next
  Assert-Installed $next
}

Add-Check -Name 'a disk without room' -Rows 'D4' -State 'no room at all' -Proves 'With less room than both versions need: 1603, the old version stays. That it fills meanwhile is provable by a power of chance alone, and is tried under Wine.' -Body {
  Confirm-RealWindows 'the drive is the one of the host'
  Assert-Setup 0 (Get-Setup $This)
  $free = (Get-PSDrive -Name $env:SystemDrive.TrimEnd(':')).Free
  try {
    $code = Invoke-Program -File "$env:SystemRoot\System32\fsutil.exe" -Words "file createnew $filler $($free - 120MB)"
    Assert-Equal 0 $code 'the exit code of fsutil, which fills the drive'
    Assert-Setup 1603 (Get-Setup $Next)
    Assert-True ((Get-LastReason) -like '*there is no room*') 'the log says why'
  } finally { Remove-Item -LiteralPath $filler -Force -ErrorAction SilentlyContinue }
  Assert-Installed (Get-Setup $This)
}

Add-Check -Name 'what somebody has put beside the program' -Rows 'D1' -Proves 'It comes along at an upgrade and stays when Landfall goes.' -Body {
  Assert-Setup 0 (Get-Setup $This)
  $files = Add-Foreign "$home64\notes.txt", "$home64\own\a.txt"
  Assert-Setup 0 (Get-Setup $Next)
  Assert-Foreign $files
  Assert-Uninstall 0
  Assert-Foreign $files
}
