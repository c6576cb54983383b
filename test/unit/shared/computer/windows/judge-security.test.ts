import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { isAdministratorsAlone } from '../../../../../shared/computer/windows/judge-security.ts'

const readers = '(A;OICI;0x1200a9;;;BU)'
const alone = '(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)'
const amy = 'S-1-5-21-1-2-3-1001'

describe('isAdministratorsAlone', () => {
  it.each([
    ['what the installer makes', `O:BAG:BAD:PAI${alone}${readers}`],
    [
      'SYSTEM’s, with inherited rights of reading',
      `O:SYG:SYD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;FRFX;;;BU)`,
    ],
    ['TrustedInstaller’s', `O:S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464D:${alone}`],
    ['rights that are only for what will lie below', `O:BAD:${alone}(A;OICIIO;GA;;;CO)`],
    ['a refusal for everybody', `O:BAD:(D;;FA;;;WD)${alone}`],
    ['a list that lets no one in', 'O:BAD:P'],
    ['the short letters of reading', `O:BAD:${alone}(A;;CCSWLORC;;;WD)`],
  ])('is true of %s', (_what, sddl) => {
    expect(isAdministratorsAlone(sddl)).toBe(true)
  })

  it.each([
    ['a person owns it, who can give themselves every right', `O:${amy}D:${alone}`],
    ['no one says who owns it', `D:${alone}`],
    ['it has no list, so everybody may do everything', 'O:BA'],
    ['its list is said to be missing', 'O:BAD:NO_ACCESS_CONTROL'],
    ['ProgramData’s own rights came down to it', `O:BAD:AI(A;CIID;DCLCRPCR;;;BU)${alone}`],
    ['users may modify', `O:BAD:${alone}(A;;0x1301bf;;;BU)`],
    ['everybody may write', `O:BAD:${alone}(A;;FW;;;WD)`],
    ['everybody may do everything', `O:BAD:${alone}(A;;GA;;;WD)`],
    ['a person may add a file, and nothing else', `O:BAD:${alone}(A;;DC;;;${amy})`],
    ['a person may add a folder, and nothing else', `O:BAD:${alone}(A;;LC;;;${amy})`],
    ['a person has the general right to write', `O:BAD:${alone}(A;;GW;;;${amy})`],
    ['a person may delete it', `O:BAD:${alone}(A;;SD;;;${amy})`],
    ['a person may change its rights', `O:BAD:${alone}(A;;WD;;;${amy})`],
    ['a person may take it', `O:BAD:${alone}(A;;WO;;;${amy})`],
    ['a person may delete below it', `O:BAD:${alone}(A;;DT;;;${amy})`],
    ['a condition decides', `O:BAD:${alone}(XA;;FX;;;WD;(@User.x == 1))`],
    ['rights are written in letters that no one knows', `O:BAD:${alone}(A;;ZZ;;;WD)`],
    ['it is no descriptor', 'administrators'],
    ['Windows does not say', ''],
  ])('is false where %s', (_what, sddl) => {
    expect(isAdministratorsAlone(sddl)).toBe(false)
  })

  it('is true of what the installer’s script says', async () => {
    const script = await readFile(
      new URL('../../../../../build/installer/protect.nsh', import.meta.url),
      'utf8',
    )
    const security = /DATA_SECURITY "([^"]+)"/.exec(script)?.[1] ?? ''
    expect(isAdministratorsAlone(security)).toBe(true)
  })
})
