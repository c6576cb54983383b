import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { describeContract } from '../../../../admin/server/contract/describe-contract.ts'
import { findBreaks } from '../../../../admin/server/contract/find-breaks.ts'
import packageFile from '../../../../admin/package.json' with { type: 'json' }

type Schema = { properties?: Record<string, object>; required?: string[]; enum?: string[] }
type Operation = {
  responses: Record<string, { content: Record<string, { schema: Schema }> }>
  requestBody: { content: Record<string, { schema: Schema }> }
  parameters: { name: string; in: string; required: boolean; schema: object }[]
  security?: object[]
}
type Description = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const committed = async (): Promise<Description> =>
  JSON.parse(
    await readFile(new URL('../../../../admin/contract/openapi.json', import.meta.url), 'utf8'),
  ) as Description
const today = async (): Promise<Description> =>
  JSON.parse(JSON.stringify(await describeContract(packageFile.version))) as Description

describe('describeContract', () => {
  it('takes nothing from older clients and asks nothing new of them', async () => {
    expect(findBreaks(await committed(), await today())).toEqual([])
  })

  // When this fails: node admin/server/contract/write-openapi.ts
  it('is what admin/contract/openapi.json says', async () => {
    expect(await today()).toEqual(await committed())
  })

  it('says for each address but seven that a token is needed', async () => {
    const { paths } = await today()
    const open = Object.entries(paths).filter(([, methods]) =>
      Object.values(methods).some(({ security }) => security === undefined),
    )
    expect(open.map(([url]) => url).sort()).toEqual([
      '/healthz',
      '/livez',
      '/metrics',
      '/readyz',
      '/v1/console',
      '/v1/demo/sign-in',
      '/v1/openapi.json',
      '/v1/signals/{id}',
    ])
  })
})

describe('findBreaks', () => {
  const afterChange = async (change: (description: Description) => void): Promise<string[]> => {
    const next = await today()
    change(next)
    return findBreaks(await today(), next)
  }
  const operation = ({ paths }: Description, url: string, method: string): Operation => {
    const found = paths[url]?.[method]
    if (found === undefined) throw new Error(`there is no ${method} ${url}`)
    return found
  }

  it('has nothing against a new address, a new field of an answer and a new wish that may be left out', async () => {
    const breaks = await afterChange((next) => {
      next.paths['/v1/new'] = next.paths['/v1/me'] ?? {}
      Object.assign(next.components.schemas['Progress']?.properties ?? {}, { more: { type: 'string' } })
      operation(next, '/v1/people', 'get').parameters.push({
        name: 'newer',
        in: 'query',
        required: false,
        schema: { type: 'string' },
      })
    })
    expect(breaks).toEqual([])
  })

  it.each<[string, string, (next: Description) => void]>([
    [
      'an address that is gone',
      'GET /v1/me: is gone',
      (next) => Reflect.deleteProperty(next.paths, '/v1/me'),
    ],
    [
      'a field of an answer that is gone',
      'GET /v1/progress, answer.overall: is gone',
      (next) => Reflect.deleteProperty(next.components.schemas['Progress']?.properties ?? {}, 'overall'),
    ],
    [
      'a field of an answer that may be missing now',
      'GET /v1/progress, answer.waves: is not always there any more',
      (next) => {
        const schema = next.components.schemas['Progress']
        if (schema) schema.required = (schema.required ?? []).filter((name) => name !== 'waves')
      },
    ],
    [
      'a parameter that is required now',
      'GET /v1/progress, parameter wave: is required now',
      (next) => {
        for (const each of operation(next, '/v1/progress', 'get').parameters) each.required = true
      },
    ],
    [
      'a field of a body that is required now',
      'PUT /v1/reports/{id}, body.wave: is required now',
      (next) => {
        const body = operation(next, '/v1/reports/{id}', 'put').requestBody.content['application/json']
        body?.schema.required?.push('wave')
      },
    ],
    [
      'a value that is not taken any more',
      'POST /v1/imports, parameter kind: does not take waves any more',
      (next) => {
        for (const each of operation(next, '/v1/imports', 'post').parameters)
          if (each.name === 'kind') Object.assign(each.schema, { enum: ['identity-map', 'move-states'] })
      },
    ],
    [
      'another type',
      'PUT /v1/reports/{id}, body.sequence: was "integer" and is "string"',
      (next) => {
        const body = operation(next, '/v1/reports/{id}', 'put').requestBody.content['application/json']
        Object.assign(body?.schema.properties?.['sequence'] ?? {}, { type: 'string' })
      },
    ],
  ])('names %s', async (_name, expected, change) => {
    expect(await afterChange(change)).toContain(expected)
  })
})
