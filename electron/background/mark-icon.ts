/** Told apart by shape as well as by colour: a full disc, or a ring. */
const marks = {
  'to-do': { colour: [0xca, 0x50, 0x10], inner: 0 },
  waiting: { colour: [0x5c, 0x5c, 0x5c], inner: 0.5 },
} as const

/** A picture (BGRA, `side` pixels square) with a mark in its lower right corner, on a white rim that shows it on any ground. */
export function withMark(pixels: Buffer, side: number, state: keyof typeof marks): Buffer {
  const { colour, inner } = marks[state]
  const marked = Buffer.from(pixels)
  const radius = side * 0.28
  const centre = side - radius - 0.5
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const away = Math.hypot(x - centre, y - centre) / radius
      if (away > 1) continue
      const isRim = away > 0.82 || away < inner
      const [red, green, blue] = isRim ? [0xff, 0xff, 0xff] : colour
      marked.set([blue, green, red, 0xff], (y * side + x) * 4)
    }
  }
  return marked
}
