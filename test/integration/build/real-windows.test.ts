import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createPackage, getRawHeader } from '@electron/asar'
import { beforeAll, describe, expect, it } from 'vitest'
import { findPowerShell, powerShellEnvironment } from '../../../build/bootstrap/powershell.mjs'
import { repositoryFolder } from '../../../build/bootstrap/set-up.mjs'
import { listChecks, proofFolder, type Check } from '../../real-windows/prove-under-wine.ts'

/* The checks for a real Windows, as far as they can be read and reckoned without one. */
const powershell = findPowerShell()
const canRun = powershell !== null && process.platform !== 'win32'
const scripts = readdirSync(proofFolder).filter((name) => name.endsWith('.ps1'))

function say(command: string): string {
  const [program = '', ...args] = powershell ?? []
  const { stdout, stderr } = spawnSync(program, [...args, '-Command', command], {
    cwd: repositoryFolder,
    encoding: 'utf8',
    env: { ...process.env, ...powerShellEnvironment },
  })
  if (stderr !== '') throw new Error(stderr)
  return stdout.trim()
}

/** What the script that starts a program for somebody else notes of it. */
async function note(folder: string, file: string, words: string): Promise<unknown> {
  say(`. '${proofFolder}/frame.ps1'; . '${proofFolder}/as-others.ps1'
    [System.IO.File]::WriteAllText('${folder}/note.ps1', $noting)`)
  const answer = path.join(folder, 'answer.json')
  const [program = '', ...args] = powershell ?? []
  const given = ['-File', `${folder}/note.ps1`, '-File', file, '-Words', words, '-Answer', answer]
  spawnSync(program, [...args, ...given], {
    cwd: repositoryFolder,
    env: { ...process.env, ...powerShellEnvironment, SystemRoot: '/' },
  })
  return JSON.parse(await readFile(answer, 'utf8'))
}

/** The first cells of the tables of docs/deploy.md that have states. */
function readStates(): readonly string[] {
  const lines = readFileSync(path.join(repositoryFolder, 'docs/deploy.md'), 'utf8').split('\n')
  let isStates = false
  return lines.flatMap((line) => {
    if (!line.startsWith('|')) isStates = false
    const cell = line.split('|')[1]?.trim() ?? ''
    if (cell === 'state') isStates = true
    return isStates && cell !== 'state' && !cell.startsWith('--') ? [cell] : []
  })
}

it('the scripts for a real Windows are ASCII, which Windows PowerShell 5.1 reads right without a mark', () => {
  expect(scripts).toContain('prove-windows.ps1')
  for (const name of scripts)
    expect([name, /[^\t\n -~]/.exec(readFileSync(path.join(proofFolder, name), 'utf8'))?.[0]]).toEqual([
      name,
      undefined,
    ])
})

