// Microsoft Graph's applications, service principals, grants and role assignments, as strict and as slow as Entra is on a first
// day: a new object is not known for some requests, what is there already is refused, and a request may end without an answer.
// Sources: the v1.0 reference (application-upsert, serviceprincipal-upsert, oauth2permissiongrant-post,
// serviceprincipal-post-approleassignedto); "does not reference a valid application object" in microsoftgraph/msgraph-sdk-powershell#1191.
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** An answer that is no success, as Graph words it. */
export class Refused extends Error {
  /** @param {number} status @param {string} code @param {string} message */
  constructor(status, code, message) {
    super(JSON.stringify({ status, error: { code, message } }))
    this.status = status
  }
}

const kinds = ['applications', 'servicePrincipals', 'oauth2PermissionGrants', 'appRoleAssignments']
const graphApp = '00000003-0000-0000-c000-000000000000'

/**
 * Answers one request on the directory that lies in `file`: { slow, dieAt, answers, asked, … }. Throws `Refused`.
 * @param {string} file @param {string} method @param {string} url @param {Record<string, any>} body @param {string} headers
 */
export function askDirectory(file, method, url, body, headers) {
  const state = {
    slow: 0,
    dieAt: 0,
    answers: {},
    asked: [],
    ...Object.fromEntries(kinds.map((kind) => [kind, []])),
    ...(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}),
  }
  if (state.servicePrincipals.length === 0)
    state.servicePrincipals.push({
      id: randomUUID(),
      appId: graphApp,
      displayName: 'Microsoft Graph',
      unseen: 0,
    })
  try {
    return answer(state, method.toUpperCase(), new URL(url, 'https://graph.microsoft.com/'), body, headers)
  } finally {
    writeFileSync(file, JSON.stringify(state))
  }
}

function answer(state, method, { pathname, searchParams }, body, headers) {
  const target = decodeURIComponent(pathname).replace(/^\/(?:v1\.0\/)?/, '')
  state.asked.push(`${method} ${target}`)
  if (state.asked.length === state.dieAt)
    throw new Refused(503, 'ServiceUnavailable', 'The connection was closed.')
  const told = state.answers[state.asked.length]
  if (told !== undefined) throw new Refused(told.status, told.code, told.message)
  if (target === 'me') return { id: state.me }
  const role = /^servicePrincipals\/([^/]+)\/appRoleAssignedTo$/.exec(target)
  if (role !== null && method === 'POST') return assignRole(state, role[1], body)
  const [, kind = '', key, value, id] = /^(\w+)(?:\((\w+)='([^']*)'\)|\/([^/]+))?$/.exec(target) ?? []
  const list = kinds.includes(kind) ? state[kind] : undefined
  if (list === undefined) throw new Refused(404, 'Request_ResourceNotFound', `No such path: ${target}`)
  const entry = list.find((one) => (id === undefined ? one[key] === value : one.id === id))
  const isOne = key !== undefined || id !== undefined
  const missing = () =>
    new Refused(404, 'Request_ResourceNotFound', `Resource '${value ?? id}' does not exist.`)
  switch (method) {
    case 'GET':
      if (!isOne)
        return { value: list.filter((one) => matches(one, searchParams.get('$filter')) && isSeen(one)) }
      if (!isSeen(entry)) throw missing()
      return entry
    case 'POST':
      return create(state, kind, body)
    case 'DELETE':
      if (entry === undefined) throw missing()
      list.splice(list.indexOf(entry), 1)
      return null
    case 'PATCH':
      if (entry === undefined) {
        if (key === undefined || !/create-if-missing/.test(headers)) throw missing()
        return create(state, kind, { ...body, [key]: value })
      }
      if (kind === 'applications') refuseTakenAddress(state, body, entry)
      Object.assign(entry, body)
      return null
    default:
      throw new Refused(405, 'Request_BadRequest', `${method} ${target}`)
  }
}

// Every look at something new brings it nearer.
function isSeen(entry) {
  if (entry === undefined) return false
  if (entry.unseen <= 0) return true
  entry.unseen -= 1
  return false
}

function create(state, kind, body) {
  const entry = { id: randomUUID(), ...body, unseen: state.slow }
  if (kind === 'applications') {
    refuseTakenAddress(state, body)
    entry.appId = randomUUID()
  } else if (kind === 'servicePrincipals') {
    if (!isSeen(state.applications.find(({ appId }) => appId === body.appId)))
      throw new Refused(
        400,
        'Request_BadRequest',
        `The appId '${body.appId}' of the service principal does not reference a valid application object.`,
      )
  } else if (kind === 'oauth2PermissionGrants') {
    for (const id of [body.clientId, body.resourceId]) knownPrincipal(state, id)
    const isSame = (one) =>
      ['clientId', 'resourceId', 'consentType'].every((name) => one[name] === body[name])
    if (state.oauth2PermissionGrants.some(isSame))
      throw new Refused(409, 'Request_MultipleObjectsWithSameKeyValue', 'Permission entry already exists.')
  }
  state[kind].push(entry)
  return entry
}

function assignRole(state, resource, body) {
  knownPrincipal(state, resource)
  const isSame = (one) => one.principalId === body.principalId && one.appRoleId === body.appRoleId
  if (state.appRoleAssignments.some(isSame))
    throw new Refused(400, 'Request_BadRequest', 'Permission being assigned already exists on the object')
  state.appRoleAssignments.push({ id: randomUUID(), ...body })
  return { id: 'assigned' }
}

function knownPrincipal(state, id) {
  if (!isSeen(state.servicePrincipals.find((one) => one.id === id)))
    throw new Refused(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist.`)
}

function refuseTakenAddress(state, { identifierUris = [] }, self) {
  const others = state.applications.filter((one) => one !== self).flatMap((one) => one.identifierUris ?? [])
  if (identifierUris.some((uri) => others.includes(uri)))
    throw new Refused(
      400,
      'Request_BadRequest',
      'Another object with the same value for property identifierUris already exists.',
    )
}

// clientId eq 'x' and resourceId eq 'y'
function matches(entry, filter) {
  return (filter ?? '').split(' and ').every((part) => {
    const [, name, wanted] = /^(\w+) eq '([^']*)'$/.exec(part) ?? []
    return part === '' || (name !== undefined && entry[name] === wanted)
  })
}
