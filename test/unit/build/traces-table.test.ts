import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { longestOrder, renderOrders } from '../../../build/package/render-orders.ts'
import { deployFile, renderDeploy } from '../../../build/traces-table.ts'
import { toComeBackCommand } from '../../../electron/background/come-back-command.ts'
import { dataOrder, endCommands, traceOrders, traces } from '../../../shared/installation/traces.ts'

const scripts = new URL('../../../build/installer/', import.meta.url)

describe('the list of traces', () => {
  it('is what docs/deploy.md shows', async () => {
    expect(await readFile(deployFile, 'utf8')).toBe(await renderDeploy())
  })

  it('has an order for everything that goes at a person’s end, short enough for Windows', async () => {
    for (const { whose, goes, removal } of traces)
      if (whose === 'person' && goes !== 'itself' && goes !== 'stays') expect(removal).toBeDefined()
    const start = 'cmd.exe /d /c if not exist "C:\\Program Files\\Landfall\\Landfall.exe" '
    for (const { command } of [...traceOrders, dataOrder])
      expect((start + command).length).toBeLessThanOrEqual(longestOrder)
    expect(await readFile(new URL('people.nsh', scripts), 'utf8')).toContain(
      `!define LONGEST_ORDER ${longestOrder}`,
    )
  })

  it('has every key that the installer’s script writes', async () => {
    const script = await readFile(new URL('landfall.nsi', scripts), 'utf8')
    const keys = [...script.matchAll(/^!define \w+_KEY "(.+)"$/gm)].map(([, key]) => `HKLM\\${key ?? ''}`)
    expect(keys.length).toBeGreaterThan(4)
    const places = traces.map(({ place }) => place.replace(/, .*$/, '').toLowerCase())
    expect(keys.filter((key) => !places.includes(key.toLowerCase()))).toEqual([])
  })

  it('gives the installer each order, and takes each back', () => {
    const text = renderOrders()
    const wanted = traces.filter(({ goes }) => goes === 'end' || goes === 'uninstall-order')
    expect(wanted.map(({ removal }) => removal)).toEqual(traceOrders)
    const takeBack = text.slice(text.indexOf('!macro TakeOrdersBack'))
    for (const { order, command } of [...traceOrders, dataOrder]) {
      expect(text).toContain(`  StrCpy $5 "${order}"\n  StrCpy $6 '${command}'`)
      expect(takeBack).toContain(`  StrCpy $5 "${order}"\n  StrCpy $6 ''`)
    }
  })

  it('goes at Landfall’s end where an uninstaller asked it to leave, and stays where Landfall comes back', () => {
    const command = toComeBackCommand('C:\\Program Files\\Landfall\\Landfall.exe')
    expect(endCommands.length).toBe(2)
    expect(command).toContain('if exist "C:\\Program Files\\Landfall\\Landfall.exe" (start ')
    expect(command).toContain(`else (${endCommands.join(' & ')})`)
  })
})
