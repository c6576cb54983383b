import { readdir, readFile } from 'node:fs/promises'

type Program = { readonly pid: number; readonly parent: number; readonly line: string }

/** Megabytes of the endpoint and of its PostgreSQL on this data folder, what processes share counted once; null where there is no /proc. */
export async function memoryOf(dataFolder: string): Promise<{ endpoint: number; database: number } | null> {
  if (process.platform !== 'linux') return null
  const programs = (await Promise.all((await readdir('/proc')).map(readProgram))).filter(
    (program) => program !== null,
  )
  const ours = programs.filter(({ line }) => line.includes(dataFolder))
  const endpoints = ours.filter(({ line }) => line.includes('main.ts'))
  const servers = ours.filter(({ line }) => line.includes('/postgres\0'))
  const children = programs.filter(({ parent }) => servers.some(({ pid }) => pid === parent))
  return { endpoint: await sum(endpoints), database: await sum([...servers, ...children]) }
}

async function readProgram(name: string): Promise<Program | null> {
  if (!/^\d+$/.test(name)) return null
  try {
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8')
    const status = await readFile(`/proc/${name}/status`, 'utf8')
    return { pid: Number(name), parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]), line }
  } catch {
    // It has ended meanwhile.
    return null
  }
}

async function sum(programs: readonly Program[]): Promise<number> {
  let kilobytes = 0
  for (const { pid } of programs) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0)
  }
  return Math.round(kilobytes / 1024)
}
