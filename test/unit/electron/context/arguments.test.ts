import { describe, expect, it } from 'vitest'
import { parseArguments, toWindowStart } from '../../../../electron/context/arguments.ts'

const places = { configFile: null, machineFolder: null, replayFile: null }
const check = { kind: 'check', json: false, phase: null, ...places }
const save = { kind: 'export', file: 'FILE.zip', isRedacted: false, phase: null, ...places }
const window = { kind: 'window', ...places }

describe('parseArguments', () => {
  it.each([
    ['--check', check],
    ['--check --json', { ...check, json: true }],
    [
      '--check --machine DIR --config=FILE --phase watch',
      { ...check, machineFolder: 'DIR', configFile: 'FILE', phase: 'watch' },
    ],
    ['--check --replay FILE.zip', { ...check, replayFile: 'FILE.zip' }],
    ['--export FILE.zip', save],
    [
      '--export FILE.zip --redact --machine DIR --phase ready',
      { ...save, isRedacted: true, machineFolder: 'DIR', phase: 'ready' },
    ],
    ['--decode ABC-DE', { kind: 'decode', code: 'ABC-DE', json: false }],
    ['--same a.docx b.docx', { kind: 'same', original: 'a.docx', copy: 'b.docx' }],
    ['--help', { kind: 'help' }],
    ['--version', { kind: 'version' }],
    ['--help --check', { kind: 'help' }],
  ])('understands %s at both doors', (line, expected) => {
    expect(parseArguments(line.split(' '), 'terminal')).toEqual(expected)
    expect(parseArguments(line.split(' '), 'app')).toEqual(expected)
  })

  it.each([
    ['--chek', '--chek is not a flag of Landfall. Did you mean --check?'],
    ['--check --jsno', '--jsno is not a flag of Landfall. Did you mean --json?'],
    ['--check --frobnicate', '--frobnicate is not a flag of Landfall.'],
    ['--check -j', '-j is not a flag of Landfall.'],
    ['--check --machine', '--machine needs a value: --machine DIR'],
    ['--check --machine --json', '--machine needs a value: --machine DIR'],
    ['--check --json=yes', '--json takes no value.'],
    ['--check --config a --config b', '--config is given twice.'],
    ['--check --phase tomorrow', '"tomorrow" is not a phase. Phases: ready, not-due, switch, watch, return.'],
    ['--check somewhere', '"somewhere" is not a flag of Landfall.'],
    ['--check --decode X', '--check and --decode do not go together.'],
    ['--json', '--json goes with --check.'],
    ['--status --check', '--status and --check do not go together.'],
    ['--silent', '--silent is the app’s: start Landfall itself with it.'],
    ['--background', '--background is the app’s: start Landfall itself with it.'],
    ['--export', '--export needs a value: --export FILE.zip'],
    ['--check --export FILE.zip', '--check and --export do not go together.'],
    ['--export FILE.zip --json', '--json goes with --check.'],
    ['--check --redact', '--redact goes with --export.'],
    ['--same a.docx', '--same needs two files: --same ORIGINAL COPY'],
    ['--same a.docx b.docx c.docx', '--same needs two files: --same ORIGINAL COPY'],
    ['--same a.docx b.docx --check', '--same and --check do not go together.'],
    ['--same', '--same needs a value: --same ORIGINAL'],
    ['--check --replay FILE.zip --machine DIR', '--machine and --replay do not go together.'],
  ])('explains what is wrong with %s', (line, message) => {
    expect(parseArguments(line.split(' '), 'terminal')).toEqual({ kind: 'usage-error', message })
  })

  it('takes a start without a window, which bears what Chromium adds', () => {
    const places = { configFile: 'x', machineFolder: null, replayFile: null }
    expect(parseArguments(['--silent', '--config', 'x', '--no-sandbox'])).toEqual({
      kind: 'silent',
      ...places,
    })
    expect(parseArguments(['--background', '--config', 'x'])).toEqual({
      kind: 'background',
      isAtOnce: false,
      ...places,
    })
    expect(parseArguments(['--background', '--now', '--config', 'x'])).toMatchObject({ isAtOnce: true })
    for (const other of [['--now'], ['--silent', '--now'], ['--check', '--now']])
      expect(parseArguments(other).kind).toBe('usage-error')
    expect(parseArguments(['--silent', '--background']).kind).toBe('usage-error')
    expect(parseArguments(['--silent', '--replay', 'x']).kind).toBe('usage-error')
    expect(parseArguments(['--silent', '--status']).kind).toBe('usage-error')
  })

  it.each([
    [['landfall:']],
    [['LANDFALL://resume']],
    [['--config', '\\\\evil\\share', 'landfall:x']],
    [['--silent', 'landfall:']],
    [['--export', 'FILE.zip', 'landfall:']],
  ])('opens the window, and does nothing else, for a link: %o', (words) => {
    expect(parseArguments(words)).toEqual(window)
  })

  it('replays in the window where there is one, and at a terminal as a check', () => {
    expect(parseArguments(['--replay', 'FILE.zip'])).toEqual({ ...window, replayFile: 'FILE.zip' })
    expect(parseArguments(['--replay', 'FILE.zip'], 'terminal')).toEqual({ ...check, replayFile: 'FILE.zip' })
  })

  it('has nothing to do at a terminal without a command', () => {
    expect(parseArguments([], 'terminal').kind).toBe('usage-error')
    expect(parseArguments(['--machine', 'DIR'], 'terminal').kind).toBe('usage-error')
  })

  it.each([
    ['', window],
    ['--machine DIR --config FILE', { ...window, machineFolder: 'DIR', configFile: 'FILE' }],
    ['--user-data-dir=/tmp/x --no-sandbox --inspect=0 --remote-debugging-port=0 .', window],
    ['--original-process-start-time=134 --allow-file-access-from-files', window],
  ])('opens the window for "%s", whatever Chromium adds', (line, expected) => {
    expect(parseArguments(line.split(' ').filter(Boolean))).toEqual(expected)
  })

  it('does not open the window for a slip of the hand', () => {
    expect(parseArguments(['--chekc'])).toEqual({
      kind: 'usage-error',
      message: '--chekc is not a flag of Landfall. Did you mean --check?',
    })
  })
})

describe('toWindowStart', () => {
  it.each(['--silent', '--background', '--background --now', '--now --background'])(
    'a start with %s that is wanted as a window becomes one, with the same configuration',
    (line) => {
      const args = toWindowStart([...line.split(' '), '--config', 'FILE'])
      expect(parseArguments(args)).toEqual({ ...window, configFile: 'FILE' })
    },
  )
})
