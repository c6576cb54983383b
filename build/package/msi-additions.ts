import { appId, toastClsid } from '../../shared/app-id.ts'

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

/** What tells that somebody else's program is in Landfall's folder, where no marker says that it is Landfall. */
export const foreignFiles = [
  { property: 'FOREIGNPROGRAM', folder: '[ProgramFiles64Folder]Landfall', file: 'Landfall.exe' },
  { property: 'FOREIGNARCHIVE', folder: '[ProgramFiles64Folder]Landfall\\resources', file: 'app.asar' },
] as const

/** Who may write where the configuration is: `build/installer/protect.nsh` says the same. */
const dataSecurity = 'O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)'

type Table = { readonly name: string; readonly rows: readonly (readonly string[])[] }

/** Notifications need the Start-menu entry's AppUserModelID (deployment-facts 4.5), and the id of what answers them. */
export const tables: readonly Table[] = [
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
      ...foreignFiles.map(({ property, file }) => [property, file, '', '', '', '', '', '', '']),
    ],
  },
  {
    name: 'DrLocator',
    rows: [
      ['Signature_', 'Parent', 'Path', 'Depth'],
      ['s72', 'S72', 'S255', 'I2'],
      ['DrLocator', 'Signature_', 'Parent', 'Path'],
      ...foreignFiles.map(({ property, folder }) => [property, '', folder, '0']),
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
    ],
  },
]

/** Before the conditions are looked at, which have number 100. */
export const queries: readonly string[] = [
  ...foreignFiles.map(
    ({ property }) =>
      `INSERT INTO \`AppSearch\` (\`Property\`, \`Signature_\`) VALUES ('${property}', '${property}')`,
  ),
  ...['InstallExecuteSequence', 'InstallUISequence'].flatMap((table) =>
    [`Set${ownFolder}`, `Set${ownFolder}STROKE`].map(
      (action, index) =>
        `INSERT INTO \`${table}\` (\`Action\`, \`Sequence\`) VALUES ('${action}', ${90 + index})`,
    ),
  ),
]
