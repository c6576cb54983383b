import { assertNever } from '../../../shared/assert-never.ts'
import { webhookEvents, webhookFormats } from '../contract/settings-routes.ts'
import { webhookVersion } from '../contract/webhook-payloads.ts'
import type { DueDelivery } from './claim-deliveries.ts'

/** A delivery in the format that its receiver reads. A newer endpoint may have stored a format that this one does not know. */
export function toWebhookBody({
  format,
  event,
  payload,
}: Pick<DueDelivery, 'format' | 'event' | 'payload'>): unknown {
  const known = webhookFormats.find((each) => each === format) ?? 'generic'
  switch (known) {
    case 'generic':
      return { version: webhookVersion, ...payload }
    case 'teams':
      return toTeamsCard(event, payload)
    default:
      return assertNever(known)
  }
}

/** What a card says: a title, and facts below it. */
type CardText = { readonly title: string; readonly facts: readonly CardFact[] }
type CardFact = { readonly title: string; readonly value: string }

const mostPeople = 20

/** The text of a card for an event; null for one that a newer endpoint has queued. */
function toCardText(event: string, payload: Readonly<Record<string, unknown>>): CardText | null {
  const known = webhookEvents.find((each) => each === event)
  switch (known) {
    case undefined:
      return null
    case 'wave-finished':
      return {
        title: 'Landfall: a wave is finished',
        facts: toFacts(payload, { wave: 'Wave', people: 'People' }),
      }
    case 'person-stuck':
      return toStuckText(Array.isArray(payload['people']) ? payload['people'] : [])
    case 'licence-countdown':
      return {
        title: 'Landfall: licences of the source end soon',
        facts: toFacts(payload, { expireOn: 'Last day', daysLeft: 'Days left' }),
      }
    case 'live-stale':
      return {
        title: 'Landfall: the move cannot be followed',
        facts: toFacts(payload, { lastReadAt: 'Last read', trouble: 'Trouble' }),
      }
    default:
      return assertNever(known)
  }
}

function toStuckText(people: readonly unknown[]): CardText {
  const facts = (people.slice(0, mostPeople) as Record<string, unknown>[]).map(
    ({ blocker, owner, wave }) => ({
      title: typeof blocker === 'string' ? blocker : 'unknown',
      value: [wave, owner].filter((part) => typeof part === 'string').join(', ') || '–',
    }),
  )
  return { title: `Landfall: stuck, ${people.length}`, facts }
}

/** The named fields of a payload; one that says nothing is a dash. */
function toFacts(
  payload: Readonly<Record<string, unknown>>,
  titles: Readonly<Record<string, string>>,
): readonly CardFact[] {
  return Object.entries(titles).map(([field, title]) => {
    const value = payload[field]
    return { title, value: typeof value === 'string' || typeof value === 'number' ? String(value) : '–' }
  })
}

/** A card for a workflow of Teams ("when a webhook request is received"). Codes and ids only, as everywhere. */
function toTeamsCard(event: string, payload: Readonly<Record<string, unknown>>): object {
  const { title, facts } = toCardText(event, payload) ?? { title: `Landfall: ${event}`, facts: [] }
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            { type: 'TextBlock', size: 'Medium', weight: 'Bolder', text: title },
            { type: 'FactSet', facts },
          ],
        },
      },
    ],
  }
}
