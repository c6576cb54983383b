import { copyFile, cp, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { repositoryFolder } from '../../build/bootstrap/set-up.mjs'
import { createWinePrefix, type WinePrefix } from '../windows/wine-prefix.ts'

/** A Windows that installers are tried on. */
export type InstalledWindows = {
  readonly drive: string
  /** Runs a program of the drive to its end and gives its whole exit code, which Linux would cut to 8 bits. Throws where it did not start. */
  run(program: string, ...args: string[]): Promise<number>
  /** Starts one and ends it hard as soon as `moment` has come, with everything else that runs. Throws where it had already ended. */
  runAndCutPower(moment: () => Promise<boolean>, program: string, ...args: string[]): Promise<void>
  /** Makes another drive of Windows out of a folder. */
  addDrive(letter: string, folder: string): Promise<void>
  runAndRead(...words: readonly string[]): Promise<{ readonly code: number; readonly text: string }>
  /** A value of the registry as `reg query` prints it, or null; '' is the key's own. */
  query(key: string, value: string): Promise<string | null>
  /** Every key and every `key, value` of the computer and the person. Ends everything that runs: then Wine has written them down. */
  readRegistry(): Promise<readonly string[]>
  /** Starts the program, which is Wine's command line or Node by its own name, and leaves it running; the way to end it. */
  hold(program: string, by?: keyof typeof waits): Promise<() => Promise<void>>
  /** Opens a file as a program does that lets others read alone, or write too but not delete, and keeps it open; the way to close it. */
  holdFile(file: string, others?: keyof typeof mayOthers): Promise<() => Promise<void>>
  list(folder: string): Promise<string[]>
  read(file: string): Promise<string>
  /** Ends everything that runs and forgets what was installed: the registry is a new one's. Files stay. */
  startAfresh(): Promise<void>
  remove(): Promise<void>
}

const home = 'landfall-install'

/** A Wine of this version as a computer that stays on, with a Node of Windows in it that starts programs. */
export async function openWindows(version: string, nodeFolder: string): Promise<InstalledWindows> {
  const prefix = await createWinePrefix(version, { staysOn: true })
  const folder = path.join(prefix.drive, home)
  await mkdir(folder)
  await copyFile(path.join(nodeFolder, 'node.exe'), path.join(folder, 'node.exe'))
  await writeFile(path.join(folder, 'run.cjs'), guest)
  const start = createStart(prefix, folder)
  return {
    drive: prefix.drive,
    run: async (...words) => Number((await start(words))['status']),
    async runAndCutPower(moment, ...words) {
      let isAtEnd = false
      const running = start(words).then(
        () => (isAtEnd = true),
        () => undefined,
      )
      await until(async () => isAtEnd || (await moment()), 2)
      if (isAtEnd) throw new Error(`${words.join(' ')} ended before the moment`)
      await prefix.endAll()
      await running
    },
    addDrive: (letter, target) => symlink(target, path.join(prefix.drive, `../dosdevices/${letter}:`)),
    async runAndRead(...words) {
      const { status, stdout } = await start(words)
      return { code: Number(status), text: String(stdout) }
    },
    async query(key, value) {
      const which = value === '' ? ['/ve'] : ['/v', value]
      const { stdout } = await start(['reg.exe', 'query', key, ...which, '/reg:64'])
      return /REG_\w+ +([^\s][^\r\n]*)/.exec(String(stdout))?.[1] ?? null
    },
    async readRegistry() {
      await prefix.endAll()
      const files = { HKLM: 'system.reg', HKCU: 'user.reg' } as const
      const entries = Object.entries(files).map(async ([hive, file]) =>
        readKeys(hive, await readFile(path.join(prefix.drive, '..', file), 'utf8')),
      )
      return (await Promise.all(entries)).flat()
    },
    hold: (program, by = 'cmd') => keepRunning(start, folder, [program, ...waits[by]]),
    async holdFile(file, others = 'read') {
      await addKoffi(folder)
      await writeFile(path.join(folder, 'hold.cjs'), holdFile)
      const words = ['node.exe', 'hold.cjs', `"${file}"`, String(mayOthers[others])]
      return await keepRunning(start, folder, words)
    },
    list: async (place) =>
      (await readdir(path.join(prefix.drive, place), { recursive: true }).catch(() => [])).toSorted(),
    read: (file) => readText(path.join(prefix.drive, file)),
    startAfresh: () => prefix.resetRegistry(),
    remove: () => prefix.remove(),
  }
}

/** Starts a program on the computer and waits for its end; what it gave. Throws where it did not start, or took too long. */
type Start = (words: readonly string[], seconds?: number) => Promise<Record<string, unknown>>

function createStart(prefix: WinePrefix, folder: string): Start {
  let count = 0
  return async (words, seconds = 90) => {
    const answer = `answer-${(count += 1)}.json`
    const request = `request-${count}.json`
    await writeFile(path.join(folder, request), JSON.stringify({ words }))
    const output = path.join(folder, 'output.txt')
    const inTime = await prefix.run(home, ['node.exe', 'run.cjs', request, answer], { seconds, output })
    if (!inTime) throw new Error(`${words.join(' ')} took too long`)
    const said = JSON.parse(await readFile(path.join(folder, answer), 'utf8')) as Record<string, unknown>
    // What did not start has no code, and no code must not be read as 0.
    if (typeof said['status'] !== 'number')
      throw new Error(`${words.join(' ')} gave no code: ${String(said['error'] ?? said['signal'])}`)
    return said
  }
}

/** Starts a program that says when it holds, until it is to end. */
async function keepRunning(
  start: Start,
  folder: string,
  words: readonly string[],
): Promise<() => Promise<void>> {
  for (const name of ['held.txt', 'end.txt']) await rm(path.join(folder, name), { force: true })
  // What is tried meanwhile may take long on a busy computer.
  const child = start(words, 600)
  await until(async () => (await readText(path.join(folder, 'held.txt'))).trim() === 'held')
  return async () => {
    await writeFile(path.join(folder, 'end.txt'), '')
    await child
  }
}

/** Wine's own form: `[Software\\\\Landfall] 1764403200` and `"Version"="1.0.0"`. */
function readKeys(hive: string, text: string): readonly string[] {
  let key = ''
  return text.split('\n').flatMap((line) => {
    const head = /^\[(.+)\](?: \d+)?$/.exec(line)?.[1]
    if (head !== undefined) {
      key = `${hive}\\${unescape(head).replace('ControlSet001', 'CurrentControlSet')}`
      return [key]
    }
    const value = /^(?:"((?:[^"\\]|\\.)*)"|@)=/.exec(line)
    return value === null ? [] : [`${key}, ${unescape(value[1] ?? '')}`]
  })
}

