import { amy, bob, contoso, fabrikam, joerg, toSiteName, type Account } from '../people.ts'
import { createDriveFiles, type DriveFiles } from './drive-files.ts'
import { answerWith, selected, toGraphError, toPage, type GraphAnswer } from './graph-answer.ts'

/** A person's OneDrive as Graph tells of it. */
export type Drive = { readonly webUrl: string }

/** Every person's OneDrive, or why there is none. */
export type Drives = {
  /** What the next drive calls find: a drive, none that could be made, or null to make one when asked. */
  readonly set: (account: Account, drive: Drive | 'missing' | null) => void
  readonly files: (account: Account) => DriveFiles
  /** The answer to a GET of this address, as this account. */
  readonly answer: (address: URL, account: Account) => GraphAnswer
  /** Object ids whose drive was made by asking for it. */
  readonly provisioned: readonly string[]
}

export function createDrives(): Drives {
  const drives = new Map<string, Drive | 'missing'>()
  for (const { target } of [amy, bob, joerg]) drives.set(target.oid, { webUrl: webUrlOf(target) })
  const files = new Map<string, DriveFiles>()
  const provisioned: string[] = []

  function filesOf({ oid }: Account): DriveFiles {
    const known = files.get(oid) ?? createDriveFiles()
    files.set(oid, known)
    return known
  }

  function provision(account: Account): Drive {
    const drive = { webUrl: webUrlOf(account) }
    provisioned.push(account.oid)
    drives.set(account.oid, drive)
    return drive
  }

  function answer(address: URL, account: Account): GraphAnswer {
    const { pathname, searchParams } = address
    const select = searchParams.get('$select')
    if (pathname === '/v1.0/me') {
      const { oid: id, name: displayName, upn: userPrincipalName, mapped: mail } = account
      return answerWith(200, selected({ id, displayName, mail, userPrincipalName }, select))
    }
    if (!pathname.startsWith('/v1.0/me/drive')) {
      return answerWith(404, toGraphError('BadRequest', `Resource not found for the segment '${pathname}'.`))
    }
    // Whatever is asked of a drive makes one where there is none.
    const drive = drives.get(account.oid) ?? provision(account)
    if (drive === 'missing')
      return answerWith(404, toGraphError('ResourceNotFound', "User's mysite not found."))
    if (pathname === '/v1.0/me/drive') {
      const owner = { user: { id: account.oid, displayName: account.name } }
      const whole = { id: `b!${account.oid}`, driveType: 'business', webUrl: drive.webUrl, owner }
      return answerWith(200, selected(whole, select))
    }
    return findItem(address, filesOf(account))
  }

  return {
    set: (account, drive) => {
      if (drive === null) drives.delete(account.oid)
      else drives.set(account.oid, drive)
    },
    files: filesOf,
    answer,
    provisioned,
  }
}

/** A file, a folder, or a page of what is in one; `address` is below `/v1.0/me/drive`. */
function findItem(address: URL, drive: DriveFiles): GraphAnswer {
  const below = address.pathname.slice('/v1.0/me/drive'.length)
  const names = /^\/root(?::\/(.+?))?:?(\/children)?$/.exec(below)
  const itemPath = (names?.[1] ?? '').split('/').map(decodeURIComponent).join('/')
  const select = address.searchParams.get('$select')
  const missing = answerWith(404, toGraphError('itemNotFound', 'The resource could not be found.'))
  if (names === null) return missing
  if (names[2] === undefined) {
    const item = drive.find(itemPath)
    return item === null ? missing : answerWith(200, selected(item, select))
  }
  const children = drive.children(itemPath)
  if (children === null) return missing
  return answerWith(200, toPage(children, address))
}

/** The address that SharePoint made of the UPN of the first day: `/personal/amy_lee_fabrikam_com`. */
export function webUrlOf({ tenantId, mapped }: Account): string {
  const { oneDriveHost } = tenantId === contoso.tenantId ? contoso : fabrikam
  return `https://${oneDriveHost}/personal/${toSiteName(mapped)}/Documents`
}
