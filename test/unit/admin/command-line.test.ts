import { describe, expect, it } from 'vitest'
import { readCommandLine } from '../../../admin/server/start/command-line.ts'

const config = ['--config', 'admin.json']

describe('readCommandLine', () => {
  it.each<[string[], object]>([
    [[], { kind: 'serve' }],
    [['clean-up'], { kind: 'clean-up' }],
    [['undo-import'], { kind: 'undo-import' }],
    [
      ['import-states', 'states.csv', '--dry-run'],
      { kind: 'import', import: 'move-states', file: 'states.csv' },
    ],
    [['forget', 'amy@contoso.com'], { kind: 'forget', upn: 'amy@contoso.com' }],
  ])('takes %j', (argv, command) => {
    expect(readCommandLine([...argv, ...config], {})).toMatchObject({ kind: 'run', command, port: null })
  })

  it.each<[string[], string]>([
    [['serve', 'now', ...config], '"now" is one word too many.'],
    [['import-map', 'a.csv', 'b.csv', ...config], '"b.csv" is one word too many.'],
    [['import-map', ...config], 'import-map needs a file.'],
    [['forget', ...config], 'forget needs a user name.'],
    [['remove', ...config], '"remove" is not a command.'],
    [['--port', '80a', ...config], '--port 80a is not a port.'],
    [['--port', '65536', ...config], '--port 65536 is not a port.'],
    [[], '--config FILE is needed.'],
    [['--prot', '80', ...config], '--prot'],
  ])('refuses %j: %s', (argv, problem) => {
    expect(readCommandLine(argv, {})).toEqual({
      kind: 'wrong',
      problem: expect.stringContaining(problem) as string,
    })
  })

  it('needs no file where the environment has the configuration', () => {
    expect(readCommandLine(['--port', '0'], { LANDFALL_ADMIN_TARGET_TENANT_ID: 'x' })).toMatchObject({
      kind: 'run',
      port: 0,
    })
  })

  it('helps, whatever else is said', () => {
    expect(readCommandLine(['serve', '--help'], {})).toMatchObject({ kind: 'help' })
  })

  it.each<[string[]]>([
    [['--demo']],
    [['serve', '--demo', '--port', '0']],
    [['--demo', '--data', 'empty']],
    [['--demo', '--database', 'postgres://postgres:x@127.0.0.1:5432/postgres']],
    [['--demo', '--database', 'postgres:///postgres?host=/run/postgresql']],
  ])('takes %j without a configuration', (argv) => {
    expect(readCommandLine(argv, {})).toMatchObject({ kind: 'run', command: { kind: 'serve' } })
  })

  it.each<[string[], Record<string, string>, string]>([
    [['--demo', ...config], {}, '--demo takes no --config'],
    [['--demo', '--dry-run'], {}, '--demo takes no --dry-run'],
    [['import-map', 'map.csv', '--demo'], {}, '--demo goes with serve'],
    [['clean-up', '--demo'], {}, '--demo goes with serve'],
    [['--demo'], { LANDFALL_ADMIN_TARGET_TENANT_ID: 'x' }, 'LANDFALL_ADMIN_TARGET_TENANT_ID is set'],
    [['--demo'], { LANDFALL_ADMIN_HOST: '0.0.0.0' }, 'LANDFALL_ADMIN_HOST is set'],
    [['--demo'], { LANDFALL_ADMIN_DATA_VOLUME: 'required' }, 'LANDFALL_ADMIN_DATA_VOLUME is set'],
    [['--demo', '--database', 'postgres://db.fabrikam.com/landfall'], {}, 'of this computer only'],
    [['--demo', '--database', 'postgres://127.0.0.1.evil.example/x'], {}, 'of this computer only'],
    [['--demo', '--database', 'postgres://localhost/x?host=db.fabrikam.com'], {}, 'of this computer only'],
    [['--demo', '--database', 'postgres:///x'], { PGHOST: 'db.fabrikam.com' }, 'of this computer only'],
    [['--demo', '--database', 'not a url'], {}, 'of this computer only'],
  ])('starts no demonstration for %j with %j: %s', (argv, environment, problem) => {
    expect(readCommandLine(argv, environment)).toEqual({
      kind: 'wrong',
      problem: expect.stringContaining(problem) as string,
    })
  })
})
