# The MSI on the Windows Installer of Windows.
function Assert-Msi([int]$Code, [string]$Words) {
  Assert-Equal $Code (Invoke-Msi $Words) "the exit code of msiexec $Words"
}

function Install-Msi([string]$Msi, [string]$Words = '') {
  Assert-Msi 0 "/i `"$Msi`" $Words".Trim()
  Assert-Installed $Msi
}

function Get-ProductCode {
  $products = @(Get-Product)
  if ($products.Count -eq 0) { throw 'no product of Windows Installer is Landfall' }
  return $products[0]
}

Add-Check -Name 'the MSI installs, upgrades and goes' -Rows 'D7', 'checklist 11' -State 'first installation' -Proves 'Codes 0, the same marker as setup, one product after an upgrade, and nothing left.' -Body {
  Install-Msi (Get-Msi $This)
  Assert-Equal "`"$program`" --background" (Read-Value $runKey 'Landfall') 'the start at sign-in'
  Install-Msi (Get-Msi $Next)
  Assert-Msi 0 "/x $(Get-ProductCode)"
  Assert-NothingInstalled
  Assert-True (-not (Test-Path -LiteralPath $home64)) 'the folder is gone'
}

Add-Check -Name 'the MSI as SYSTEM' -Rows 'D7', 'checklist 11' -State 'first installation' -Proves 'As Intune runs it: 0.' -Body {
  $said = Invoke-AsSystem "$env:SystemRoot\System32\msiexec.exe" "/i `"$(Get-Msi $This)`" /qn"
  Assert-Equal 0 $said.code 'the exit code'
  Assert-Installed (Get-Msi $This)
}

Add-Check -Name 'the MSI in another folder' -Rows 'D1', 'D3' -State 'another folder, a file of another program' -Proves 'Any folder but its own is refused: 1603, every file stays.' -Body {
  $files = Add-Foreign "$env:SystemDrive\Tools\tool.exe", "$env:SystemDrive\Tools.old\backup.zip"
  foreach ($place in "$env:SystemDrive\Tools", "$env:SystemDrive\", $env:SystemRoot, "$programs\..\Tools") {
    Assert-Msi 1603 "/i `"$(Get-Msi $This)`" INSTALLFOLDER=`"$place `"".Replace(' "', '"')
    Assert-Foreign $files
    Assert-NothingInstalled
  }
}

Add-Check -Name 'the MSI over somebody''s files' -Rows 'D1' -State 'another folder, a file of another program' -Proves 'A file of another program in its folder: 1603, the file stays.' -Body {
  $files = Add-Foreign "$home64\resources\app.asar"
  Assert-Msi 1603 "/i `"$(Get-Msi $This)`""
  Assert-Foreign $files
}

Add-Check -Name 'the MSI of the other processor' -Rows 'small', 'checklist 11' -State 'another folder, a file of another program' -Proves 'Refused and nothing laid down: 1603 by the package, or 1633 by Windows Installer before it.' -Body {
  $code = Invoke-Msi "/i `"$(Get-Msi $This $otherArchitecture)`""
  Assert-True ($code -in 1603, 1633) "1603 or 1633, and it is $code"
  Assert-NothingInstalled
  "code $code"
}

Add-Check -Name 'setup and MSI refuse each other' -Rows 'D1' -State 'a newer version, or setup' -Proves 'Either over the other: 1603, the first one stays.' -Body {
  Install-Msi (Get-Msi $This)
  Assert-Setup 1603 (Get-Setup $Next)
  Assert-Installed (Get-Msi $This)
  Assert-Msi 0 "/x $(Get-ProductCode)"
  Assert-Setup 0 (Get-Setup $This)
  Assert-Msi 1603 "/i `"$(Get-Msi $Next)`""
  Assert-Installed (Get-Setup $This)
}

Add-Check -Name 'the MSI goes back' -Rows 'D1' -State 'a newer version, or setup' -Proves 'An older MSI over a newer one: 1603.' -Body {
  Install-Msi (Get-Msi $Next)
  Assert-Msi 1603 "/i `"$(Get-Msi $This)`""
  Assert-Installed (Get-Msi $Next)
}

