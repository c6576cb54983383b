// One replica of the endpoint, in a process that can be killed. It says its address, and goes on until it is.
import { openStore } from '../../../admin/server/store.ts'
import { fabrikam } from '../../unit/shared/cast.ts'
import { listen } from '../ingest/endpoint.ts'

const [databaseUrl = '', authority = ''] = process.argv.slice(2)
const store = await openStore(databaseUrl, fabrikam)
const { origin } = await listen(store, authority)
process.stdout.write(`${origin}\n`)
