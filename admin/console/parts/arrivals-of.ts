/** Files that arrived, or were there already: byte for byte, and with Microsoft's additions. */
export type Arrivals = { readonly unchanged: number; readonly withAdditions: number }

/** Null where a finding counts none with additions: then its numbers say all. Older desktops do not tell them apart. */
export function arrivalsOf(counts: Readonly<Record<string, number>>): Arrivals | null {
  const { rescued = 0, present = 0, withAdditions = 0 } = counts
  if (withAdditions <= 0) return null
  // A desktop that errs makes no number below nothing.
  return { unchanged: Math.max(0, rescued + present - withAdditions), withAdditions }
}
