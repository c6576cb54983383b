import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'

const probeMilliseconds = 10_000

/**
 * Whether npm has a way to its registry, or to the proxy in front: null, or what is the matter. A connection is enough: what is
 * answered is npm's to judge.
 */
export async function probeRegistry() {
  const registry = ask('registry')
  const proxy = registry.startsWith('https:') ? ask('https-proxy') : ask('proxy')
  if (!URL.canParse(registry)) return null
  const way = new URL(URL.canParse(proxy) ? proxy : registry)
  const code = await tryConnection(way.hostname, Number(way.port) || (way.protocol === 'https:' ? 443 : 80))
  if (code === null) return null
  const what = way.href === new URL(registry).href ? 'npm registry' : 'proxy'
  return `the ${what} ${way.host} cannot be reached (${code})`
}

/**
 * Null where something answers, else why not.
 * @param {string} host
 * @param {number} port
 * @returns {Promise<string | null>}
 */
export async function tryConnection(host, port) {
  const socket = connect({ host: host.replace(/^\[|\]$/g, ''), port })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(probeMilliseconds) })
    return null
  } catch (error) {
    const { name, code = name } = /** @type {NodeJS.ErrnoException} */ (error)
    return name === 'AbortError' ? 'no answer' : code
  } finally {
    socket.destroy()
  }
}

/**
 * npm's own setting, whether a file, the environment or a flag says it; empty where there is none.
 * @param {string} key
 */
function ask(key) {
  const shell = process.platform === 'win32'
  const { stdout } = spawnSync('npm', ['config', 'get', key], { encoding: 'utf8', shell })
  const said = stdout?.trim() ?? ''
  return said === 'null' || said === 'undefined' ? '' : said
}
