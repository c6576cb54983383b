import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { repositoryFolder } from '../../../../build/bootstrap/set-up.mjs'
import { gateNames, readWish, tasks } from '../../../../build/bootstrap/tasks.mjs'
import { allGates } from '../../../../build/run/gates.ts'

const run = (...argv: string[]) => ({ kind: 'run', name: argv[0], args: argv.slice(1) })
const wrong = (text: string) => ({ kind: 'wrong', text: expect.stringContaining(text) as string })
const help = (text: string) => ({ kind: 'help', text: expect.stringContaining(text) as string })

describe('readWish', () => {
  it.each([
    [['start']],
    [['start', '--auto']],
    [['test']],
    [['test', 'e2e', 'journey', '-g', 'the report']],
    [['bench', 'rescue', '0.1']],
    [['package:win', 'arm64']],
    [['package:win', 'x64', 'arm64']],
    // These read their own words, and have a help of their own.
    [['landfall', '--check', '--json']],
    [['admin', '--help']],
  ])('runs %j', (argv) => {
    expect(readWish(argv)).toMatchObject(run(...argv))
  })

  it.each<[string[], string]>([
    [['start', '--atuo'], '“--atuo” is not known here.'],
    [['start', 'auto'], '“auto” is not known here.'],
    [['test', 'e3e'], '“e3e” is not one of the names.'],
    [['bench'], 'a name is needed.'],
    [['bench', 'resuce'], '“resuce” is not one of the names.'],
    [['package:win', 'arm'], '“arm” is not known here.'],
    [['package:linux', 'x64'], '“x64” is not known here.'],
    [['check', 'unit'], '“unit” is not known here.'],
    [['fix', '--all'], '“--all” is not known here.'],
    [['nothing'], 'there is no task “nothing”.'],
    [['toString'], 'there is no task “toString”.'],
    [[], 'there is no task “”.'],
  ])('does nothing of %j, and says what is wrong and what there is', (argv, text) => {
    expect(readWish(argv)).toEqual(wrong(text))
  })

  it.each(Object.keys(tasks).filter((name) => !['landfall', 'admin', 'intunewin'].includes(name)))(
    'tells about %s with --help, and runs nothing',
    (name) => {
      expect(readWish([name, '--help'])).toEqual(help(tasks[name]?.does ?? ''))
    },
  )

  it('hands --help to the runner of a gate that is named', () => {
    expect(readWish(['test', 'unit', '--help'])).toMatchObject(run('test', 'unit', '--help'))
  })

  it('lists every script with --help alone', () => {
    for (const name of Object.keys(tasks)) expect(readWish(['--help'])).toEqual(help(name))
  })

  it('knows the gates that there are', () => {
    expect(
      allGates
        .flat()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...gateNames].sort())
  })
})

describe('build/bootstrap.mjs', () => {
  const bootstrap = path.join(repositoryFolder, 'build/bootstrap.mjs')

  it('refuses a wrong word with 2 and sets nothing up', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bootstrap, 'package:win', 'arm'], {
      encoding: 'utf8',
      // With this home a set-up could write nothing.
      env: { PATH: process.env['PATH'], HOME: '/nowhere' },
    })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain('NAME: x64, arm64')
    expect(stderr).not.toContain('set-up:')
  })
})

// Windows has no signal that a program could hear.
describe.skipIf(process.platform === 'win32')('a run of gates', () => {
  const gates = path.join(repositoryFolder, 'build/run/gates.ts')
  const start = path.join(repositoryFolder, 'build/run/start-program.ts')
  const program = `
    import { runGates } from ${JSON.stringify(gates)}
    import { passSignalsOn, runProgram } from ${JSON.stringify(start)}
    passSignalsOn()
    const node = process.execPath
    const wait = () => runProgram({ program: node, args: ['-e', 'console.log("begun"); setTimeout(() => {}, 600000)'] })
    const gate = (name, run) => ({ name, run: async () => { await run(); return { passed: 1, failed: [], skipped: [], timed: [] } } })
    process.exitCode = await runGates([[gate('one', wait), gate('two', () => console.log('the second gate'))]])`

  it.each(['SIGINT', 'SIGTERM'] as const)('ends at %s with 130 and begins no other gate', async (signal) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (text.includes('begun')) child.kill(signal)
    })
    const [code] = (await once(child, 'close')) as [number]
    expect(code).toBe(130)
    expect(output).not.toContain('the second gate')
    expect(output).not.toContain('passed, ')
  })
})
