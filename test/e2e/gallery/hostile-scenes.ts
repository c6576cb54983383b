import type { ConfigurationState } from '../../../shared/window/state.ts'
import type { Scene } from './states.ts'

/** Longer than the schema takes, with places to break a line and without any. */
const words = 'Fabrikam International Holding '.repeat(13).trim()
const oneWord = 'ContosoRückversicherungsgesellschaft'.repeat(11)
/** As long as Entra takes one. */
const longest = (at: string): string =>
  `${'amy.lee-with-a-long-name.'.repeat(3).slice(0, 64)}@${at.repeat(9)}.com`

const long: Partial<Extract<ConfigurationState, { kind: 'ready' }>> = {
  source: { name: oneWord },
  target: { name: words },
  newAddress: longest('fabri'),
  oldAddress: longest('conto'),
  support: {
    name: words,
    phone: '+1 (425) 555-0100 ext. 4711, then press 2',
    url: 'https://help.fabrikam.com',
  },
}

const off: typeof long = {
  newAddress: null,
  oldAddress: null,
  support: { name: null, phone: null, url: null },
}

/** The scene with another configuration; one of a person whose name is long, too. */
function within(scene: Scene, name: string, given: typeof long): Scene {
  const { configuration, session } = scene.state
  if (configuration.kind !== 'ready') throw new Error(`${scene.name} has no configuration`)
  const person =
    given === long && session.kind === 'signed-in'
      ? { ...session, name: oneWord, username: longest('fabri') }
      : session
  return {
    ...scene,
    name: `${name}-${scene.name}`,
    state: { ...scene.state, configuration: { ...configuration, ...given }, session: person },
  }
}

const shown = [
  'signed-out',
  'signing-in',
  'account-not-linked',
  'account-blocked-by-policy',
  'not-due-live',
  'files-choose',
  'files-copying',
  'report-ready',
  'done-all',
]

/** The same screens where an organisation has set names of 400 letters, and where it has set nothing that it need not. */
export function toHostileScenes(scenes: readonly Scene[]): Scene[] {
  const some = shown.map((name) => {
    const scene = scenes.find((each) => each.name === name)
    if (scene === undefined) throw new Error(`No scene ${name}`)
    return scene
  })
  const switchedOff = scenes.filter(({ name }) => name === 'files-switched-off')
  return [
    ...some.map((scene) => within(scene, 'hostile', long)),
    ...[...some, ...switchedOff].map((scene) => within(scene, 'bare', off)),
  ]
}
