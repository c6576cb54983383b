import type { ReactElement } from 'react'
import type { AppState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'
import { Address } from './address.tsx'

/** From so many letters on an address has three lines in large type. */
const longAddress = 60

/** The address to type, in full, and the one that no longer counts. Nothing where neither is known. */
export function AddressCard({ state, used }: { state: AppState; used?: string | null }): ReactElement | null {
  const { say } = useWords()
  if (state.configuration.kind !== 'ready') return null
  const { newAddress, oldAddress } = state.configuration
  if (newAddress === null && oldAddress === null && !used) return null
  return (
    <dl className="addresses" data-long={(newAddress?.length ?? 0) > longAddress}>
      {newAddress !== null && (
        <div>
          <dt>{say('address/new')}</dt>
          <dd className="address-new">
            <Address text={newAddress} />
          </dd>
        </div>
      )}
      {used && used !== oldAddress && (
        <div>
          <dt>{say('address/used')}</dt>
          <dd>
            <Address text={used} />
          </dd>
        </div>
      )}
      {oldAddress !== null && (
        <div>
          <dt>{say('address/old')}</dt>
          <dd>
            <s className="address-old">
              <Address text={oldAddress} />
            </s>
          </dd>
        </div>
      )}
    </dl>
  )
}
