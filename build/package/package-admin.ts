import { mkdir } from 'node:fs/promises'
import { packEndpoint } from './pack-endpoint.ts'
import { printMade, releaseFolder } from './release-folder.ts'

/* `npm run package:admin`: the endpoint and its console in one archive, for a server without this repository. */
await mkdir(releaseFolder, { recursive: true })
await printMade(await packEndpoint(releaseFolder))
