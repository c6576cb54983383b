import { spawn, spawnSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

/** A Windows of our own: a folder that Wine runs in, thrown away at the end. */
export type WinePrefix = {
  /** What Windows calls `C:\`. */
  readonly drive: string
  /**
   * Runs a program of Windows in `folder` of the drive; true when it ended by itself in time. Output goes to
   * files, because Node under Wine cannot open a pipe of Linux; the exit code says nothing, it has 8 bits.
   */
  run(folder: string, words: readonly string[], options: RunOptions): Promise<boolean>
  /** Ends every process of this Windows and gives it the registry of a new one. */
  resetRegistry(): Promise<void>
  /** Ends every process of this Windows, and only of this one, as a power cut would. */
  endAll(): Promise<void>
  /** Ends every process of this Windows, and only of this one, and deletes it. */
  remove(): Promise<void>
}

export type RunOptions = {
  readonly seconds: number
  readonly output: string
  readonly environment?: Readonly<Record<string, string>>
}

/** How the ready-made prefix is made; change it with the recipe, so that no old one is used. */
const recipe = 1

/** How long it stays on with nothing to do, so that one whose test run was killed goes too. */
const idleSeconds = 120

const registryFiles = ['system.reg', 'user.reg', 'userdef.reg']

/** `wine --version`, or null where Wine is not installed. */
export function readWineVersion(): string | null {
  if (process.platform !== 'linux') return null
  const { status, stdout } = spawnSync('wine', ['--version'], {
    encoding: 'utf8',
    env: wineEnvironment('/nowhere'),
  })
  return status === 0 ? stdout.trim() : null
}

/** A fresh Windows 10. The first one is made in about ten seconds and kept in the user's cache to be copied. */
export async function createWinePrefix(
  version: string,
  { staysOn = false }: { readonly staysOn?: boolean } = {},
): Promise<WinePrefix> {
  const template = await prepareTemplate(version)
  const home = await mkdtemp(join(tmpdir(), 'landfall-windows-'))
  const prefix = join(home, 'prefix')
  const environment = wineEnvironment(prefix, home)
  const end = (): void => void runToEnd('wineserver', ['-k'], environment)
  const removeNow = (): void => {
    end()
    spawnSync('rm', ['-rf', home])
  }
  process.once('exit', removeNow)
  // Between two programs Windows stays on where that is wanted; else it shuts down after each one.
  const switchOn = (): void => {
    if (staysOn) runToEnd('wineserver', [`-p${idleSeconds}`], environment)
  }
  await copyFolder(template, prefix)
  switchOn()
  return {
    drive: join(prefix, 'drive_c'),
    run: (folder, words, options) => runInWine(join(prefix, 'drive_c', folder), words, options, environment),
    async resetRegistry() {
      end()
      runToEnd('wineserver', ['-w'], environment)
      for (const file of registryFiles) await copyFile(join(template, file), join(prefix, file))
      switchOn()
    },
    async endAll() {
      end()
      runToEnd('wineserver', ['-w'], environment)
      switchOn()
    },
    async remove() {
      process.off('exit', removeNow)
      end()
      runToEnd('wineserver', ['-w'], environment)
      await rm(home, { recursive: true, force: true })
    },
  }
}

function wineEnvironment(prefix: string, home?: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // No window is wanted, and none may appear on somebody's screen.
    DISPLAY: undefined,
    WAYLAND_DISPLAY: undefined,
    // Wine would link the folders of the person's own home into Windows.
    ...(home === undefined ? {} : { HOME: home }),
    WINEPREFIX: prefix,
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=d',
    // The code page that Windows has; umlauts in names of files depend on it.
    LC_ALL: 'C.UTF-8',
  }
}

async function prepareTemplate(version: string): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'landfall')
  const template = join(cache, `wine-prefix-${version.replaceAll(/[^\w.]+/g, '-')}-${recipe}`)
  if (await exists(template)) return template
  await mkdir(cache, { recursive: true })
  // Made aside and renamed, so that a run that was stopped leaves no half of one.
  const making = await mkdtemp(`${template}.`)
  const prefix = join(making, 'prefix')
  const environment = wineEnvironment(prefix, making)
  try {
    runToEnd('wineboot', ['-i'], environment)
    runToEnd('wine', ['winecfg', '-v', 'win10'], environment)
    runToEnd('wineserver', ['-w'], environment)
    if (!(await exists(join(prefix, 'user.reg')))) throw new Error('wineboot made no registry')
    await rename(prefix, template).catch(async (error: unknown) => {
      // Another run was quicker; its prefix is as good.
      if (!(await exists(template))) throw error
    })
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  return template
}

function runToEnd(program: string, words: readonly string[], env: NodeJS.ProcessEnv): number | null {
  return spawnSync(program, words, { env, stdio: 'ignore', timeout: 300_000 }).status
}

async function runInWine(
  folder: string,
  words: readonly string[],
  options: RunOptions,
  environment: NodeJS.ProcessEnv,
): Promise<boolean> {
  const output = await open(options.output, 'w')
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn('wine', words, {
        cwd: folder,
        env: { ...environment, ...options.environment },
        stdio: ['ignore', output.fd, output.fd],
      })
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        resolve(false)
      }, options.seconds * 1000)
      child.once('error', reject)
      child.once('exit', () => {
        clearTimeout(timer)
        resolve(true)
      })
    })
  } finally {
    await output.close()
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  const { status } = spawnSync('cp', ['-a', '--reflink=auto', from, to], { stdio: 'ignore' })
  if (status !== 0) throw new Error(`could not copy ${from}`)
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}
