import { parseArgs } from 'node:util'
import type { ImportKind } from '../contract/import-routes.ts'
import { databaseHost, isLoopback } from '../database/database-host.ts'

/** The command of each import, and what its line of the help says. */
const imports: Readonly<Record<ImportKind, { readonly command: string; readonly about: string }>> = {
  'identity-map': { command: 'import-map', about: 'import the identity map (six columns, no header)' },
  'move-states': { command: 'import-states', about: 'import the move states (CSV or JSON)' },
  waves: { command: 'import-waves', about: 'import the waves (user name, wave, cutover date)' },
  'site-addresses': {
    command: 'import-sites',
    about: 'import where sites are now (old address, new address)',
  },
}
const kinds = Object.keys(imports) as ImportKind[]
const importLines = kinds.map((kind) => {
  const { command, about } = imports[kind]
  return `  npm run admin -- ${`${command} FILE --config FILE`.padEnd(32)}  ${about}`
})

const help = `Landfall's admin endpoint

  npm run admin -- --config FILE                     serve
  npm run admin -- --demo                            look at it with made-up people: no set-up, this computer only
${importLines.join('\n')}
  npm run admin -- undo-import --config FILE         put back what the last import changed
  npm run admin -- forget UPN --config FILE          delete everything about a person
  npm run admin -- clean-up --config FILE            delete what is older than the settings keep

  --config FILE    the endpoint's configuration (JSON); LANDFALL_ADMIN_… in the environment wins over it
  --data DIR       folder of the embedded database (default: /var/lib/landfall-admin as root, else ~/.landfall-admin)
  --database URL   a PostgreSQL instead of the embedded one
  --port N         port instead of the configured one
  --demo           with serve: its own data, deleted at the end; takes --port, --data for an empty folder, and
                   --database for a PostgreSQL on this computer
  --dry-run        with import: say what is wrong with the file, change nothing
  --skip-invalid   with import: import the rows that can be read, instead of none
  --help
`

const options = {
  config: { type: 'string' },
  data: { type: 'string' },
  database: { type: 'string' },
  port: { type: 'string' },
  demo: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  'skip-invalid': { type: 'boolean' },
  help: { type: 'boolean' },
} as const

const alone = ['serve', 'undo-import', 'clean-up'] as const

type Values = ReturnType<typeof parse>['values']

export type AdminCommand =
  | { readonly kind: (typeof alone)[number] }
  | { readonly kind: 'import'; readonly import: ImportKind; readonly file: string }
  | { readonly kind: 'forget'; readonly upn: string }

export type AdminWish =
  | { readonly kind: 'help'; readonly text: string }
  /** A command line that cannot be carried out: what is wrong with it. */
  | { readonly kind: 'wrong'; readonly problem: string }
  | {
      readonly kind: 'run'
      readonly command: AdminCommand
      readonly values: Values
      readonly port: number | null
    }

/** A command line that can be carried out. */
export type AdminRun = Extract<AdminWish, { readonly kind: 'run' }>

/** What a command line asks of the endpoint. Reads no file, and needs nothing but Node: a wrong flag is refused at once. */
export function readCommandLine(argv: readonly string[], environment: NodeJS.ProcessEnv): AdminWish {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(argv)
  } catch (error) {
    // Node adds how to give a file whose name begins with a line.
    return wrong(
      error instanceof Error
        ? error.message.replace(/ To specify a positional.*/s, '')
        : 'The command line is wrong.',
    )
  }
  const { values, positionals } = parsed
  if (values.help) return { kind: 'help', text: help }
  const empty = (['config', 'data', 'database', 'port'] as const).find((option) => values[option] === '')
  if (empty !== undefined) return wrong(`--${empty} needs a value.`)
  const [name = 'serve', argument, ...rest] = positionals
  const command = toCommand(name, argument)
  if (typeof command === 'string') return wrong(command)
  const isAlone = command.kind !== 'import' && command.kind !== 'forget'
  const surplus = isAlone ? argument : rest[0]
  if (surplus !== undefined) return wrong(`"${surplus}" is one word too many.`)
  if (values.demo) {
    const problem = judgeDemo(command, values, environment)
    if (problem !== null) return wrong(problem)
  }
  const isInEnvironment = environment['LANDFALL_ADMIN_TARGET_TENANT_ID'] !== undefined
  if (!values.demo && values.config === undefined && !isInEnvironment)
    return wrong('--config FILE is needed.')
  const port = values.port === undefined ? null : Number(values.port)
  if (port !== null && (!Number.isInteger(port) || port < 0 || port > 65_535))
    return wrong(`--port ${values.port} is not a port.`)
  return { kind: 'run', command, values, port }
}

/** What a person reads of a wrong command line. */
export function wrongFlags(problem: string): string {
  return `${problem}\nnpm run admin -- --help lists the commands.`
}

function wrong(problem: string): AdminWish {
  return { kind: 'wrong', problem }
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options, allowPositionals: true })
}

/** Why there is no demonstration: it starts beside nothing of a real migration. */
function judgeDemo({ kind }: AdminCommand, values: Values, environment: NodeJS.ProcessEnv): string | null {
  if (kind !== 'serve') return `--demo goes with serve, and not with ${kind}.`
  for (const name of ['config', 'dry-run', 'skip-invalid'] as const)
    if (values[name] !== undefined) return `--demo takes no --${name}: its people and its data are its own.`
  const setting = Object.keys(environment).find((name) => name.startsWith('LANDFALL_ADMIN_'))
  if (setting !== undefined)
    return `${setting} is set: an endpoint is configured here, and a demonstration does not start beside it.`
  if (values.database === undefined || isOnThisComputer(values.database, environment)) return null
  return '--demo takes a --database of this computer only, such as postgres://postgres:…@127.0.0.1/postgres.'
}

function isOnThisComputer(url: string, environment: NodeJS.ProcessEnv): boolean {
  return /^postgres(?:ql)?:/.test(url) && URL.canParse(url) && isLoopback(databaseHost(url, environment))
}

/** A sentence where the words are not a command. */
function toCommand(name: string, argument: string | undefined): AdminCommand | string {
  const kind = alone.find((one) => one === name)
  if (kind !== undefined) return { kind }
  const wanted = kinds.find((each) => imports[each].command === name)
  if (wanted === undefined && name !== 'forget') return `"${name}" is not a command.`
  if (argument === undefined)
    return wanted === undefined ? 'forget needs a user name.' : `${name} needs a file.`
  return wanted === undefined
    ? { kind: 'forget', upn: argument }
    : { kind: 'import', import: wanted, file: argument }
}
