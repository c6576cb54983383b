import {
  findingCodes,
  phases,
  stepIds,
  verdicts,
  type FindingCode,
  type Phase,
  type StepId,
  type Verdict,
} from './vocabulary.ts'

/** What ten characters can carry over the telephone: no name, no id. */
export type SupportCodeContent = {
  readonly platform: 'windows' | 'macos' | 'linux'
  readonly phase: Phase
  readonly verdict: Verdict
  /** Steps that have not passed, among those that were asked. */
  readonly openSteps: readonly StepId[]
  /** The first two findings in the order of the journey. */
  readonly findings: readonly FindingCode[]
  /** Major and minor of the app; 0–7 and 0–127. */
  readonly appVersion: { readonly major: number; readonly minor: number }
}

export type DecodedSupportCode =
  | { readonly kind: 'decoded'; readonly content: SupportCodeContent }
  | { readonly kind: 'refused'; readonly reason: 'length' | 'character' | 'check-character' | 'content' }

// Crockford's base 32: no I, L, O, U, so nothing can be misheard or misread.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const platforms = ['windows', 'macos', 'linux'] as const
const nothing = 255
/** Nine bits carry nine steps; the tenth is in the numbers that phase and verdict leave free (`toSituation`). */
const carriedSteps = stepIds.slice(0, 9)
const tenthStep = stepIds[9]

/** Packs the content into nine characters and adds a check character. */
export function encodeSupportCode(content: SupportCodeContent): string {
  const mask = carriedSteps.reduce(
    (bits, id, place) => bits | (content.openSteps.includes(id) ? 1 << place : 0),
    0,
  )
  const fields: readonly [value: number, bits: number][] = [
    [0, 2],
    [platforms.indexOf(content.platform), 2],
    [
      toSituation({
        phase: phases.indexOf(content.phase),
        verdict: verdicts.indexOf(content.verdict),
        isTenthOpen: content.openSteps.includes(tenthStep),
      }),
      6,
    ],
    [mask, 9],
    [placeOf(content.findings[0]), 8],
    [placeOf(content.findings[1]), 8],
    [Math.min(content.appVersion.major, 7), 3],
    [Math.min(content.appVersion.minor, 127), 7],
  ]
  let packed = 0n
  for (const [value, bits] of fields) packed = (packed << BigInt(bits)) | BigInt(value)
  let text = ''
  for (let place = 8; place >= 0; place -= 1) text += alphabet[Number((packed >> BigInt(place * 5)) & 31n)]
  return text + checkCharacter(text)
}

/** Reads a code as people type it: any case, blanks and hyphens, O for 0, I and L for 1. */
export function decodeSupportCode(typed: string): DecodedSupportCode {
  const text = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  if (text.length !== 10) return { kind: 'refused', reason: 'length' }
  if ([...text].some((character) => !alphabet.includes(character)))
    return { kind: 'refused', reason: 'character' }
  if (checkCharacter(text.slice(0, 9)) !== text[9]) return { kind: 'refused', reason: 'check-character' }

  let packed = 0n
  for (const character of text.slice(0, 9)) packed = (packed << 5n) | BigInt(alphabet.indexOf(character))
  let left = 45
  const take = (bits: number): number => {
    left -= bits
    return Number((packed >> BigInt(left)) & ((1n << BigInt(bits)) - 1n))
  }
  const format = take(2)
  const platform = platforms[take(2)]
  const situation = fromSituation(take(6))
  const phase = phases[situation?.phase ?? phases.length]
  const verdict = verdicts[situation?.verdict ?? verdicts.length]
  const mask = take(9)
  const found = [take(8), take(8)].filter((place) => place !== nothing)
  const appVersion = { major: take(3), minor: take(7) }
  const codes = found.flatMap((place) => findingCodes[place] ?? [])
  if (format !== 0 || !platform || !phase || !verdict || codes.length !== found.length) {
    return { kind: 'refused', reason: 'content' }
  }
  const openSteps: StepId[] = carriedSteps.filter((_, place) => (mask & (1 << place)) !== 0)
  if (situation?.isTenthOpen === true) openSteps.push(tenthStep)
  return { kind: 'decoded', content: { platform, phase, verdict, openSteps, findings: codes, appVersion } }
}

/** Places of phase and verdict in their lists, below 5 each. */
type Situation = { readonly phase: number; readonly verdict: number; readonly isTenthOpen: boolean }

/**
 * Three bits each for phase and verdict, as ever. Of the 64 numbers 39 were free: an open tenth step is in these, so that every code
 * from before it still means the same.
 */
function toSituation({ phase, verdict, isTenthOpen }: Situation): number {
  if (!isTenthOpen) return phase * 8 + verdict
  return verdict < 3 ? phase * 8 + verdict + 5 : 40 + phase * 2 + (verdict - 3)
}

function fromSituation(number: number): Situation | null {
  if (number >= 50) return null
  if (number >= 40) {
    const rest = number - 40
    return { phase: Math.floor(rest / 2), verdict: 3 + (rest % 2), isTenthOpen: true }
  }
  const verdict = number % 8
  return {
    phase: Math.floor(number / 8),
    verdict: verdict < 5 ? verdict : verdict - 5,
    isTenthOpen: verdict >= 5,
  }
}

function placeOf(code: FindingCode | undefined): number {
  return code === undefined ? nothing : findingCodes.indexOf(code)
}

// Weights 1, 3, 5 … are odd, so coprime to 32: one wrong character always changes the sum, and a swap of
// neighbours does unless they differ by 16.
function checkCharacter(text: string): string {
  const sum = [...text].reduce(
    (total, character, place) => total + alphabet.indexOf(character) * (2 * place + 1),
    0,
  )
  return alphabet[sum % 32] ?? '0'
}
