/** The last name of a path, as either system writes it. */
export function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}
