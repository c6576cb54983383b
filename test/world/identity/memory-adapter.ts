import type { Adapter, AdapterPayload } from 'oidc-provider'

// What goes when a grant is revoked. An interaction names its grant too, and must outlive a change of person.
const grantable = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken', 'DeviceCode'])

/**
 * oidc-provider's storage, one per tenant: its own memory adapter is shared by all providers of a process, so
 * two tenants would take each other's codes (docs/facts/sign-in.md#entras-form).
 */
export function createMemoryAdapter(): new (model: string) => Adapter {
  const store = new Map<string, AdapterPayload>()
  const ofGrant = new Map<string, Set<string>>()
  const byUid = new Map<string, string>()
  const byUserCode = new Map<string, string>()

  return class MemoryAdapter implements Adapter {
    readonly #model: string
    constructor(model: string) {
      this.#model = model
    }
    #key(id: string): string {
      return `${this.#model}:${id}`
    }
    async upsert(id: string, payload: AdapterPayload): Promise<void> {
      const key = this.#key(id)
      store.set(key, payload)
      if (payload.uid) byUid.set(payload.uid, id)
      if (payload.userCode) byUserCode.set(payload.userCode, id)
      if (payload.grantId !== undefined && grantable.has(this.#model))
        ofGrant.set(payload.grantId, (ofGrant.get(payload.grantId) ?? new Set()).add(key))
    }
    async find(id: string): Promise<AdapterPayload | undefined> {
      return store.get(this.#key(id))
    }
    async findByUid(uid: string): Promise<AdapterPayload | undefined> {
      const id = byUid.get(uid)
      return id === undefined ? undefined : this.find(id)
    }
    async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
      const id = byUserCode.get(userCode)
      return id === undefined ? undefined : this.find(id)
    }
    async consume(id: string): Promise<void> {
      const payload = store.get(this.#key(id))
      if (payload) payload.consumed = Math.floor(Date.now() / 1000)
    }
    async destroy(id: string): Promise<void> {
      store.delete(this.#key(id))
    }
    async revokeByGrantId(grantId: string): Promise<void> {
      for (const key of ofGrant.get(grantId) ?? []) store.delete(key)
      ofGrant.delete(grantId)
    }
  }
}
