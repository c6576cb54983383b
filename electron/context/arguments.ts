import { parseArgs } from 'node:util'
import { phases, type Phase } from '../../shared/findings/vocabulary.ts'

/** What the command line asks for. */
export type Arguments =
  | ({ readonly kind: 'window' } & Places)
  /** The whole journey that needs no person, without a window. */
  | ({ readonly kind: 'silent' } & Places)
  /** What a system starts at logon. */
  | BackgroundArguments
  | { readonly kind: 'status'; readonly json: boolean }
  | CheckArguments
  | ExportArguments
  | { readonly kind: 'decode'; readonly code: string; readonly json: boolean }
  /** Two files; the second is meant to be a copy of the first. */
  | { readonly kind: 'same'; readonly original: string; readonly copy: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'usage-error'; readonly message: string }

/** The commands that check a computer or decode a support code. */
export type Command = Extract<Arguments, { kind: 'check' | 'export' | 'decode' }>

/** What a terminal can ask for: no window, and nothing that signs in. */
export type TerminalArguments = Exclude<Arguments, { kind: 'window' | 'silent' | 'background' }>

/** Which configuration, and which computer where it is not this one: a folder or a zip file with a recording. */
export type Places = {
  readonly configFile: string | null
  readonly machineFolder: string | null
  readonly replayFile: string | null
}

export type BackgroundArguments = Places & {
  readonly kind: 'background'
  /** Somebody waits for a status: no delay after logon, and one that runs already looks again. */
  readonly isAtOnce: boolean
}

export type CheckArguments = Places & {
  readonly kind: 'check'
  readonly json: boolean
  readonly phase: Phase | null
}

export type ExportArguments = Places & {
  readonly kind: 'export'
  /** The zip file to write. */
  readonly file: string
  readonly isRedacted: boolean
  readonly phase: Phase | null
}

/** Every flag we know, as `--help` lists them. */
export const flags = {
  check: { value: null, help: 'Check this computer, print what was found, and end' },
  status: { value: null, help: 'Print what the last check of the app came to, and end' },
  silent: { value: null, help: 'The app alone: sign in silently, check, report and end, without a window' },
  background: { value: null, help: 'The app alone: what the system starts at logon' },
  now: { value: null, help: 'With --background: look at once, also where one runs already' },
  json: { value: null, help: 'With --check, --status or --decode: print JSON instead of a table' },
  machine: { value: 'DIR', help: 'Read the recording in DIR instead of this computer' },
  replay: { value: 'FILE.zip', help: "Show or check another computer's recording instead of this one" },
  config: { value: 'FILE', help: 'Read the configuration from FILE' },
  export: { value: 'FILE.zip', help: 'Write a recording of this computer, and end' },
  redact: { value: null, help: 'With --export: names, addresses and paths become pseudonyms' },
  phase: { value: 'PHASE', help: `With --check: judge for ${phases.join(', ')}` },
  decode: { value: 'CODE', help: 'Print what a support code says' },
  same: {
    value: 'ORIGINAL',
    help: 'With a second file, COPY: print whether it has the same content, and end',
  },
  help: { value: null, help: 'Print this' },
  version: { value: null, help: 'Print the version' },
} as const

type Values = { readonly [name: string]: string | true | undefined }

/**
 * Reads the arguments after the program. `door` says who was called: the app opens its window where no
 * command is given and bears what Chromium, Playwright and the desktop add; the terminal has no window.
 */
export function parseArguments(argv: readonly string[], door?: 'app'): Arguments
export function parseArguments(argv: readonly string[], door: 'terminal'): TerminalArguments
export function parseArguments(argv: readonly string[], door: 'app' | 'terminal' = 'app'): Arguments {
  const options = Object.fromEntries(
    Object.entries(toKinds(flags)).map(([name, value]) => [
      name,
      { type: value === null ? ('boolean' as const) : ('string' as const) },
    ]),
  )
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const values: Record<string, string | true> = {}
  const strange: string[] = []
  const words: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    if (!Object.hasOwn(options, name) || !rawName.startsWith('--')) {
      strange.push(rawName)
      continue
    }
    const wanted = toKinds(flags)[name] ?? null
    if (wanted === null && value !== undefined) return usageError(`${rawName} takes no value.`)
    const isMissing = value === undefined || value === '' || (!inlineValue && value.startsWith('-'))
    if (wanted !== null && isMissing) return usageError(`${rawName} needs a value: ${rawName} ${wanted}`)
    if (name in values) return usageError(`${rawName} is given twice.`)
    values[name] = value ?? true
  }

  // What a link on a page may have added to its address counts for nothing.
  if (door === 'app' && words.some(isLink)) return openedByLink
  const isCommand = ['check', 'status', 'export', 'decode', 'same', 'help', 'version'].some(
    (name) => name in values,
  )
  const isWindow = door === 'app' && !isCommand
  const misspelt = strange.find((flag) => !isWindow || nearestFlag(flag) !== null)
  if (misspelt !== undefined) return usageError(explain(misspelt))
  const original = textOf(values['same'])
  if (original !== null && !('help' in values || 'version' in values))
    return toComparison(original, words, values)
  if (!isWindow && words[0] !== undefined) return usageError(`"${words[0]}" is not a flag of Landfall.`)
  return toArguments(values, isWindow)
}

