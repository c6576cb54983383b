import type { GraphRefusal } from './graph.ts'

/** Graph's own words where it gives no drive, after public reports (see `shared/files/drive-answer.ts`). */
export const graphRefusals = {
  mysiteNotFound: { status: 404, code: 'ResourceNotFound', text: "User's mysite not found." },
  unknown: { status: 404, code: 'UnknownError', text: '' },
  personUnknown: {
    status: 404,
    code: 'Request_ResourceNotFound',
    text: "Resource 'x' does not exist or one of its queried reference-property objects are not present.",
  },
  tenantUnlicensed: { status: 400, code: 'BadRequest', text: 'Tenant does not have a SPO license.' },
  /** SharePoint's rule on network locations. */
  otherNetwork: { status: 401, code: 'unauthenticated', text: '' },
  tokenRefused: {
    status: 401,
    code: 'InvalidAuthenticationToken',
    text: 'Continuous access evaluation resulted in challenge with result: InteractionRequired.',
    headers: {
      'www-authenticate': `Bearer realm="", error="insufficient_claims", claims="${Buffer.from('{"access_token":{"nbf":{"essential":true}}}').toString('base64')}"`,
    },
  },
  forbidden: { status: 403, code: 'accessDenied', text: 'Access denied' },
  forbiddenWithoutAWord: { status: 403, code: 'UnknownError', text: '' },
  locked: {
    status: 423,
    code: 'resourceLocked',
    text: 'The resource you are attempting to access is locked',
  },
  siteLocked: {
    status: 423,
    code: 'notAllowed',
    text: 'Access to this site has been blocked. Please contact the administrator to resolve this problem.',
  },
  busy: {
    status: 429,
    code: 'activityLimitReached',
    text: 'The app or user has been throttled.',
    headers: { 'retry-after': '600' },
  },
} as const satisfies Record<string, GraphRefusal>
