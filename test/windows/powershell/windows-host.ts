import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { powerShellEnvironment, readPowerShellVersion } from '../../../build/bootstrap/powershell.mjs'
import { cacheFolder } from '../../../build/bootstrap/set-up.mjs'

/**
 * PowerShell for Windows of the pinned version, made once from its package and kept: its folder, with `host.exe`. Null where there is no
 * .NET SDK. Throws where it cannot be made of the package.
 */
export function makeWindowsHost(): string | null {
  const version = readPowerShellVersion()
  const folder = path.join(cacheFolder, `powershell-windows-${version}`)
  if (existsSync(folder)) return folder
  if (spawnSync('dotnet', ['--version']).status !== 0) return null
  const work = mkdtempSync(`${folder}.`)
  try {
    for (const name of ['host.csproj', 'Program.cs'])
      cpSync(path.join(import.meta.dirname, name), path.join(work, name))
    const output = path.join(work, 'out')
    const args = ['publish', 'host.csproj', '-c', 'Release', '-o', output, `-p:PowerShellVersion=${version}`]
    const { status, stdout, error } = spawnSync('dotnet', args, {
      cwd: work,
      encoding: 'utf8',
      env: { ...process.env, ...powerShellEnvironment },
    })
    if (status !== 0) throw new Error(`PowerShell for Windows cannot be made: ${error?.message ?? stdout}`)
    // Its modules are looked for beside its library.
    const modules = path.join(output, 'runtimes/win/lib/net10.0/Modules')
    cpSync(modules, path.join(output, 'Modules'), { recursive: true })
    renameSync(output, folder)
    return folder
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