Add-Check -Name 'the MSI while a file is held' -Rows 'D4', 'D7' -State 'another program holds a file of Landfall' -Proves 'Upgrade and uninstallation wait for a minute, say 1602, and change nothing.' -Body {
  Install-Msi (Get-Msi $This)
  $held = Open-Held $archive
  try {
    Assert-Msi 1602 "/i `"$(Get-Msi $Next)`""
    Assert-Msi 1602 "/x $(Get-ProductCode)"
  } finally { $held.Close() }
  Assert-Installed (Get-Msi $This)
}

Add-Check -Name 'the MSI while Landfall is in the background' -Rows 'D5', 'D7', 'checklist 11' -State 'upgrade, repair or uninstallation' -Proves 'It leaves, 0, and comes back after the upgrade.' -Body {
  Confirm-Desktop
  Install-Msi (Get-Msi $This)
  $before = Start-Background
  Install-Msi (Get-Msi $Next)
  Assert-True $before.HasExited 'the old one has left'
  Wait-Until { @(Get-Landfall).Count -gt 1 } 'Landfall comes back'
}

Add-Check -Name 'the MSI while Landfall stays' -Rows 'D5', 'D7', 'checklist 11' -State 'upgrade, repair or uninstallation' -Proves 'Windows'' Restart Manager does not close it: 1602, nothing changed, and it runs.' -Body {
  Confirm-Desktop
  Install-Msi (Get-Msi $This)
  $process = Start-Background
  Suspend-Landfall $process
  try {
    Assert-Msi 1602 "/i `"$(Get-Msi $Next)`""
    Assert-True (-not $process.HasExited) 'it runs'
    Assert-Installed (Get-Msi $This)
  } finally { Resume-Landfall $process }
}

# What Windows does with files at the next restart: what it renames and what it deletes.
function Get-PendingRename {
  return Read-Value 'Registry::HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager' 'PendingFileRenameOperations' | Where-Object { $null -ne $_ }
}

Add-Check -Name 'a file that is taken after the question' -Rows 'D7' -State 'a file is taken after that' -Proves 'With ASKTOLEAVE=0 and a held file: 3010, the file is noted for the next restart, and the computer is not restarted. A runner does not restart.' -Body {
  Confirm-RealWindows 'it pays no attention to files in use'
  Install-Msi (Get-Msi $This)
  $before = @(Get-PendingRename)
  $held = Open-Held $archive
  try { Assert-Msi 3010 "/i `"$(Get-Msi $Next)`" ASKTOLEAVE=0" } finally { $held.Close() }
  # Windows appends to the list.
  $more = @(Get-PendingRename | Select-Object -Skip $before.Count)
  Assert-True (@($more -like "*$home64\*").Count -gt 0) "Windows has noted a file of Landfall for the next restart: $($more -join ', ')"
}

Add-Check -Name 'another installation is under way' -Rows 'D5' -State 'upgrade, repair or uninstallation' -Proves 'While Windows Installer is busy it says 1618 itself.' -Body {
  Confirm-RealWindows 'its Windows Installer has no such lock'
  $busy = New-Object System.Threading.Mutex $true, 'Global\_MSIExecute'
  try { Assert-Msi 1618 "/i `"$(Get-Msi $This)`"" } finally { $busy.ReleaseMutex(); $busy.Dispose() }
}

Add-Check -Name 'the MSI without its script' -Rows 'D7' -State 'a policy keeps the script' -Proves 'With App Control an upgrade that may not run its script ends with 1603 and changes nothing.' -Body {
  Stop-Unprovable 'a policy of App Control in force needs a restart, which a runner does not have'
}
