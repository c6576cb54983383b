import type { Locator, Page } from '@playwright/test'
import { groupOf } from '../../renderer/steps/step-groups.ts'
import type { JourneyStep } from '../../renderer/steps/next-step.ts'

/** Opens a step as a person would: its group first, which shows its steps. Returns the step's button. */
export async function openStep(window: Page, step: JourneyStep): Promise<Locator> {
  await window.locator(`[data-group="${groupOf(step).id}"]`).click()
  const button = window.locator(`[data-step="${step}"]`)
  await button.click()
  return button
}
