/** Which changes are shown. It lives in the address, so that it can be sent to a colleague. */
export type AuditFilter = {
  /** A part of the user name of who made the change. */
  readonly actor?: string
  /** The first day and the last day, in the time zone of the browser. */
  readonly from?: string
  readonly to?: string
}

const longestActor = 100

/** Reads a filter from an address; what cannot be meant is left out. */
export function readAuditFilter(query: string): AuditFilter {
  const given = new URLSearchParams(query)
  const actor = given.get('actor')?.trim() ?? ''
  const dayOf = (name: string): string | null => {
    const day = given.get(name) ?? ''
    return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : null
  }
  const from = dayOf('from')
  const to = dayOf('to')
  return {
    ...(actor !== '' && actor.length <= longestActor && { actor }),
    ...(from !== null && { from }),
    ...(to !== null && { to }),
  }
}

/** The address of the changes of a filter. */
export function toAuditAddress(filter: AuditFilter): string {
  const query = new URLSearchParams(Object.entries(filter)).toString()
  return query === '' ? '/audit' : `/audit?${query}`
}

/** The filter as the endpoint takes it: instants, the end excluded. */
export function toAuditQuery({ actor, from, to }: AuditFilter): {
  readonly actor?: string
  readonly from?: string
  readonly until?: string
} {
  return {
    ...(actor !== undefined && { actor }),
    ...(from !== undefined && { from: toMidnight(from, 0) }),
    ...(to !== undefined && { until: toMidnight(to, 1) }),
  }
}

/** Midnight of a day, or of a later one, where the browser is. Counts days, as some have 23 or 25 hours. */
function toMidnight(day: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + daysLater).toISOString()
}
