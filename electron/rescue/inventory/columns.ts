type Numbers = Float64Array | Uint32Array | Uint8Array

/** Numbers by row; it grows with the rows. */
export function createColumn<Kind extends Numbers>(make: (length: number) => Kind) {
  let values = make(1024)
  return {
    get: (row: number): number => values[row] ?? 0,
    set: (row: number, value: number): void => {
      if (row >= values.length) {
        const larger = make(values.length * 2)
        larger.set(values)
        values = larger
      }
      values[row] = value
    },
  }
}

/** Texts one behind the other, by number. A name of Windows need not be Unicode and takes two bytes a unit. */
export function createTexts(encoding: 'utf16le' | 'utf8') {
  const ends = createColumn((length) => new Float64Array(length))
  let bytes = Buffer.alloc(64 * 1024)
  let count = 0
  let length = 0
  return {
    add: (text: string): number => {
      const needed = Buffer.byteLength(text, encoding)
      if (length + needed > bytes.length) {
        const larger = Buffer.alloc(Math.max(bytes.length * 2, length + needed))
        bytes.copy(larger, 0, 0, length)
        bytes = larger
      }
      length += bytes.write(text, length, encoding)
      ends.set(count, length)
      count += 1
      return count - 1
    },
    get: (number: number): string =>
      bytes.toString(encoding, number === 0 ? 0 : ends.get(number - 1), ends.get(number)),
  }
}

export type Texts = ReturnType<typeof createTexts>
