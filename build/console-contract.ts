import openapiTS, { astToString } from 'openapi-typescript'

/** Where the endpoint describes itself, and the console's types of that description. */
export const descriptionFile = new URL('../admin/contract/openapi.json', import.meta.url)
export const contractFile = new URL('../admin/console/api/contract.ts', import.meta.url)

/** The endpoint's description as TypeScript, as the console reads it. */
export async function renderConsoleContract(): Promise<string> {
  const types = astToString(await openapiTS(descriptionFile, { defaultNonNullable: false }))
  return `// Made of admin/contract/openapi.json by build/write-console-contract.ts; a test compares.\n\n${types}`
}
