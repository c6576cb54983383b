import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Language, Parser, type Node } from 'web-tree-sitter'
import {
  codePattern,
  mostCodes,
  renderScripts,
  scriptNames,
} from '../../../../build/intune/render-scripts.ts'
import { describeSettings } from '../../../../build/policies/describe-settings.ts'
import { statusName } from '../../../../shared/outputs/status.ts'
import { findingCodes, phases, stepIds, verdicts } from '../../../../shared/findings/vocabulary.ts'

const run = promisify(execFile)
const docs = fileURLToPath(new URL('../../../../docs/', import.meta.url))
const scripts = await renderScripts(describeSettings())
const powershellNames = scriptNames.filter((name) => name.endsWith('.ps1'))
const scriptOf = (name: (typeof scriptNames)[number]): string => scripts.get(name) ?? ''

let parser: Parser
beforeAll(async () => {
  await Parser.init()
  parser = new Parser()
  const grammar = createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')
  parser.setLanguage(await Language.load(await readFile(grammar)))
})
afterAll(() => parser.delete())

function parsePowershell(text: string): Node {
  const tree = parser.parse(text)
  if (tree === null) throw new Error('not parsed')
  return tree.rootNode
}

/** The commands that a script calls, each once. */
function commandsOf(root: Node): Set<string> {
  return new Set(root.descendantsOfType('command_name').map(({ text }) => text))
}

/** The methods that a script calls, the outer one first: of a type with its name, of a value without. */
function methodsOf(root: Node): string[] {
  return root.descendantsOfType('invokation_expression').map((call) => {
    const name = call.children.find((child) => child?.type === 'member_name')?.text ?? ''
    const of = call.firstNamedChild
    return of?.type === 'type_literal' ? `${of.text}::${name}` : `.${name}`
  })
}

/** Windows PowerShell 5.1 has all of these by itself; none of them changes anything. */
const looking = [
  'ConvertFrom-Json',
  'ConvertTo-Json',
  'ForEach-Object',
  'Get-ChildItem',
  'Get-Content',
  'Get-Item',
  'Get-ItemProperty',
  'Join-Path',
  'Select-Object',
  'Set-StrictMode',
  'Test-Path',
  'Write-Error',
  'Write-Output',
]
/** Of the remediation alone, which waits for what it has started. */
const starting = ['Start-Process', 'Start-Sleep', 'Get-Process']

describe('a PowerShell script for Intune', () => {
  it.each(powershellNames)('%s is PowerShell, in plain ASCII and of a size that Intune takes', (name) => {
    const text = scriptOf(name)
    expect(parsePowershell(text).hasError).toBe(false)
    expect(text).toMatch(/^[\t\n -~]*$/)
    expect(text.length).toBeLessThan(200_000)
  })

  it('would be found out with a brace that is missing', () => {
    for (const name of powershellNames) {
      const broken = scriptOf(name).replace(/\}\n(?![^]*\}\n)/, '\n')
      expect([name, parsePowershell(broken).hasError]).toEqual([name, true])
    }
  })

  it('calls full names that every Windows has, and changes nothing', () => {
    for (const name of powershellNames) {
      const root = parsePowershell(scriptOf(name))
      const own = root.descendantsOfType('function_name').map(({ text }) => text)
      const known = new Set([...looking, ...own, ...(name === 'start-landfall.ps1' ? starting : [])])
      expect([name, [...commandsOf(root)].filter((command) => !known.has(command))]).toEqual([name, []])
    }
  })

  it('calls no method but of the types that are left where only signed scripts are trusted', () => {
    const allowed = ['[datetime]::Parse', '.ToUniversalTime', '.ToString']
    for (const name of powershellNames)
      expect([
        name,
        methodsOf(parsePowershell(scriptOf(name))).filter((one) => !allowed.includes(one)),
      ]).toEqual([name, []])
    const older = "[Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64').OpenSubKey('x')"
    expect(methodsOf(parsePowershell(older))).toEqual([
      '.OpenSubKey',
      '[Microsoft.Win32.RegistryKey]::OpenBaseKey',
    ])
  })

  it('starts itself once more by the 64-bit PowerShell in a 32-bit host, and passes on its exit code', () => {
    for (const name of powershellNames) {
      const [head = '', rest = ''] = scriptOf(name).split('exit $LASTEXITCODE')
      expect([name, /PROCESSOR_ARCHITEW6432.*SysNative/s.test(head), head.includes('Registry::')]).toEqual([
        name,
        true,
        false,
      ])
      expect([name, rest.length > 0]).toEqual([name, true])
    }
  })

  it('is not the only one: that of the app registration is PowerShell too', async () => {
    const text = await readFile(path.join(docs, 'app-registration/register.ps1'), 'utf8')
    expect(parsePowershell(text).hasError).toBe(false)
  })
})