const unescape = (text: string): string => text.replace(/\\(.)/g, '$1')

async function readText(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch(() => '')
}

/** Waits until something is so. */
export async function until(holds: () => Promise<boolean>, everyMilliseconds = 50): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it did not come')
    await setTimeout(everyMilliseconds)
  }
}

const waitForEnd = `const fs=require('fs');fs.writeFileSync('C:/${home}/held.txt','held');
const timer=setInterval(()=>{if(fs.existsSync('C:/${home}/end.txt')){clearInterval(timer)}},50)`

/** How a program is asked to stay. */
const waits = {
  node: ['-e', waitForEnd],
  cmd: [
    '/d',
    '/c',
    `"echo held>C:\\${home}\\held.txt & for /l %i in (1,1,600) do @if not exist C:\\${home}\\end.txt ping -n 2 127.0.0.1 >nul"`,
  ],
} as const

const mayOthers = { read: 1, write: 3 } as const

// Node itself opens files so that others may write and delete.
const holdFile = `const koffi=require('koffi');const kernel=koffi.load('kernel32.dll')
const open=kernel.func('intptr_t __stdcall CreateFileW(str16 name,uint32_t access,uint32_t share,void *security,uint32_t how,uint32_t flags,intptr_t template)')
const [toRead,ifThere]=[0x80000000,3]
if(Number(open(process.argv[2],toRead,Number(process.argv[3]),null,ifThere,0,0))===-1)throw new Error('could not be opened')
${waitForEnd}`

async function addKoffi(folder: string): Promise<void> {
  const modules = path.join(folder, 'node_modules')
  const options = { recursive: true, dereference: true }
  await cp(path.join(repositoryFolder, 'node_modules/koffi'), path.join(modules, 'koffi'), options)
  const native = process.env['LANDFALL_WINDOWS_KOFFI'] ?? ''
  await cp(native, path.join(modules, '@koromix/koffi-win32-x64'), options)
}

const guest = `const fs=require('fs');const {spawnSync}=require('child_process')
const {words}=JSON.parse(fs.readFileSync(process.argv[2],'utf8'))
const out=fs.openSync(process.argv[3]+'.out','w')
// The last argument of an installer must not be quoted, so nothing is; but a program's own name may hold blanks.
const asIs=words[0].endsWith('.exe')&&!/-e/.test(words[1]??'')&&words[0]!=='reg.exe'
const argv0=asIs?'"'+words[0]+'"':words[0]
const start=()=>spawnSync(words[0],words.slice(1),{stdio:['ignore',out,out],argv0,windowsVerbatimArguments:asIs})
let {status,error,signal}=start()
// Once in some hundred starts Wine makes no process, for a reason without a number of its own. Nothing has run then.
for(let more=2;more>0&&error?.code==='UNKNOWN';more--)({status,error,signal}=start())
fs.closeSync(out)
fs.writeFileSync(process.argv[3],JSON.stringify({status,signal,error:error?.message,stdout:fs.readFileSync(process.argv[3]+'.out','latin1')}))
`
