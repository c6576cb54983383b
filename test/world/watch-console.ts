import type { Page } from 'playwright'
import path from 'node:path'
import { launchHeadless } from './browser.ts'
import type { LivingMigration } from '../../admin/server/demo/living-migration.ts'
import { ada } from './people.ts'
import { signInToConsole } from './sign-in-to-console.ts'
import { demonstrationFolder } from './walk-journey.ts'
import type { World } from './world.ts'

/**
 * Signs in to the console as the migration's admin and takes pictures of it. Throws where the number of people who are
 * done does not change by itself when somebody reports.
 */
export async function watchConsole(
  { admin, certificates }: World,
  migration: LivingMigration,
): Promise<void> {
  const browser = await launchHeadless(certificates)
  try {
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 900 } })
    await signInToConsole(page, admin.url, ada, '/')
    await page.getByText('Live', { exact: true }).waitFor()
    const done = page.getByRole('link', { name: /^Done/ })
    const before = await done.innerText()
    await takePicture(page, '8-console-progress')
    await migration.finishNext()
    await page.waitForFunction(
      ({ element, text }) => element instanceof HTMLElement && element.innerText !== text,
      { element: await done.elementHandle(), text: before },
    )
    await takePicture(page, '9-console-one-more')
    console.log(`console        ${toLine(before)}, then ${toLine(await done.innerText())}`)
    for (const [name, picture] of [
      ['People', '10-console-people'],
      ['Runbook', '11-console-runbook'],
      ['Helpdesk', '12-console-helpdesk'],
    ] as const) {
      await page.getByRole('navigation').getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
      await page.getByRole('progressbar').waitFor({ state: 'detached' })
      await takePicture(page, picture)
    }
  } finally {
    await browser.close()
  }
}

function takePicture(page: Page, name: string): Promise<Buffer> {
  return page.screenshot({ path: path.join(demonstrationFolder, `${name}.png`), animations: 'disabled' })
}

function toLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
