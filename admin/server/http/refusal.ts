import type { FastifyReply } from 'fastify'

/** Every refusal of the endpoint: stable code, HTTP status, and what the log and the admin read. */
export const refusals = {
  'auth.missing-token': { status: 401, message: 'There is no bearer token.' },
  'auth.invalid-token': { status: 401, message: 'The token is not one that was issued for this endpoint.' },
  'auth.expired-token': { status: 401, message: 'The token has expired.' },
  'auth.wrong-audience': { status: 401, message: 'The token is for another service.' },
  'auth.version-1-token': {
    status: 401,
    message:
      'This is a version 1 token. Set requestedAccessTokenVersion to 2 in the manifest of the endpoint’s application.',
  },
  'auth.wrong-tenant': {
    status: 403,
    message: 'The token is of a tenant that this endpoint does not serve.',
  },
  'auth.missing-scope': { status: 403, message: 'The token does not carry the scope of this endpoint.' },
  'auth.guest': {
    status: 403,
    message: 'The account is a guest in this tenant; its home is elsewhere.',
  },
  'auth.unknown-client': {
    status: 403,
    message: 'The token was issued to an application that is not in the endpoint’s configuration.',
  },
  'auth.missing-role': { status: 403, message: 'The token does not carry a role that may do this.' },
  'auth.keys-unavailable': {
    status: 503,
    message: 'The signing keys of the tenant cannot be fetched. Try again in a moment.',
  },
  'plan.not-in-map': { status: 404, message: 'This person is not in the identity map.' },
  'plan.other-account': {
    status: 403,
    message: 'This address is in the identity map, but belongs to another account (object id).',
  },
  'report.not-in-map': { status: 403, message: 'This person is not in the identity map.' },
  'report.other-account': {
    status: 403,
    message: 'This address is in the identity map, but belongs to another account (object id).',
  },
  'report.id-mismatch': { status: 422, message: 'The id in the address and the id in the report differ.' },
  'report.id-reused': { status: 409, message: 'This id was used for another report.' },
  'report.daily-limit': {
    status: 429,
    message: 'This person has handed in as many reports as are kept in a day. Try again tomorrow.',
  },
  'report.not-yours': { status: 403, message: 'This id belongs to somebody else.' },
  'signal.not-signed': {
    status: 401,
    message: 'The signal is not signed with an enrolment key that holds.',
  },
  'signal.id-mismatch': { status: 422, message: 'The id in the address and the id in the signal differ.' },
  'signal.id-reused': { status: 409, message: 'This id was used for another signal.' },
  'signal.daily-limit': {
    status: 429,
    message: 'This key or computer has sent as many signals as are kept in a day. Try again tomorrow.',
  },
  'signal.wrong-wave': { status: 422, message: 'The enrolment key is of another wave.' },
  'person.not-found': { status: 404, message: 'There is no such person.' },
  'person.not-joinable': {
    status: 409,
    message:
      'Nothing shows that these are one person, or they are two accounts, two directions or two old organisations.',
  },
  'note.not-found': { status: 404, message: 'There is no such note.' },
  'change.not-found': { status: 404, message: 'There is no such change.' },
  'change.not-undoable': {
    status: 409,
    message: 'This change cannot be taken back, or has been already.',
  },
  'import.not-found': { status: 404, message: 'There is no such import.' },
  'import.unreadable': { status: 422, message: 'The file cannot be read.' },
  'import.has-problems': {
    status: 409,
    message: 'Some rows cannot be read; take the others, or correct the file.',
  },
  'import.not-previewed': { status: 409, message: 'This import has been taken already, or is out of date.' },
  'import.not-foreseen': {
    status: 409,
    message: 'What this file would change is not worked out yet; look through it first (/look).',
  },
  'import.under-way': { status: 409, message: 'This import is being worked on.' },
  'import.not-last': {
    status: 409,
    message: 'Only the last import that still stands can be undone.',
  },
  'regression.not-possible': {
    status: 409,
    message: 'Somebody’s move is not finished, or they are on the way back already.',
  },
  'duty.locked': { status: 409, message: 'This duty has to wait: the runbook says for what.' },
  'settings.key-expired': { status: 422, message: 'The key would have expired already.' },
  'settings.key-not-found': { status: 404, message: 'There is no such enrolment key.' },
  'webhook.not-found': { status: 404, message: 'There is no such webhook.' },
  'webhook.address-refused': {
    status: 422,
    message: 'A webhook goes to the world outside by https, without a name and password in its address.',
  },
  'webhook.delivery-not-found': { status: 404, message: 'There is no such delivery.' },
  'webhook.delivery-not-dead': { status: 409, message: 'This delivery has not been given up.' },
  'console.not-configured': {
    status: 404,
    message:
      'This endpoint has no console: console.clientId is not in its configuration, or the page has not been built.',
  },
  'demo.wrong-code': { status: 401, message: 'This is not the code that the terminal shows.' },
  'demo.elsewhere': {
    status: 403,
    message: 'A demonstration answers the browser of its own computer only, without a proxy.',
  },
  'metrics.forbidden': { status: 401, message: 'The numbers are for this computer, or with their token.' },
  'request.too-many': { status: 429, message: 'These are too many requests. Try again in a moment.' },
  'request.invalid': { status: 422, message: 'The request is not of the form that the contract describes.' },
  'request.too-large': { status: 413, message: 'The request is too large.' },
  'request.too-deep': { status: 422, message: 'The request has too many levels in one another.' },
  'request.unsupported-type': { status: 415, message: 'Only application/json is taken.' },
  'request.not-found': { status: 404, message: 'There is nothing at this address.' },
  'database.unavailable': { status: 503, message: 'The database does not answer. Try again in a moment.' },
  'database.read-only': {
    status: 503,
    message: 'The database takes no changes at the moment. Try again in a moment.',
  },
  'database.full': {
    status: 503,
    message: 'There is no room for more. What was acknowledged is kept. Try again later.',
  },
  'endpoint.closing': {
    status: 503,
    message: 'The endpoint is closing, often to start again. Try again in a moment.',
  },
  unexpected: {
    status: 500,
    message: 'Something unexpected happened. It is in the log under this request’s id.',
  },
} as const satisfies Record<string, { status: number; message: string }>

export type RefusalCode = keyof typeof refusals

/** Why exactly, in a code and the values of its sentence. */
export type RefusalReason = {
  readonly code: string
  readonly values: Readonly<Record<string, string | number>>
}

/** Answers with a refusal; `where` names the place in the request that is wrong. */
export function refuse(
  reply: FastifyReply,
  code: RefusalCode,
  where?: string,
  reason?: RefusalReason,
): FastifyReply {
  const { status, message } = refusals[code]
  if (status === 401 && code.startsWith('auth.'))
    void reply.header('www-authenticate', `Bearer error="invalid_token", error_description="${code}"`)
  if (status === 503) void reply.header('retry-after', '5')
  // Most limits are of a minute.
  if (status === 429 && !reply.hasHeader('retry-after'))
    void reply.header('retry-after', code.endsWith('.daily-limit') ? '3600' : '60')
  const error = {
    code,
    message: where === undefined ? message : `${message} (${where})`,
    requestId: reply.request.id,
    ...(reason && { reason }),
  }
  return reply.code(status).send({ error })
}
