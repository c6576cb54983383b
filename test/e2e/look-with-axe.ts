import axe from 'axe-core'
import { expect, type Page } from '@playwright/test'

declare global {
  interface Window {
    axe?: typeof axe
  }
}

/** Fluent's own marks where a dialog or a menu keeps the focus in: the focus never stays on one. */
const marksOfFluent = '[data-tabster-dummy]'

/**
 * Axe has nothing to say about what the page shows now. The page keeps axe for the next question: to hand it over
 * each time takes four times as long as the look. There are no frames for axe to look into.
 */
export async function expectNothingFromAxe(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const said = await page.evaluate(async (exclude) => {
    if (window.axe === undefined) throw new Error('The page did not take axe')
    const { violations, passes } = await window.axe.run(
      { exclude: [exclude] },
      // Of WCAG 2.2 AA, and switched off where no one asks for it.
      { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } },
    )
    return {
      rulesThatPassed: passes.length,
      violations: violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    }
  }, marksOfFluent)
  expect(said.violations).toEqual([])
  expect(said.rulesThatPassed, 'rules that axe tried').toBeGreaterThan(5)
}
