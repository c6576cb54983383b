// PowerShell's own console host for Windows, with its own arguments and exit codes.
return Microsoft.PowerShell.ConsoleShell.Start(null, null, args);
