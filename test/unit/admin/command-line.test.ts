import { describe, expect, it } from 'vitest'
import { readCommandLine } from '../../../admin/server/command-line.ts'

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
    [['import-map', ...config], 'Which file?'],
    [['forget', ...config], 'Whom?'],
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
})
