if ($env:PROCESSOR_ARCHITEW6432) {
  # A 32-bit host sees another registry. The same script once more, by the PowerShell of the system.
  & (Join-Path -Path $env:windir -ChildPath 'SysNative\WindowsPowerShell\v1.0\powershell.exe') -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $PSCommandPath
  exit $LASTEXITCODE
}
