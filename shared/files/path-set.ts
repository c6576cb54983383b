/**
 * Paths of a look, as 53 bits each: a million take 8 MB on the disk and 16 MB in memory. That a path which was not there passes for one
 * that was is less likely than one in a billion, among a million.
 */
type PathSet = {
  readonly add: (mark: number) => void
  readonly has: (mark: number) => boolean
  readonly count: () => number
  /** Every mark once, in no order. */
  readonly marks: () => Float64Array<ArrayBuffer>
}

export function createPathSet(marks: Float64Array = new Float64Array(0)): PathSet {
  // 0 is a free place; no mark is 0.
  let places = new Float64Array(sizeFor(marks.length))
  let count = 0

  function placeOf(mark: number): number {
    let place = (mark % 0x7fff_ffff) & (places.length - 1)
    for (let there = places[place]; there !== 0 && there !== mark; there = places[place])
      place = (place + 1) & (places.length - 1)
    return place
  }

  function add(mark: number): void {
    if (count * 2 >= places.length) {
      const known = places
      places = new Float64Array(known.length * 2)
      for (const one of known) if (one !== 0) places[placeOf(one)] = one
    }
    const place = placeOf(mark)
    if (places[place] === 0) count += 1
    places[place] = mark
  }

  for (const mark of marks) add(mark)
  return {
    add,
    has: (mark) => places[placeOf(mark)] === mark,
    count: () => count,
    marks: () => places.filter((mark) => mark !== 0),
  }
}

function sizeFor(count: number): number {
  return 2 ** Math.max(10, Math.ceil(Math.log2(count * 2 + 1)))
}

/** Marks of names in one folder; that part of the path is read once. Letter case counts: names are as the disk spells them. */
export function createMarker(folder: string): (name: string) => number {
  let first = 0x811c_9dc5
  let second = 0x41c6_ce57
  const take = (text: string): void => {
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at)
      first = Math.imul(first ^ unit, 0x85eb_ca77)
      second = Math.imul(second ^ unit, 0xc2b2_ae3d)
    }
  }
  take(`${folder}\\`)
  const [firstOfFolder, secondOfFolder] = [first, second]
  return (name) => {
    first = firstOfFolder
    second = secondOfFolder
    take(name)
    const high = mix(first ^ (second >>> 16), 0x85eb_ca6b)
    const low = mix(second ^ (first >>> 13), 0xc2b2_ae35)
    return (high >>> 11) * 2 ** 32 + (low >>> 0) + 1
  }
}

function mix(value: number, factor: number): number {
  const once = Math.imul(value ^ (value >>> 16), factor)
  return Math.imul(once ^ (once >>> 13), 0x27d4_eb2f) ^ (once >>> 16)
}
