// One request of the stand-in for Microsoft.Graph.Authentication: METHOD URI BODY HEADERS, on the directory in the file DIRECTORY.
import { askDirectory, Refused } from './directory.mjs'

const [method = '', uri = '', body = '', headers = ''] = process.argv.slice(2)
try {
  const found = askDirectory(process.env.DIRECTORY, method, uri, body ? JSON.parse(body) : {}, headers)
  if (found !== undefined && found !== null) console.log(JSON.stringify(found))
} catch (error) {
  if (!(error instanceof Refused)) throw error
  console.error(error.message)
  process.exitCode = 1
}
