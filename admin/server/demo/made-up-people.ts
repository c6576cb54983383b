/** The two organisations of a made-up migration. */
export type MadeUpCast = {
  readonly source: { readonly tenantId: string; readonly domain: string }
  readonly target: { readonly tenantId: string; readonly domain: string }
  /** Old addresses that others have already. */
  readonly taken: readonly string[]
}

/** Somebody of the demonstration's migration, who has an address and no computer. */
export type MadeUpPerson = {
  readonly oid: string
  readonly source: string
  readonly target: string
  readonly name: string
  readonly wave: string
  readonly cutoverOn: string
  readonly moveState: 'Success' | 'InProgress' | 'NotStarted' | 'Failed'
  readonly stand: 'done' | 'started' | 'stuck' | 'never-seen'
}

/** Waves with days from today to their cutover, and how many people each has. */
const waves = [
  { name: 'Pilot', people: 20, days: -14 },
  { name: 'Head office', people: 80, days: -3 },
  { name: 'Branches', people: 100, days: 7 },
] as const

const firstNames =
  'amy anna ben carla chen dan diego elif emma eva finn grace hana ida igor ivan jana joerg kai lars lena li mara max mia nora olga omar otto paul petra ravi rosa sami sara tom uma vera yuki zoe'.split(
    ' ',
  )
const lastNames =
  'adams baker becker berg chan costa diaz eriksen fischer garcia haddad hansen ivanov jensen keller khan kim klein kumar lang lopez mueller nguyen okafor olsen park patel perez petrov roth sato schmidt silva singh smith tanaka vogel wagner wolf wong yilmaz young'.split(
    ' ',
  )
const dayMilliseconds = 86_400_000

/** The 200 people of a migration in the middle: a finished pilot, a wave that switches these days, and one to come. */
export function makeUpPeople(today: Date, { source, target, taken }: MadeUpCast): MadeUpPerson[] {
  return waves.flatMap(({ name, people, days }, wave) => {
    const before = waves.slice(0, wave).reduce((sum, earlier) => sum + earlier.people, 0)
    const cutoverOn = new Date(today.getTime() + days * dayMilliseconds).toISOString().slice(0, 10)
    return Array.from({ length: people }, (_unused, at) => {
      const place = before + at
      const local = localPartOf(place, source.domain, taken)
      return {
        oid: `22222222-cccc-4ccc-8ccc-${String(place).padStart(12, '0')}`,
        source: `${local}@${source.domain}`,
        target: `${local}@${target.domain}`,
        name: nameOf(place),
        wave: name,
        cutoverOn,
        ...standOf(name, at),
      }
    })
  })
}

/** Three files as an admin has them: the identity map, the move states and the waves. */
export function toImportFiles(people: readonly MadeUpPerson[], sourceTenantId: string) {
  const toFile = (lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'))
  return {
    'identity-map': toFile(
      people.map(
        ({ source, target, name }) =>
          `User,${sourceTenantId},${source},${target},${target},RegularUser,,${name}`,
      ),
    ),
    'move-states': toFile([
      'SourceUserPrincipalName,MoveState',
      ...people.map(({ source, moveState }) => `${source},${moveState}`),
    ]),
    waves: toFile([
      'UPN,Wave,CutoverDate',
      ...people.map(({ source, wave, cutoverOn }) => `${source},${wave},${cutoverOn}`),
    ]),
  }
}

const lastNameOf = (place: number): string => lastNames[(place * 5) % lastNames.length] ?? ''
const firstNameOf = (place: number): string => firstNames[place % firstNames.length] ?? ''

function nameOf(place: number): string {
  const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)
  return `${capital(firstNameOf(place))} ${capital(lastNameOf(place))}`
}

// No two of the 200 share both names: 40 and 42 meet again after 840.
function localPartOf(place: number, domain: string, taken: readonly string[]): string {
  const local = `${firstNameOf(place)}.${lastNameOf(place)}`
  return taken.includes(`${local}@${domain}`) ? `${local}2` : local
}

function standOf(
  wave: (typeof waves)[number]['name'],
  at: number,
): Pick<MadeUpPerson, 'moveState' | 'stand'> {
  if (wave === 'Branches')
    return { moveState: at % 10 === 0 ? 'InProgress' : 'NotStarted', stand: 'never-seen' }
  if (wave === 'Pilot') return { moveState: 'Success', stand: at === 7 ? 'stuck' : 'done' }
  if (at % 27 === 5) return { moveState: 'Failed', stand: 'never-seen' }
  const part = at % 10
  const stand = part < 4 ? 'done' : part < 6 ? 'started' : part < 7 ? 'stuck' : 'never-seen'
  return { moveState: 'Success', stand }
}
