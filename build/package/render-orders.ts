import { dataOrder, traceOrders } from '../../shared/installation/traces.ts'

/** What Windows takes as one command of `RunOnce`. */
export const longestOrder = 260

/**
 * The orders that the uninstaller leaves for people, and which setup takes back: two macros for `build/installer/people.nsh`.
 * Made from the list of traces, so that no order is forgotten in one of them.
 */
export function renderOrders(): string {
  const give = traceOrders.map((order) => toCall(order, 'un.OrderForAll'))
  const takeBack = [...traceOrders, dataOrder].map(({ order }) =>
    toCall({ order, command: '' }, 'OrderForAll'),
  )
  return [
    ...toMacro('OrderRemovalOfTraces', give),
    ...toMacro('OrderRemovalOfData', [toCall(dataOrder, 'un.OrderForAll')]),
    ...toMacro('TakeOrdersBack', takeBack),
  ].join('\n')
}

function toMacro(name: string, calls: readonly string[]): readonly string[] {
  return [`!macro ${name}`, ...calls, '!macroend', '']
}

function toCall({ order, command }: { order: string; command: string }, name: string): string {
  // `'` would end the text, and `$` begin a variable.
  if (/['$`\r\n]/.test(command))
    throw new Error(`${order}: ${command} cannot stand in the installer's script`)
  return `  StrCpy $5 "${order}"\n  StrCpy $6 '${command}'\n  Call ${name}`
}
