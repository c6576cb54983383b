// Writes what register.sh has registered into landfall.json and admin.json of a folder. What else is there stays.
//   node write-values.mjs FOLDER     with the values in the environment, as register.sh sets them
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const [folder = '.'] = process.argv.slice(2)
const {
  LANDFALL_TENANT: tenant,
  LANDFALL_CLIENT: client,
  LANDFALL_ENDPOINT: endpoint,
  LANDFALL_CONSOLE: consoleClient,
  LANDFALL_CONSOLE_ADDRESS: address,
  LANDFALL_CLOUD: cloud,
  LANDFALL_LOGIN: login,
} = process.env

merge('landfall.json', {
  formatVersion: 1,
  ...(cloud !== 'global' && { cloud }),
  target: { tenantId: tenant },
  signIn: { clientId: client },
  admin: { scope: `api://${tenant}/landfall-admin/Reports.Submit`, ...(address && { endpoint: address }) },
})
merge('admin.json', {
  targetTenantId: tenant,
  ...(cloud !== 'global' && { authority: login }),
  audience: endpoint,
  clients: [client],
  ...(consoleClient && { console: { clientId: consoleClient } }),
})

/** Lays the values over the file, and writes it whole or not at all. */
function merge(name, values) {
  const file = path.join(folder, name)
  let there = {}
  if (existsSync(file)) {
    try {
      there = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
    } catch {
      console.error(`${file} is there and holds no JSON. It was left as it is; the values are below.`)
      process.exitCode = 1
      return
    }
  }
  const temporary = `${file}.new`
  writeFileSync(temporary, `${JSON.stringify(layOver(there, values), null, 2)}\n`)
  renameSync(temporary, file)
  console.error(`wrote ${file}`)
}

function layOver(there, values) {
  const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
  const merged = { ...(isRecord(there) ? there : {}) }
  for (const [key, value] of Object.entries(values)) {
    merged[key] = isRecord(value) ? layOver(merged[key], value) : value
  }
  return merged
}
