/** Reports are four levels deep. What nests further is nobody’s, and costs each reader of it a call in a call. */
export const levelsAtMost = 32

/** True for a value with more than so many levels of lists and objects in one another. */
export function isTooDeep(value: unknown, levels = levelsAtMost): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false
  if (levels === 0) return true
  return Object.values(value).some((part) => isTooDeep(part, levels - 1))
}
