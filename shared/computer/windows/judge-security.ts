/** SYSTEM, the administrators and Windows' own installer (TrustedInstaller), in the short and the long form. */
const administrators = new Set([
  'SY',
  'S-1-5-18',
  'BA',
  'S-1-5-32-544',
  'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464',
])

/** Two letters of SDDL and their bits (winnt.h, sddl.h). */
const rights: Readonly<Record<string, number>> = {
  CC: 0x1,
  DC: 0x2,
  LC: 0x4,
  SW: 0x8,
  RP: 0x10,
  WP: 0x20,
  DT: 0x40,
  LO: 0x80,
  CR: 0x100,
  SD: 0x1_0000,
  RC: 0x2_0000,
  WD: 0x4_0000,
  WO: 0x8_0000,
  GA: 0x1000_0000,
  GX: 0x2000_0000,
  GW: 0x4000_0000,
  GR: 0x8000_0000,
  FA: 0x1f_01ff,
  FR: 0x12_0089,
  FW: 0x12_0116,
  FX: 0x12_00a0,
}

/**
 * Writing, adding, removing below, deleting, changing the rights or the owner: what lets somebody put other content in the place of
 * this one. Of a folder the same bits are adding files and folders.
 */
const changing = 0x2 | 0x4 | 0x40 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x4000_0000 | 0x1000_0000

/**
 * True where no one but an administrator can change what this security descriptor (SDDL, with owner and DACL) protects. What is not
 * understood is no proof.
 */
export function isAdministratorsAlone(sddl: string): boolean {
  const owner = /^O:(S-[\d-]+|[A-Z]{2})/.exec(sddl)?.[1]
  const list = /D:([A-Z]*)((?:\([^()]*\))*)(?:S:.*)?$/s.exec(sddl)
  if (owner === undefined || !administrators.has(owner) || list === null) return false
  const [, flags = '', entries = ''] = list
  // A missing list lets everybody do everything.
  if (flags.includes('NO_ACCESS') || /NO_ACCESS_CONTROL/.test(sddl)) return false
  return [...entries.matchAll(/\(([^()]*)\)/g)].every(([, entry = '']) => isHarmless(entry))
}

function isHarmless(entry: string): boolean {
  const [type = '', inheritance = '', mask = '', , , trustee = ''] = entry.split(';')
  // Who is refused something gets nothing by it.
  if (type === 'D' || type === 'OD') return true
  if (type !== 'A') return false
  if (administrators.has(trustee)) return true
  // It is for what will lie below, which is looked at itself.
  if (/IO/.test(inheritance)) return true
  const bits = toBits(mask)
  return bits !== null && (bits & changing) === 0
}

function toBits(mask: string): number | null {
  if (/^0x[\da-f]{1,8}$/i.test(mask)) return Number(mask)
  if (!/^(?:[A-Z]{2})+$/.test(mask)) return null
  let bits = 0
  for (const [letters] of mask.matchAll(/../g)) {
    const known = rights[letters]
    if (known === undefined) return null
    bits |= known
  }
  return bits
}
