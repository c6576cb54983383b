import { expect, test } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import type { CheckResult } from '../../shared/checks/check-result.ts'
import { chromiumSwitches, electronProgram, repositoryFolder } from '../world/running-app.ts'

const machine = path.join(repositoryFolder, 'test/world/machines/umlauts')
const recording = path.join(repositoryFolder, 'test/cases/s-zip-debian-utf8-names/recording.zip')

function runApp(userData: string, ...flags: string[]) {
  return run(electronProgram(), [...chromiumSwitches({ userData, switches: [] }), repositoryFolder, ...flags])
}

function runNode(...flags: string[]) {
  return run(process.execPath, [path.join(repositoryFolder, 'electron/cli/run-command-line.ts'), ...flags])
}

function run(program: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 120_000 })
  return { status, stdout, stderr }
}

test.describe('the app with the flags of the command line', () => {
  test('checks a computer as plain Node does, and opens no window', () => {
    const userData = test.info().outputPath('user-data')
    const ours = runApp(userData, '--check', '--json', '--machine', machine)
    const plain = runNode('--check', '--json', '--machine', machine)
    const parse = (text: string) => ({ ...(JSON.parse(text) as CheckResult), takenAt: '' })
    expect(parse(ours.stdout)).toEqual(parse(plain.stdout))
    expect(parse(ours.stdout).findings.length).toBeGreaterThan(0)
    expect(ours.status).toBe(plain.status)
  })

  // Electron reads it in a utility process, plain Node in a child: both must see the same computer.
  test("judges somebody else's recording as plain Node does", () => {
    const ours = runApp(test.info().outputPath('user-data'), '--check', '--json', '--replay', recording)
    const plain = runNode('--check', '--json', '--replay', recording)
    const parse = (text: string) => ({ ...(JSON.parse(text) as CheckResult), takenAt: '' })
    expect(parse(ours.stdout)).toEqual(parse(plain.stdout))
    expect(parse(ours.stdout).findings.length).toBeGreaterThan(0)
    expect(ours.status).toBe(plain.status)
  })

  test('tells its version', () => {
    expect(runApp(test.info().outputPath('user-data'), '--version')).toMatchObject({
      status: 0,
      stdout: runNode('--version').stdout,
    })
  })

  test('explains a wrong flag and ends with 2', () => {
    const { status, stderr } = runApp(test.info().outputPath('user-data'), '--check', '--jsn')
    expect(status).toBe(2)
    expect(stderr).toContain('Did you mean --json?')
  })

  test('names the file of a missing configuration and ends with 20', () => {
    const missing = test.info().outputPath('nowhere.json')
    const flags = ['--check', '--machine', machine, '--config', missing]
    const { status, stdout } = runApp(test.info().outputPath('user-data'), ...flags)
    expect(status).toBe(20)
    expect(stdout).toContain('config.missing')
    expect(stdout).toContain(missing)
  })
})
