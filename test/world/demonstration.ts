// `npm start`: the main job in the test world. With --auto no one is needed; otherwise a person clicks.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { passSignalsOn, runProgram } from '../../build/run/start-program.ts'
import { tool } from '../../build/run/tool.ts'
import type { LivingMigration } from '../../admin/server/demo/living-migration.ts'
import { closeSharedBrowsers } from './browser.ts'
import { startMigrationBehind } from './migration-behind.ts'
import { ada, amy, password } from './people.ts'
import {
  appArguments,
  chromiumSwitches,
  electronProgram,
  landfallFlags,
  type AppOptions,
} from './running-app.ts'
import { walkJourney } from './walk-journey.ts'
import { watchConsole } from './watch-console.ts'
import { startWorld, type World } from './world.ts'

const { values } = parseArgs({ options: { auto: { type: 'boolean' }, dev: { type: 'boolean' } } })

const world = await startWorld({
  machine: 'everything-left-to-do',
  personActs: true,
  headless: values.auto === true,
})
let migration: LivingMigration | null = null
let stopping: Promise<void> | null = null
if (values.auto) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // What Playwright has started ends with this process.
    process.once(signal, () => void stop().then(() => process.exit(130)))
  }
} else passSignalsOn()

const options: AppOptions = {
  configFile: world.configFile,
  machineFolder: world.machineFolder,
  userData: path.join(world.folder, 'user-data'),
  switches: world.switches,
  env: world.env,
}
try {
  // `--dev` is for work on the window alone, without the console.
  if (!values.dev) migration = await startMigrationBehind(world.admin)
  if (values.auto) {
    await walkJourney(world, options)
    if (migration !== null) await watchConsole(world, migration)
  } else process.exitCode = await letSomebodyClick(world, options)
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  await stop()
}

/** Once, also where a signal comes while it is under way. */
function stop(): Promise<void> {
  stopping ??= stopAll()
  return stopping
}

async function stopAll(): Promise<void> {
  await migration?.stop()
  await world.stop()
  await closeSharedBrowsers()
}

async function letSomebodyClick({ openedUrls, browser }: World, given: AppOptions): Promise<number> {
  console.log(`You are ${amy.name}. Your old address is ${amy.source.upn}; your new one is`)
  console.log(`  ${amy.target.upn}   password ${password}`)
  console.log('OneDrive is simulated: where Landfall opens it, what you would do there happens by itself.')
  if (migration !== null) {
    console.log('Behind it a migration of 200 made-up people goes on. The console of its admin:')
    console.log(`  ${world.admin.url}/   sign in as ${ada.upn}   password ${password}`)
    console.log(
      "  Your browser does not know this demonstration's certificate authority; go on all the same.",
    )
    migration.liveOn()
  }
  if (process.platform === 'linux') {
    void (async () => {
      for (;;) await browser.open(await openedUrls.next()).catch(() => {})
    })()
  } else {
    console.log("Your browser will not know this demonstration's certificate authority; go on all the same.")
  }
  if (!values.dev)
    return runProgram({ program: electronProgram(), args: appArguments(given), env: given.env })
  // electron-vite names the app's folder itself; a window bears switches after it.
  return runProgram({
    ...tool('electron-vite', 'dev', '--watch', '--', ...landfallFlags(given), ...chromiumSwitches(given)),
    env: { ...given.env, ELECTRON_EXEC_PATH: electronProgram() },
  })
}
