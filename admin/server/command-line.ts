import { parseArgs } from 'node:util'
import type { ImportKind } from './contract/import-routes.ts'

const help = `Landfall's admin endpoint

  npm run admin -- --config FILE                     serve
  npm run admin -- import-map FILE --config FILE     take the identity map (six columns, no header)
  npm run admin -- import-states FILE --config FILE  take the move states (CSV or JSON)
  npm run admin -- import-waves FILE --config FILE   take the waves (user name, wave, cutover date)
  npm run admin -- undo-import --config FILE         put back what the last import changed
  npm run admin -- forget UPN --config FILE          delete everything about a person
  npm run admin -- clean-up --config FILE            delete what is older than the settings keep

  --config FILE    the endpoint's configuration (JSON); LANDFALL_ADMIN_… in the environment goes before it
  --data DIR       folder of the embedded database (default: /var/lib/landfall-admin as root, else ~/.landfall-admin)
  --database URL   a PostgreSQL instead of the embedded one
  --port N         port instead of the configured one
  --dry-run        with import: say what is wrong with the file, change nothing
  --skip-invalid   with import: leave out the rows that cannot be read, instead of taking none
  --help
`

const options = {
  config: { type: 'string' },
  data: { type: 'string' },
  database: { type: 'string' },
  port: { type: 'string' },
  'dry-run': { type: 'boolean' },
  'skip-invalid': { type: 'boolean' },
  help: { type: 'boolean' },
} as const

const imports: ReadonlyMap<string, ImportKind> = new Map([
  ['import-map', 'identity-map'],
  ['import-states', 'move-states'],
  ['import-waves', 'waves'],
])
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

/** What a command line asks of the endpoint. Reads no file, and needs nothing but Node: a wrong flag is refused at once. */
export function readCommandLine(argv: readonly string[], environment: NodeJS.ProcessEnv): AdminWish {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(argv)
  } catch (error) {
    return wrong(error instanceof Error ? error.message : 'The command line is wrong.')
  }
  const { values, positionals } = parsed
  if (values.help) return { kind: 'help', text: help }
  const [name = 'serve', argument, ...rest] = positionals
  const command = toCommand(name, argument)
  if (typeof command === 'string') return wrong(command)
  const isAlone = command.kind !== 'import' && command.kind !== 'forget'
  const surplus = isAlone ? argument : rest[0]
  if (surplus !== undefined) return wrong(`"${surplus}" is one word too many.`)
  const isInEnvironment = environment['LANDFALL_ADMIN_TARGET_TENANT_ID'] !== undefined
  if (values.config === undefined && !isInEnvironment) return wrong('--config FILE is needed.')
  const port = values.port === undefined ? null : Number(values.port)
  if (port !== null && (!Number.isInteger(port) || port < 0 || port > 65_535))
    return wrong(`--port ${values.port} is not a port.`)
  return { kind: 'run', command, values, port }
}

function wrong(problem: string): AdminWish {
  return { kind: 'wrong', problem }
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options, allowPositionals: true })
}

/** A sentence where it is none. */
function toCommand(name: string, argument: string | undefined): AdminCommand | string {
  const kind = alone.find((one) => one === name)
  if (kind !== undefined) return { kind }
  const wanted = imports.get(name)
  if (wanted === undefined && name !== 'forget') return `"${name}" is not a command.`
  if (argument === undefined) return wanted === undefined ? 'Whom?' : 'Which file?'
  return wanted === undefined
    ? { kind: 'forget', upn: argument }
    : { kind: 'import', import: wanted, file: argument }
}
