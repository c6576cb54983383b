/** What Microsoft says is behind a code of the client's last sign-in (docs/facts/sync-client.md#results-of-a-sign-in). */
export const signInCauses = ['network', 'account', 'storage', 'identities', 'credentials'] as const
export type SignInCause = (typeof signInCauses)[number]

/** Documented codes, and three (de-ef and the like) from one list each; others have no text worth repeating. */
const causes: Readonly<Record<number, SignInCause>> = {
  0x8004de40: 'network',
  0x8004de88: 'network',
  0x8004de85: 'account',
  0x8004de8a: 'account',
  0x8004def7: 'storage',
  0x8004dec5: 'identities',
  0x8004def5: 'credentials',
  0x8004deef: 'credentials',
  0x8004def4: 'credentials',
}

/** The cause of a `LastSignInResult`; null where its meaning is not known. */
export function causeOfSignInResult(result: number): SignInCause | null {
  return causes[result >>> 0] ?? null
}

/** `0x8004de40`, as Microsoft writes it. */
export function toResultCode(result: number): string {
  return `0x${(result >>> 0).toString(16).padStart(8, '0')}`
}
