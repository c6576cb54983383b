/** True for a GUID as Microsoft writes ids: 36 characters, without braces, in either case. */
export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}
