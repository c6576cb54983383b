/** As long as the configuration takes a name: what is longer is somebody else's, in a recording, and would push the next button away. */
export const longestName = 80

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** A name of at most so many letters, as a person counts them; the last is `…` where it was longer. */
export function shorten(name: string, most = longestName): string {
  if (name.length <= most) return name
  const all = [...letters.segment(name)].map(({ segment }) => segment)
  return all.length <= most
    ? name
    : `${all
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
}
