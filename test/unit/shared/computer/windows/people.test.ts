import { describe, expect, it } from 'vitest'
import { countPeople } from '../../../../../shared/computer/windows/people.ts'
import { createRecordedRegistry } from '../../../../../shared/recording/recorded-registry.ts'
import { parseRegFile } from '../../../../../shared/recording/reg-file.ts'

const place = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList'
const domain = 'S-1-5-21-1004336348-1177238915-682003330'
const local = 'S-1-5-21-3623811015-3361044348-30300820'

/** A registry with these profiles; Amy's own is `C:\Users\amy`. */
function countOf(profiles: Readonly<Record<string, string>>, own = 'C:\\Users\\amy'): number | null {
  const keys = Object.entries(profiles).map(
    ([sid, folder]) => `[${place}\\${sid}]\n"ProfileImagePath"="${folder.replaceAll('\\', '\\\\')}"\n`,
  )
  const file = parseRegFile(Buffer.from(`Windows Registry Editor Version 5.00\n\n${keys.join('\n')}`))
  if (file.kind === 'refused') throw new Error(`line ${file.line}: ${file.reason}`)
  const variables: Readonly<Record<string, string>> = { USERPROFILE: own, SYSTEMDRIVE: 'C:' }
  return countPeople(createRecordedRegistry(file), (name) => variables[name.toUpperCase()] ?? null)
}

describe('how many people use a computer', () => {
  it('is the number of profiles of the person’s own directory', () => {
    const amy = { [`${domain}-1104`]: 'C:\\Users\\amy' }
    expect(countOf(amy)).toBe(1)
    expect(countOf({ ...amy, [`${domain}-1105`]: 'C:\\Users\\bob' })).toBe(2)
  })

  it('leaves out local accounts for repairs, Windows’ own, and the services', () => {
    expect(
      countOf({
        [`${domain}-1104`]: '%SystemDrive%\\Users\\amy',
        [`${local}-1001`]: 'C:\\Users\\laps',
        [`${domain}-500`]: 'C:\\Users\\Administrator',
        'S-1-5-18': 'C:\\Windows\\system32\\config\\systemprofile',
      }),
    ).toBe(1)
  })

  it('takes all accounts of Entra for one directory', () => {
    const amy = 'S-1-12-1-2863311530-1073807361-384-16777216'
    expect(countOf({ [amy]: 'c:\\users\\AMY\\', 'S-1-12-1-1-2-3-4': 'C:\\Users\\bob' })).toBe(2)
  })

  it('is unknown where the person’s own profile is not in the list', () => {
    expect(countOf({ [`${domain}-1105`]: 'C:\\Users\\bob' })).toBeNull()
    expect(countOf({ [`${domain}-1104`]: 'C:\\Users\\amy' }, '')).toBeNull()
  })

  it('is refused where there are more profiles than any computer has', () => {
    const many = Array.from({ length: 501 }, (_, number) => [`${domain}-${number + 1000}`, 'C:\\Users\\x'])
    expect(() => countOf(Object.fromEntries(many) as Record<string, string>)).toThrow('too-many')
  })
})
