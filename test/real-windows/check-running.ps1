# While Landfall runs: background and idle windows leave and come back, what stays is spared, and nothing is left behind.

# A Landfall that does not answer behaves like one that copies files: it hears no sign, and stays.
function Suspend-Landfall($Process) {
  if (-not ('Proof.Suspension' -as [type])) {
    Add-Type -Namespace Proof -Name Suspension -MemberDefinition '[DllImport("ntdll.dll")] public static extern int NtSuspendProcess(IntPtr process); [DllImport("ntdll.dll")] public static extern int NtResumeProcess(IntPtr process);'
  }
  Assert-Equal 0 ([Proof.Suspension]::NtSuspendProcess($Process.Handle)) 'the suspension'
}

function Resume-Landfall($Process) {
  Assert-Equal 0 ([Proof.Suspension]::NtResumeProcess($Process.Handle)) 'the end of the suspension'
}

function Start-Background {
  $process = Start-Program -File $program -Words '--background'
  Wait-Until { @(Get-Landfall).Count -gt 1 } 'Landfall is in the background'
  return $process
}

Add-Check -Name 'the program is held by a reader' -Rows 'D5' -State 'Landfall is open, in any session' -Proves 'While the program''s own file is in use: asked to leave, 1618 after the wait, nothing changed and the sign taken back; the uninstaller the same.' -Body {
  $setup = Get-Setup $This
  Assert-Setup 0 $setup
  $held = Open-Held $program
  try {
    Assert-Setup 1618 (Get-Setup $Next)
    Assert-Installed $setup
    Assert-Uninstall 1618
  } finally { $held.Close() }
  Assert-Installed $setup
}

Add-Check -Name 'an upgrade while Landfall is in the background' -Rows 'D5', 'D6', 'checklist 6' -State 'Landfall is open, in any session' -Proves 'It leaves by itself, setup ends with 0, and the new version is in the background again.' -Body {
  Confirm-Desktop
  Assert-Setup 0 (Get-Setup $This)
  $before = Start-Background
  $next = Get-Setup $Next
  Assert-Setup 0 $next
  Assert-True $before.HasExited 'the old one has left'
  Assert-Installed $next
  Wait-Until { @(Get-Landfall).Count -gt 1 } 'Landfall comes back'
}

Add-Check -Name 'an upgrade while an idle window is open' -Rows 'D5', 'checklist 6' -State 'Landfall is open, in any session' -Proves 'An idle window closes by itself, setup ends with 0, and Landfall comes back in the background.' -Body {
  Confirm-Desktop
  Assert-Setup 0 (Get-Setup $This)
  $window = Start-Program -File $program
  Wait-Until { $window.Refresh(); $window.MainWindowHandle -ne [IntPtr]::Zero } 'the window'
  Assert-Setup 0 (Get-Setup $Next)
  Assert-True $window.HasExited 'the window has closed'
  Wait-Until { @(Get-Landfall).Count -gt 1 } 'Landfall comes back'
}

Add-Check -Name 'an upgrade while another person runs Landfall' -Rows 'D5', 'checklist 6' -State 'Landfall is open, in any session' -Proves 'The sign is heard by a standard user''s Landfall too, which leaves. One session only: a second person at a second desktop is no runner''s to have.' -Body {
  Confirm-Desktop
  Assert-Setup 0 (Get-Setup $This)
  $folder = Start-AsPerson $program '--background'
  Wait-Until { @(Get-Landfall).Count -gt 1 } 'the other person''s Landfall'
  $next = Get-Setup $Next
  Assert-Setup 0 $next
  Assert-Installed $next
  $null = Read-Note $folder 300
}

Add-Check -Name 'two sessions' -Rows 'D5', 'checklist 6' -State 'Landfall is open, in any session' -Proves 'Landfall leaves and comes back in the session of each person.' -Body {
  Stop-Unprovable 'a runner has one session: it needs a second person at a second desktop (remote desktop, or fast user switching)'
}

Add-Check -Name 'a Landfall that stays' -Rows 'D5', 'D7', 'checklist 6' -State 'Landfall is open, in any session' -Proves 'Upgrade and uninstallation wait for a minute, say 1618, change nothing, and the program still runs.' -Body {
  Confirm-Desktop
  $setup = Get-Setup $This
  Assert-Setup 0 $setup
  $process = Start-Background
  Suspend-Landfall $process
  try {
    Assert-Setup 1618 (Get-Setup $Next)
    Assert-Uninstall 1618
    Assert-Installed $setup
    Assert-True (-not $process.HasExited) 'it runs'
  } finally { Resume-Landfall $process }
}

