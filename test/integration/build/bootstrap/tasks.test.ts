import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { repositoryFolder } from '../../../../build/bootstrap/set-up.mjs'
import { tryConnection } from '../../../../build/bootstrap/probe-registry.mjs'
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
  ])('does nothing of %j, and says what is wrong and which tasks it knows', (argv, text) => {
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

  it.each<[string[], number, RegExp, RegExp]>([
    [
      ['--prot', '80'],
      2,
      /^$/,
      /^Unknown option '--prot'\.\nnpm run admin -- --help lists the commands\.\n$/,
    ],
    [['--demo', '--config', 'x'], 2, /^$/, /^--demo takes no --config/],
    [['--help'], 0, /import-map FILE/, /^$/],
  ])('answers the endpoint’s %j and sets nothing up', (args, code, out, err) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bootstrap, 'admin', ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: '/nowhere' },
    })
    expect(status).toBe(code)
    expect(stdout).toMatch(out)
    expect(stderr).toMatch(err)
  })

  it('can be read by a Node that is too old, which then hears so', async () => {
    const text = await readFile(bootstrap, 'utf8')
    // What Node 12 does not know, or reads before anything is said.
    expect(text).not.toMatch(/^import |\bawait\b|\?\?|\?\./m)
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

describe('the set-up', () => {
  it('knows a registry that answers from one that does not', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await tryConnection('127.0.0.1', port)).toBeNull()
    server.close()
    await once(server, 'close')
    expect(await tryConnection('127.0.0.1', port)).toBe('ECONNREFUSED')
    expect(await tryConnection('registry.invalid', 443)).toMatch(/^(?:ENOTFOUND|EAI_AGAIN)$/)
  })

  // Windows asks the rights of a file, not a mode; root may write everywhere, so that another account looks.
  it.skipIf(process.platform === 'win32')('names a clone that this account cannot write', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'landfall-clone-'))
    await chmod(folder, 0o555)
    const setUp = path.join(repositoryFolder, 'build/bootstrap/set-up.mjs')
    const program = `
      const { assertWritable } = await import(${JSON.stringify(setUp)})
      if (process.getuid() === 0) process.setuid(65534)
      try { assertWritable(${JSON.stringify(folder)}) } catch (error) { console.log(error.message) }`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    })
    expect(stdout).toBe(
      `${folder} cannot be written by this account (EACCES). Start as the account that owns it, or clone the repository to a folder of your own.\n`,
    )
    await rm(folder, { recursive: true })
  })
})