describe.skipIf(!canRun)('the scripts for a real Windows', { timeout: 120_000 }, () => {
  let checks: readonly Check[]
  beforeAll(() => {
    checks = listChecks() ?? []
  }, 120_000)

  it('are read by PowerShell without a mistake, and use nothing that 5.1 does not have', () => {
    const command = `foreach ($file in Get-ChildItem '${proofFolder}/*.ps1') {
      $tokens = $null; $errors = $null
      $tree = [System.Management.Automation.Language.Parser]::ParseFile($file.FullName, [ref]$tokens, [ref]$errors)
      $errors | ForEach-Object { "$($file.Name): $($_.Message)" }
      $tree.FindAll({ $args[0].GetType().Name -in 'TernaryExpressionAst', 'PipelineChainAst' }, $true) | ForEach-Object { "$($file.Name): $_" }
      # A command's list of none or of one is no list any more, and has no Count: @(…) keeps it.
      $tree.FindAll({ $args[0].GetType().Name -eq 'MemberExpressionAst' -and "$($args[0].Member)" -in 'Count', 'Length' -and $args[0].Expression.GetType().Name -eq 'ParenExpressionAst' }, $true) | ForEach-Object { "$($file.Name): $_" }
      $tokens | Where-Object { $_.Kind -in 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot' } | ForEach-Object { "$($file.Name): $($_.Text)" }
    }`
    expect(say(command)).toBe('')
  })

  it('number their checks, and each says what it proves', () => {
    expect(checks.map(({ number }) => number)).toEqual(checks.map((_check, index) => index + 1))
    expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length)
    expect(checks.filter(({ proves, rows }) => proves === '' || rows.length === 0)).toEqual([])
  })

  it('have a check for each state of the tables in docs/deploy.md, and for each row of the review', () => {
    const states = readStates()
    expect(states.length).toBeGreaterThan(15)
    const begins = checks.map(({ state }) => state).filter((state) => state !== '')
    const isOf = (state: string, begin: string): boolean =>
      [...begin].every((letter, at) => letter === '?' || letter === state[at])
    expect(states.filter((state) => !begins.some((begin) => isOf(state, begin)))).toEqual([])
    expect(begins.filter((begin) => !states.some((state) => isOf(state, begin)))).toEqual([])
    const rows = new Set(checks.flatMap((check) => check.rows))
    for (let row = 1; row <= 10; row += 1) expect(rows).toContain(`D${row}`)
  })

  it('count what is ok, wrong and not provable, and keep a table a table', () => {
    const summary = say(`. '${proofFolder}/frame.ps1'
      Add-Check -Name 'a|b' -Rows 'D1' -Proves 'x' -Body { 'said' }
      Add-Check -Name 'c' -Rows 'D2', 'D3' -Proves 'x' -Body { Assert-Equal 1618 0 'the exit code' }
      Add-Check -Name 'd' -Rows 'D4' -Proves 'x' -Body { Stop-Unprovable 'no tenant' }
      $results = @($checks | ForEach-Object { Invoke-Check $_ })
      Format-Summary ([pscustomobject]@{ system = 'Windows'; architecture = 'x64' }) $results`)
    expect(summary.split('\n')).toEqual([
      '## Windows, x64: 1 ok, 1 wrong, 1 not-provable-here',
      '',
      '| # | check | result | rows | detail |',
      '| --- | --- | --- | --- | --- |',
      '| 1 | a\\|b | ok | D1 | said |',
      "| 2 | c | wrong | D2, D3 | the exit code: wanted '1618', got '0' |",
      '| 3 | d | not-provable-here | D4 | no tenant |',
    ])
  })

  it('take numbers and parts of names, and refuse a word that names none', () => {
    const said = say(`. '${proofFolder}/frame.ps1'
      foreach ($name in 'first', 'second one', 'third one of 1') { Add-Check -Name $name -Rows 'D1' -Proves 'x' -Body { } }
      foreach ($only in @(), @('1', 'third'), @('one'), @('fourth')) {
        try { (Select-Check $checks $only | ForEach-Object name) -join ',' } catch { "$_" }
      }`)
    expect(said.split('\n')).toEqual([
      'first,second one,third one of 1',
      'first,third one of 1',
      'second one,third one of 1',
      "no check is named by 'fourth'",
    ])
  })

  it('change one digit of a hash in the header of an archive, which stays JSON of the same length', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'landfall-header-'))
    try {
      await mkdir(path.join(folder, 'app'))
      await writeFile(path.join(folder, 'app/a.js'), 'first')
      await writeFile(path.join(folder, 'app/b.js'), 'second')
      const archive = path.join(folder, 'app.asar')
      await createPackage(path.join(folder, 'app'), archive)
      const before = await readFile(archive)
      say(`. '${proofFolder}/frame.ps1'; . '${proofFolder}/check-rights.ps1'
        $bytes = [System.IO.File]::ReadAllBytes('${archive}')
        Edit-ArchiveHash $bytes
        [System.IO.File]::WriteAllBytes('${archive}', $bytes)`)
      const after = await readFile(archive)
      const changed = [...after.keys()].filter((at) => after[at] !== before[at])
      expect([after.length, changed.length]).toEqual([before.length, 1])
      const hashes = [...getRawHeader(archive).headerString.matchAll(/"hash":"([0-9a-f]{64})"/g)]
      expect(hashes).toHaveLength(2)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('give the number of the refusal where the system refuses to start a program', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'landfall-note-'))
    try {
      const said = await note(folder, '/bin/there is none', '=--check')
      expect(said).toMatchObject({ code: null, refusal: 2 })
      const asserted = say(`. '${proofFolder}/frame.ps1'; . '${proofFolder}/as-others.ps1'
        foreach ($said in '{"code":null,"error":"no such file"}', '{"code":0,"error":""}', '{"code":1,"error":""}') {
          try { Assert-Failed ($said | ConvertFrom-Json) 'it fails'; 'failed' } catch { 'no failure' }
        }`)
      expect(asserted.split('\n')).toEqual(['no failure', 'no failure', 'failed'])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('start a program for somebody else with its words as they are, and note what it said and its code', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'landfall-note-'))
    try {
      const [, words = ''] = /-Words "(.*)" -Answer/.exec(
        say(`$env:PUBLIC = '${folder}'; . '${proofFolder}/frame.ps1'; . '${proofFolder}/as-others.ps1'
          Get-NoteWords '${folder}' '/bin/sh' '-c "echo --check; exit 21"'`),
      ) ?? ['', '']
      expect(await note(folder, '/bin/sh', words.replaceAll('\\"', '"'))).toMatchObject({
        code: 21,
        text: '--check\n',
        error: '',
      })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
