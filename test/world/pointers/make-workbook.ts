import { utils, write } from '@e965/xlsx'

/** A workbook as a library of another maker writes it: rows of numbers, and a cell for each link. */
export function makeWorkbook(links: readonly string[], rows = 20): Buffer {
  const cells = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: 8 }, (_unused, column) => (row * 31 + column * 7) % 1_000),
  )
  const sheet = utils.aoa_to_sheet([links.map((_, at) => `Link ${at + 1}`), ...cells])
  for (const [at, link] of links.entries()) {
    const cell = sheet[utils.encode_cell({ r: 0, c: at })] as { l?: { Target: string } } | undefined
    if (cell !== undefined) cell.l = { Target: link }
  }
  const workbook = utils.book_new()
  utils.book_append_sheet(workbook, sheet, 'Numbers')
  return write(workbook, { type: 'buffer', bookType: 'xlsx', compression: true }) as Buffer
}
