# By the registry's provider and without methods, so that it runs too where only signed scripts are trusted.
function Read-Value($Key, $Name) {
  $found = Get-ItemProperty -LiteralPath "Registry::$Key" -Name $Name -ErrorAction SilentlyContinue
  if ($null -eq $found) { return $null }
  return $found.$Name
}
