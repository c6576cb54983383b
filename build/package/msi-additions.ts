import path from 'node:path'
import { appId, toastClsid } from '../../shared/installation/app-id.ts'

/*
 * What wixl cannot say, as tables in msitools' form (columns, their types, name and keys, rows) and as queries on tables that are there.
 */

/** The Start-menu entry's name in the tables. */
export const shortcutId = 'StartMenuEntry'
/** The folder of the organisation's configuration. */
export const dataFolderId = 'DATAFOLDER'
/** Where the marker says that Landfall is installed. */
export const knownLocation = 'KNOWNLOCATION'
/** Where it may be installed; with `STROKE` behind it, the same with a stroke at its end, as Windows Installer writes folders. */
export const ownFolder = 'OWNFOLDER'

/** Set where a file of ours lies in Landfall's folder already; without a marker it is somebody else's. */
export const foreignFile = 'FOREIGNFILE'

/** The script in `leave.jscript`, as the tables name it. */
export const leaveScript = 'LeaveScript'

/** Who may write where the configuration is: `build/installer/protect.nsh` says the same. */
const dataSecurity = 'O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)'

type Table = { readonly name: string; readonly rows: readonly (readonly string[])[] }

/** JScript of the Binary table, within the transaction, with the rights of the system, in the 64-bit host. */
const scriptType = 5 + 0x400 + 0x800 + 0x1000
const rollback = 0x100
/** A sign that cannot be taken back is no reason to fail: it is believed for ten minutes. */
const goesOn = 0x40

/**
 * A first installation runs no script, and neither does the removal of the older version within an upgrade. `ASKTOLEAVE=0` is the way
 * out where a policy keeps scripts of Windows Installer from running.
 */
const isAsked = '(Installed OR OLDERFOUND) AND NOT UPGRADINGPRODUCTCODE AND NOT ASKTOLEAVE = "0"'

/**
 * When Landfall is asked to leave: before the older version is removed, and before anything else. What has a number is only written
 * down and done at `InstallExecute`, so that one comes between the question and the removal: a removal that has begun is not asked
 * back by every Windows Installer. `InstallInitialize` has 1500, `ProcessComponents` 1600, `InstallFinalize` 6600.
 */
const leaveSteps = [
  { action: 'CallBackAfterFailure', type: scriptType + rollback + goesOn, call: 'CallBack', sequence: 1540 },
  { action: 'AskToLeave', type: scriptType, call: 'AskToLeave', sequence: 1550 },
  { action: 'InstallExecute', sequence: 1560 },
  { action: 'CallBack', type: scriptType + goesOn, call: 'CallBack', sequence: 6590 },
] as const

const leaveActions = leaveSteps.filter((step) => 'call' in step)

/** When the older version is removed. */
const removalSequence = 1570

export type Additions = {
  /** What is installed, by its place below the program's folder, with `/`. */
  readonly files: readonly { readonly name: string }[]
  /** How long a running Landfall is waited for. */
  readonly patienceSeconds: number
}

/** Where each file of ours would lie, for Windows Installer to look for before anything is changed. */
function toSearches(files: Additions['files']): readonly { id: string; folder: string; file: string }[] {
  return files.map(({ name }, index) => {
    const above = path.win32.dirname(name.replaceAll('/', '\\'))
    const more = above === '.' ? '' : `\\${above}`
    return {
      id: `${foreignFile}_${index}`,
      folder: `[ProgramFiles64Folder]Landfall${more}`,
      file: path.win32.basename(name),
    }
  })
}

/** What wixl cannot say. Notifications need the Start-menu entry's AppUserModelID (docs/facts/deployment.md#notifications), and the id of what answers them. */
export function toTables({ files, patienceSeconds }: Additions): readonly Table[] {
  const searches = toSearches(files)
  return [
    {
      name: 'MsiShortcutProperty',
      rows: [
        ['MsiShortcutProperty', 'Shortcut_', 'PropertyKey', 'PropVariantValue'],
        ['s72', 's72', 's255', 's255'],
        ['MsiShortcutProperty', 'MsiShortcutProperty'],
        ['AppUserModelID', shortcutId, 'System.AppUserModel.ID', appId],
        ['ToastActivator', shortcutId, 'System.AppUserModel.ToastActivatorCLSID', `{${toastClsid}}`],
      ],
    },
    {
      name: 'MsiLockPermissionsEx',
      rows: [
        ['MsiLockPermissionsEx', 'LockObject', 'Table', 'SDDLText', 'Condition'],
        ['s72', 's72', 's32', 's0', 'S255'],
        ['MsiLockPermissionsEx', 'MsiLockPermissionsEx'],
        ['DataFolder', dataFolderId, 'CreateFolder', dataSecurity, ''],
      ],
    },
    {
      name: 'Signature',
      rows: [
        'Signature,FileName,MinVersion,MaxVersion,MinSize,MaxSize,MinDate,MaxDate,Languages'.split(','),
        's72,s255,S20,S20,I4,I4,I4,I4,S255'.split(','),
        ['Signature', 'Signature'],
        ...searches.map(({ id, file }) => [id, file, '', '', '', '', '', '', '']),
      ],
    },
    {
      name: 'DrLocator',
      rows: [
        ['Signature_', 'Parent', 'Path', 'Depth'],
        ['s72', 'S72', 'S255', 'I2'],
        ['DrLocator', 'Signature_', 'Parent', 'Path'],
        ...searches.map(({ id, folder }) => [id, '', folder, '0']),
      ],
    },
    {
      name: 'CustomAction',
      rows: [
        ['Action', 'Type', 'Source', 'Target'],
        ['s72', 'i2', 'S72', 'S255'],
        ['CustomAction', 'Action'],
        // 51: a property is set to a formatted text.
        [`Set${ownFolder}`, '51', ownFolder, '[ProgramFiles64Folder]Landfall'],
        [`Set${ownFolder}STROKE`, '51', `${ownFolder}STROKE`, '[ProgramFiles64Folder]Landfall\\'],
        // What a later action of this name is given.
        ['SetAskToLeave', '51', 'AskToLeave', `${patienceSeconds}|[INSTALLFOLDER]`],
        ...leaveActions.map(({ action, type, call }) => [action, String(type), leaveScript, call]),
      ],
    },
  ]
}

/** The folder's name is set before the conditions are looked at, which have number 100. */
export function toQueries({ files }: Pick<Additions, 'files'>): readonly string[] {
  const schedule = (table: string, action: string, sequence: number, where: string): string =>
    `INSERT INTO \`${table}\` (\`Action\`, \`Condition\`, \`Sequence\`) VALUES ('${action}', '${where}', ${sequence})`
  const own = [`Set${ownFolder}`, `Set${ownFolder}STROKE`]
  return [
    ...['InstallExecuteSequence', 'InstallUISequence'].flatMap((table) =>
      own.map((action, index) => schedule(table, action, 90 + index, '')),
    ),
    schedule('InstallExecuteSequence', 'SetAskToLeave', 1490, isAsked),
    ...leaveSteps.map(({ action, sequence }) =>
      schedule('InstallExecuteSequence', action, sequence, isAsked),
    ),
    `UPDATE \`InstallExecuteSequence\` SET \`Sequence\` = ${removalSequence} WHERE \`Action\` = 'RemoveExistingProducts'`,
    ...toSearches(files).map(
      ({ id }) =>
        `INSERT INTO \`AppSearch\` (\`Property\`, \`Signature_\`) VALUES ('${foreignFile}', '${id}')`,
    ),
  ]
}
