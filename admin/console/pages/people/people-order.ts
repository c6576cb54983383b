/** What the list can be sorted by, in the order of the columns. */
export const peopleSorts = ['name', 'address', 'wave', 'state', 'seen'] as const
export type PeopleSort = (typeof peopleSorts)[number]

/** In which order people are shown. It lives in the address, beside the filter. */
export type PeopleOrder = { readonly sort: PeopleSort; readonly order: 'asc' | 'desc' }

const usual: PeopleOrder = { sort: 'address', order: 'asc' }

/** Reads an order from an address; what cannot be meant is the usual one. */
export function readOrder(query: string): PeopleOrder {
  const given = new URLSearchParams(query)
  const sort = peopleSorts.find((one) => one === given.get('sort')) ?? usual.sort
  return { sort, order: given.get('order') === 'desc' ? 'desc' : 'asc' }
}

/** What of an order an address has to say. */
export function toOrderQuery({ sort, order }: PeopleOrder): Readonly<Record<string, string>> {
  return { ...(sort !== usual.sort && { sort }), ...(order !== usual.order && { order }) }
}

/** The order after a press on a column: sorted by it, or the other way round where it was. */
export function orderAfter({ sort, order }: PeopleOrder, pressed: PeopleSort): PeopleOrder {
  return { sort: pressed, order: sort === pressed && order === 'asc' ? 'desc' : 'asc' }
}
