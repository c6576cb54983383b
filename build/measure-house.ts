// Prints rooms, arrows, circles and long functions, as the table of the house in docs/architecture.md has them.
import { longestFunction, readLongFunctions } from './read-functions.ts'
import { countRooms, findCircle, readImports } from './read-imports.ts'

const imports = await readImports()
for (const folder of ['electron', 'shared', 'admin/server']) {
  const { loose, rooms, arrows } = countRooms(imports, folder)
  console.log(`${folder}: ${loose} loose files, ${rooms} rooms, ${arrows} arrows`)
}
console.log(`circle, types included: ${findCircle(imports) ?? 'none'}`)

const long = await readLongFunctions()
console.log(`functions over ${longestFunction} lines: ${long.length}`)
for (const room of new Set(long.map((each) => each.room))) {
  const own = long.filter((each) => each.room === room)
  console.log(`${room}: ${own.length}, the longest has ${own[0]?.lines} lines`)
  for (const { lines, name, place } of own) console.log(`  ${lines} ${name} ${place}`)
}
