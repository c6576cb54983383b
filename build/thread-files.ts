import path from 'node:path'
import type { Plugin } from 'vite'

const reference = /new URL\('(\.{1,2}\/[\w./-]+)\.ts', import\.meta\.url\)/g
const mark = 'landfall-thread:'

/**
 * Gives every file that is started by its address, as a thread or as a process (`new URL('./scan-thread.ts',
 * import.meta.url)`), a place of its own in what is built. A chunk would not do: what it shares with the program would be
 * put into the program itself, which would then run in the thread once more.
 */
export function threadFiles(): Plugin {
  return {
    name: 'landfall:thread-files',
    enforce: 'pre',
    transform: {
      filter: { code: 'import.meta.url' },
      async handler(code, id) {
        let changed = code
        for (const [whole, target] of code.matchAll(reference)) {
          const resolved = await this.resolve(`${target}.ts`, id)
          if (resolved === null) throw new Error(`${id}: ${target}.ts is not there`)
          const name = path.basename(resolved.id, '.ts')
          this.emitFile({ type: 'chunk', id: resolved.id, fileName: toFileName(name) })
          changed = changed.replace(whole, `new URL('${mark}${name}', import.meta.url)`)
        }
        return changed === code ? null : changed
      },
    },
    renderChunk(code, { fileName }) {
      const changed = code.replaceAll(new RegExp(`${mark}([\\w-]+)`, 'g'), (_mark, name: string) => {
        const target = path.posix.relative(path.posix.dirname(fileName), toFileName(name))
        return target.startsWith('.') ? target : `./${target}`
      })
      return changed === code ? null : changed
    },
  }
}

function toFileName(name: string): string {
  return `threads/${name}.mjs`
}