Add-Check -Name 'a rescue that copies' -Rows 'D5', 'D7', 'checklist 6' -State 'Landfall is open, in any session' -Proves 'A Landfall that copies a person''s files is not asked out of it: 1618, and the copy goes on.' -Body {
  Stop-Unprovable 'a rescue needs two linked OneDrives, which need a tenant; the rule itself (mayLeave) is a unit test, and a Landfall that does not answer is the check before this'
}

Add-Check -Name 'uninstalling while Landfall is in the background' -Rows 'D5', 'D8', 'checklist 6' -State 'Landfall is open, in any session' -Proves 'It leaves, the uninstaller ends with 0, the folder goes, and no Landfall comes back.' -Body {
  Confirm-Desktop
  Assert-Setup 0 (Get-Setup $This)
  $process = Start-Background
  Assert-Uninstall 0
  Assert-True $process.HasExited 'it has left'
  Wait-Until { -not (Test-Path -LiteralPath $home64) } 'the folder goes'
  Assert-Equal 0 @(Get-Landfall).Count 'programs of Landfall that run'
}

Add-Check -Name 'the start at sign-in' -Rows 'D6', 'checklist 2' -Proves 'The command of the Run key starts Landfall in the background, with no window. The sign-in itself is no runner''s to have.' -Body {
  Confirm-Desktop
  Assert-Setup 0 (Get-Setup $This)
  $words = [regex]::Match((Read-Value $runKey 'Landfall'), '^"(.+)" (.+)$').Groups
  $process = Start-Program -File $words[1].Value -Words $words[2].Value
  Wait-Until { @(Get-Landfall).Count -gt 1 } 'Landfall is in the background'
  $process.Refresh()
  Assert-Equal 0 ([int64]$process.MainWindowHandle) 'the handle of its window'
}

Add-Check -Name 'Landfall as SYSTEM' -Rows 'D6', 'checklist 12' -Proves 'Started as SYSTEM it does nothing and says 21, and the event log has entry 4 with its text.' -Body {
  Confirm-Landfall
  Assert-Setup 0 (Get-Setup $This)
  $began = Get-Date
  $said = Invoke-AsSystem $program '--silent'
  Assert-Equal 21 $said.code 'the exit code'
  $events = @(Get-WinEvent -FilterHashtable @{ LogName = 'Application'; ProviderName = 'Landfall'; StartTime = $began })
  Assert-Equal 4 $events[0].Id 'the number of the entry'
  Assert-True ($events[0].Message -like 'Landfall*' -and $events[0].Message -notlike '*cannot be found*') "the text of the entry: $($events[0].Message)"
}

Add-Check -Name 'a landfall: link' -Rows 'checklist 8' -Proves 'Windows opens the window for such a link.' -Body {
  Confirm-Desktop
  Assert-Setup 0 (Get-Setup $This)
  Start-Process -FilePath 'landfall:'
  Wait-Until { @(Get-Landfall | Where-Object { $_.MainWindowHandle -ne [IntPtr]::Zero }).Count -gt 0 } 'the window'
}

Add-Check -Name 'the Start-menu entry' -Rows 'D8', 'checklist 8' -Proves 'Setup''s entry has the AppUserModelID and the id of what answers notifications. How a notification looks is no runner''s to see.' -Body {
  Confirm-RealWindows 'it keeps no properties of links'
  Assert-Setup 0 (Get-Setup $This)
  $folder = (New-Object -ComObject Shell.Application).Namespace((Split-Path -Parent $startEntry))
  $entry = $folder.ParseName((Split-Path -Leaf $startEntry))
  Assert-Equal 'com.landfall.app' $entry.ExtendedProperty('System.AppUserModel.ID') 'the AppUserModelID'
  Assert-Equal '{3E7C0B52-7C1F-4C58-9D0E-5A4E2C6B9F17}' "$($entry.ExtendedProperty('System.AppUserModel.ToastActivatorCLSID'))".ToUpperInvariant() 'the id of what answers'
}

Add-Check -Name 'the window opens' -Rows 'checklist 21' -Proves 'The window shows itself and is still there ten seconds later (24H2 and later: electron issues 52098, 51761).' -Body {
  Confirm-Desktop
  Assert-Setup 0 (Get-Setup $This)
  $window = Start-Program -File $program
  Wait-Until { $window.Refresh(); $window.MainWindowHandle -ne [IntPtr]::Zero } 'the window'
  Assert-True (-not $window.WaitForExit(10000)) 'it stays open'
}
