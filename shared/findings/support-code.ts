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

/** Packs the content into nine characters and adds a check character. */
export function encodeSupportCode(content: SupportCodeContent): string {
  const mask = stepIds.reduce(
    (bits, id, place) => bits | (content.openSteps.includes(id) ? 1 << place : 0),
    0,
  )
  const fields: readonly [value: number, bits: number][] = [
    [0, 2],
    [platforms.indexOf(content.platform), 2],
    [phases.indexOf(content.phase), 3],
    [verdicts.indexOf(content.verdict), 3],
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
  const phase = phases[take(3)]
  const verdict = verdicts[take(3)]
  const mask = take(9)
  const found = [take(8), take(8)].filter((place) => place !== nothing)
  const appVersion = { major: take(3), minor: take(7) }
  const codes = found.flatMap((place) => findingCodes[place] ?? [])
  if (format !== 0 || !platform || !phase || !verdict || codes.length !== found.length) {
    return { kind: 'refused', reason: 'content' }
  }
  const openSteps = stepIds.filter((_, place) => (mask & (1 << place)) !== 0)
  return { kind: 'decoded', content: { platform, phase, verdict, openSteps, findings: codes, appVersion } }
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
