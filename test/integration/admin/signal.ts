import { randomUUID } from 'node:crypto'
import type { Signal } from '../../../admin/server/contract/person-routes.ts'
import { toUpnHash } from '../../../admin/server/imports/stage-import.ts'
import { fabrikam } from '../../unit/shared/cast.ts'

/** What a computer of Amy's says on which no one could sign in, but for what is given. */
export function signalOf(part: Partial<Signal> = {}): Signal {
  return {
    formatVersion: 1,
    id: randomUUID(),
    sequence: 1,
    deviceId: randomUUID(),
    takenAt: '2026-11-20T09:14:03Z',
    wave: 'Wave 1',
    upnHash: toUpnHash(fabrikam, 'amy@contoso.com'),
    app: { name: 'Landfall', version: '0.1.0' },
    platform: 'windows',
    codes: ['identity.unreachable', 'identity.access-blocked'],
    ...part,
  }
}
