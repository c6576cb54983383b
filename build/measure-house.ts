// Prints rooms, arrows and circles, as the table of the house in docs/architecture.md has them.
import { countRooms, findCircle, readImports } from './read-imports.ts'

const imports = await readImports()
for (const folder of ['electron', 'shared', 'admin/server']) {
  const { loose, rooms, arrows } = countRooms(imports, folder)
  console.log(`${folder}: ${loose} loose files, ${rooms} rooms, ${arrows} arrows`)
}
console.log(`circle, types included: ${findCircle(imports) ?? 'none'}`)
