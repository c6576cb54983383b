# Removing Landfall: what goes, what stays, and the orders for each person.

function Add-PersonalTraces {
  $null = New-Item -Path $toastKey -Force
  Write-Text $personalEntry ''
  Write-Text "$personalData\status.json" '{}'
}

# What Windows does at the next sign-in: each order once, unchanged.
function Invoke-Orders {
  $shell = Join-Path -Path $env:SystemRoot -ChildPath 'System32\cmd.exe'
  foreach ($order in 'LandfallRemoveTraces', 'LandfallRemoveEntry', 'LandfallRemoveChoices', 'LandfallRemoveUserData') {
    $command = Read-Value $runOnceKey $order
    if ($null -eq $command) { continue }
    Remove-ItemProperty -LiteralPath $runOnceKey -Name $order
    $null = Invoke-Program -File $shell -Words ($command -replace '^cmd\.exe ', '')
  }
}

Add-Check -Name 'what uninstalling leaves' -Rows 'D8', 'D9' -State 'the uninstaller is held when Landfall goes' -Proves 'Folder, marker, entry, start at sign-in, protocol and Start-menu entry go; the configuration, the event source and the log stay.' -Body {
  Assert-Setup 0 (Get-Setup $This)
  Write-Text "$dataFolder\landfall.json" '{}'
  Assert-Uninstall 0
  Wait-Until { -not (Test-Path -LiteralPath $home64) } 'the folder goes'
  Assert-NothingInstalled
  foreach ($key in $markerKey, "$uninstallKeys\Landfall", $protocolKey) { Assert-True (-not (Test-Path -LiteralPath $key)) "$key is gone" }
  Assert-True (-not (Test-Path -LiteralPath $startEntry)) 'the Start-menu entry is gone'
  foreach ($place in "$dataFolder\landfall.json", $eventsKey, $setupLog) { Assert-True (Test-Path -LiteralPath $place) "$place is there" }
}

Add-Check -Name 'the uninstaller is held by a scanner' -Rows 'D4' -State 'the uninstaller is held when Landfall goes' -Proves 'It says 0, and the next installation takes the folder where the uninstaller stayed.' -Body {
  Assert-Setup 0 (Get-Setup $This)
  $held = Open-Held $uninstaller
  try { Assert-Uninstall 0 } finally { $held.Close() }
  $next = Get-Setup $Next
  Assert-Setup 0 $next
  Assert-Installed $next
}

Add-Check -Name 'a long name' -Rows 'D4' -State 'the folder?s name has more than' -Proves 'Where the name is too long for the command that removes the folder, the uninstaller stays with its list, and the next installation takes it.' -Body {
  $setup = Get-Setup $This
  try {
    Assert-Setup 0 $setup "/D=$longNamed"
    Assert-Equal 0 (Invoke-Program -File "$longNamed\Uninstall Landfall.exe" -Words "/S _?=$longNamed") 'the exit code of the uninstaller'
    Assert-Equal 'Landfall.files,Uninstall Landfall.exe' (@(Get-ChildItem -LiteralPath $longNamed | Sort-Object Name | ForEach-Object Name) -join ',') 'what stays'
    Assert-Setup 0 $setup "/D=$longNamed"
    Assert-Equal 0 (Invoke-Program -File "$longNamed\Uninstall Landfall.exe" -Words "/S _?=$longNamed") 'the exit code of the uninstaller'
  } finally { Remove-Folder $longNamed }
}

Add-Check -Name 'what Electron wrote for a person' -Rows 'D8' -Proves 'After uninstalling an order removes the COM key and the second Start-menu entry with the person''s own rights; their data stays. The sign-in itself is no runner''s to have: the orders are run unchanged.' -Body {
  Assert-Setup 0 (Get-Setup $This)
  Add-PersonalTraces
  Assert-Uninstall 0
  Wait-Until { -not (Test-Path -LiteralPath $home64) } 'the folder goes'
  if (-not $isWine) { Assert-True ($null -ne (Read-Value $runOnceKey 'LandfallRemoveTraces')) 'an order for the person who is signed in' }
  Invoke-Orders
  Assert-True (-not (Test-Path -LiteralPath $personalEntry)) 'the second entry is gone'
  Assert-True (-not (Test-Path -LiteralPath $toastKey)) 'the COM key is gone'
  Assert-True (Test-Path -LiteralPath "$personalData\status.json") 'the person''s data is there'
}

Add-Check -Name '/REMOVEUSERDATA' -Rows 'D9' -Proves 'The configuration and the event source go at once, a person''s data by an order of their own.' -Body {
  Assert-Setup 0 (Get-Setup $This)
  Write-Text "$dataFolder\landfall.json" '{}'
  Add-PersonalTraces
  Assert-Uninstall 0 '/REMOVEUSERDATA'
  Wait-Until { -not (Test-Path -LiteralPath $home64) } 'the folder goes'
  foreach ($place in $dataFolder, $eventsKey) { Assert-True (-not (Test-Path -LiteralPath $place)) "$place is gone" }
  Assert-True (Test-Path -LiteralPath "$personalData\status.json") 'the person''s data waits for their own rights'
  Invoke-Orders
  Assert-True (-not (Test-Path -LiteralPath $personalData)) 'the person''s data is gone'
}

Add-Check -Name 'an order and a new installation' -Rows 'D9' -Proves 'A new installation takes the orders back; and one that Windows runs all the same does nothing while Landfall is there.' -Body {
  Assert-Setup 0 (Get-Setup $This)
  Add-PersonalTraces
  Assert-Uninstall 0 '/REMOVEUSERDATA'
  Wait-Until { -not (Test-Path -LiteralPath $home64) } 'the folder goes'
  $command = Read-Value $runOnceKey 'LandfallRemoveUserData'
  Assert-True ($null -ne $command) 'an order for the person who is signed in'
  Assert-Setup 0 (Get-Setup $This)
  Assert-Equal $null (Read-Value $runOnceKey 'LandfallRemoveUserData') 'the order after a new installation'
  $null = Invoke-Program -File (Join-Path -Path $env:SystemRoot -ChildPath 'System32\cmd.exe') -Words ($command -replace '^cmd\.exe ', '')
  Assert-True (Test-Path -LiteralPath "$personalData\status.json") 'the new data is there'
}

Add-Check -Name 'the uninstaller in another folder' -Rows 'D1' -Proves 'Told a folder that is not Landfall''s, the uninstaller changes nothing: 1603.' -Body {
  Assert-Setup 0 (Get-Setup $This)
  $files = Add-Foreign "$env:SystemDrive\Elsewhere\resources\app.asar", "$env:SystemDrive\Elsewhere\Landfall.exe"
  Assert-Equal 1603 (Invoke-Program -File $uninstaller -Words "/S _?=$env:SystemDrive\Elsewhere") 'the exit code'
  Assert-Foreign $files
  Assert-Installed (Get-Setup $This)
}