function toArguments(values: Values, isWindow: boolean): Arguments {
  if (values['help']) return { kind: 'help' }
  if (values['version']) return { kind: 'version' }
  const json = values['json'] === true
  const code = textOf(values['decode'])
  if (code !== null) {
    if (values['check']) return usageError('--check and --decode do not go together.')
    return { kind: 'decode', code, json }
  }
  if (values['status']) {
    const other = Object.keys(values).find((name) => name !== 'status' && name !== 'json')
    if (other !== undefined) return usageError(`--status and --${other} do not go together.`)
    return { kind: 'status', json }
  }
  const places = {
    configFile: textOf(values['config']),
    machineFolder: textOf(values['machine']),
    replayFile: textOf(values['replay']),
  }
  if (places.machineFolder !== null && places.replayFile !== null) {
    return usageError('--machine and --replay do not go together.')
  }
  const isAtOnce = values['now'] === true
  if (isAtOnce && values['background'] !== true) return usageError('--now goes with --background.')
  const file = textOf(values['export'])
  const asked = textOf(values['phase'])
  const phase = phases.find((known) => known === asked) ?? null
  if (asked !== null && phase === null) {
    return usageError(`"${asked}" is not a phase. Phases: ${phases.join(', ')}.`)
  }
  if (file !== null) {
    if (values['check']) return usageError('--check and --export do not go together.')
    if (json) return usageError('--json goes with --check.')
    return { kind: 'export', file, isRedacted: values['redact'] === true, phase, ...places }
  }
  if (values['redact']) return usageError('--redact goes with --export.')
  // A terminal has no window to replay in.
  const isCheck = values['check'] === true || (!isWindow && places.replayFile !== null)
  if (isCheck) return { kind: 'check', json, phase, ...places }
  const lonely = ['json', 'phase'].find((name) => name in values)
  if (lonely !== undefined) return usageError(`--${lonely} goes with --check.`)
  const quiet = quietStarts.filter((name) => values[name] === true)
  if (quiet.length > 0) return toQuietStart(quiet, { ...places, isAtOnce }, isWindow)
  if (!isWindow)
    return usageError(
      'Nothing to do: give --check, --status, --export, --decode CODE, --same, --help or --version.',
    )
  return { kind: 'window', ...places }
}

function toComparison(original: string, words: readonly string[], values: Values): Arguments {
  const [copy, more] = words
  if (copy === undefined || more !== undefined)
    return usageError('--same needs two files: --same ORIGINAL COPY')
  const other = Object.keys(values).find((name) => name !== 'same' && name !== 'json')
  if (other !== undefined) return usageError(`--same and --${other} do not go together.`)
  return { kind: 'same', original, copy }
}

const quietStarts = ['silent', 'background'] as const

function toQuietStart(
  [kind, other]: readonly (typeof quietStarts)[number][],
  { isAtOnce, ...places }: Places & { readonly isAtOnce: boolean },
  isApp: boolean,
): Arguments {
  if (kind === undefined || other !== undefined) {
    return usageError('--silent and --background do not go together.')
  }
  if (!isApp) return usageError(`--${kind} is the app’s: start Landfall itself with it.`)
  if (places.replayFile !== null) return usageError(`--${kind} and --replay do not go together.`)
  return kind === 'background' ? { kind, isAtOnce, ...places } : { kind, ...places }
}

/** The same arguments for a start that is to open the window: with nothing that keeps it shut, or goes with that alone. */
export function toWindowStart(argv: readonly string[]): string[] {
  const dropped = new Set<string>([...quietStarts, 'now'].map((name) => `--${name}`))
  return argv.filter((word) => !dropped.has(word))
}

const openedByLink: Arguments = { kind: 'window', configFile: null, machineFolder: null, replayFile: null }

/** `landfall:` in any spelling: from a notification, a mail or the organisation's page. It opens the window, no more. */
function isLink(word: string): boolean {
  return /^landfall:/i.test(word)
}

function toKinds(known: typeof flags): Record<string, string | null> {
  return Object.fromEntries(Object.entries(known).map(([name, { value }]) => [name, value]))
}

function textOf(value: string | true | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function usageError(message: string): Arguments {
  return { kind: 'usage-error', message }
}

function explain(flag: string): string {
  const nearest = nearestFlag(flag)
  return `${flag} is not a flag of Landfall.${nearest === null ? '' : ` Did you mean ${nearest}?`}`
}

/** The known flag that at most two slips of the hand make of this one. */
function nearestFlag(flag: string): string | null {
  const typed = flag.replace(/^-+/, '').toLowerCase()
  const [best] = Object.keys(flags)
    .map((name) => ({ name, slips: distance(typed, name) }))
    .toSorted((left, right) => left.slips - right.slips)
  return best !== undefined && best.slips <= 2 && best.slips <= best.name.length / 2 ? `--${best.name}` : null
}

/** How many letters must be put in, left out or changed (Levenshtein). */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, place) => place)
  for (const [line, letter] of [...left].entries()) {
    const next = [line + 1]
    for (const [place, other] of [...right].entries()) {
      const changed = (row[place] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(changed, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
