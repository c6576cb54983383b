/** Ten characters as a telephone number is read: three, three, four. Blanks do not matter to the decoder. */
export function toGroups(code: string): string {
  return [code.slice(0, 3), code.slice(3, 6), code.slice(6)].filter(Boolean).join(' ')
}