describe('what a script tells', () => {
  it('is of a form that every code of the vocabulary has, and no name or address', () => {
    const form = new RegExp(`^${codePattern}$`)
    const codes = [...findingCodes, ...stepIds, ...phases, ...verdicts]
    expect(codes.filter((code) => !form.test(code))).toEqual([])
    const personal = ['amy.lee@contoso.com', 'Amy', 'amy lee', 'c:\\users\\amy', '/users/amy', '']
    expect(personal.filter((text) => form.test(text))).toEqual([])
  })

  it('is never longer than the 2,048 characters that Intune takes', () => {
    const code = 'x'.repeat(60)
    const codes = Array<string>(mostCodes).fill(code)
    const longest = {
      state: code,
      exitCode: -2_147_483_648,
      version: Array<number>(4).fill(2_147_483_647).join('.'),
      checked: '2026-11-25',
      phase: code,
      report: code,
      openSteps: codes,
      findings: codes,
    }
    expect(new RegExp(`^${codePattern}$`).test(code)).toBe(true)
    expect(JSON.stringify(longest).length).toBeLessThanOrEqual(2048)
    for (const name of Object.keys(longest)) expect(scriptOf('detect-status.ps1')).toContain(`${name} = `)
  })

  it('is read from where the app writes it', () => {
    for (const name of ['detect-status.ps1', 'custom-attribute.sh'] as const)
      expect(scriptOf(name)).toContain(statusName)
  })
})

describe.skipIf(!existsSync('/usr/bin/shellcheck'))('a shell script', () => {
  it.each(['intune/custom-attribute.sh', 'app-registration/register.sh'])(
    'docs/%s is clean',
    async (name) => {
      await expect(run('shellcheck', [path.join(docs, name)])).resolves.toMatchObject({ stdout: '' })
    },
  )
})

// Stand-ins for what only a Mac has; plutil's answers are those of its manual.
const standIns = {
  stat: '#!/bin/sh\necho "$PERSON"\n',
  dscl: '#!/bin/sh\necho "NFSHomeDirectory: $HOME_OF_PERSON"\n',
  plutil: `#!/usr/bin/env node
const [, , , key, form, , , file] = process.argv
const value = JSON.parse(require('node:fs').readFileSync(file, 'utf8'))[key]
if (value === undefined) process.exit(1)
console.log(form === 'raw' ? String(value) : JSON.stringify(value))
`,
}

describe.skipIf(process.platform === 'win32')('custom-attribute.sh', () => {
  let home: string
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'landfall-attribute-'))
    await mkdir(path.join(home, 'bin'))
    for (const [name, text] of Object.entries(standIns)) {
      await writeFile(path.join(home, 'bin', name), text)
      await chmod(path.join(home, 'bin', name), 0o755)
    }
    await mkdir(path.join(home, 'Library/Application Support/Landfall'), { recursive: true })
  })
  afterAll(() => rm(home, { recursive: true, force: true }))

  async function told(status: object | null, person = 'amy', app = home): Promise<string> {
    const file = path.join(home, 'Library/Application Support/Landfall', statusName)
    await (status === null ? rm(file, { force: true }) : writeFile(file, JSON.stringify(status)))
    const script = scriptOf('custom-attribute.sh').replace('/Applications/Landfall.app', app)
    const { stdout } = await run('sh', ['-c', script], {
      env: {
        PATH: `${home}/bin:${path.dirname(process.execPath)}:/usr/bin:/bin`,
        PERSON: person,
        HOME_OF_PERSON: home,
      },
    })
    return stdout
  }
  const status = {
    takenAt: '2026-11-25T09:14:03Z',
    verdict: 'action-needed',
    findings: ['files.not-uploaded', 'account.old-linked'],
    exitCode: 14,
  }

  it('tells verdict, code, day and findings in a line', async () => {
    expect(await told(status)).toBe('action-needed 14 2026-11-25 files.not-uploaded,account.old-linked\n')
    expect(await told({ ...status, findings: [], verdict: 'done', exitCode: 0 })).toBe('done 0 2026-11-25 \n')
  })

  it('lets nothing through that is no code', async () => {
    const harmed = { takenAt: 'Amy', verdict: 'Amy Lee', findings: ['amy@contoso.com'], exitCode: 'x' }
    expect(await told(harmed)).toBe('unreadable 1 unreadable \n')
    expect(await told({})).toBe('unreadable 1 unreadable \n')
  })

  it('says where there is nothing to tell, and why', async () => {
    expect(await told(null)).toBe('not-started\n')
    expect(await told(status, 'root')).toBe('nobody-signed-in\n')
    expect(await told(status, 'amy', path.join(home, 'nowhere'))).toBe('not-installed\n')
  })
})
