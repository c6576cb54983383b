import { create } from 'xmlbuilder2'
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js'
import { markerKey } from '../../shared/installation/app-id.ts'
import {
  dataFolderId,
  foreignFile,
  knownLocation,
  leaveScript,
  ownFolder,
  shortcutId,
} from './msi-additions.ts'
import { publisher } from './publisher.ts'
import { toStableGuid, upgradeCode } from './stable-guid.ts'

export type MsiDescription = {
  /** What is installed, by its place below the program's folder, with `/`. */
  readonly files: readonly { readonly name: string }[]
  readonly version: string
  readonly arch: 'x64' | 'arm64'
  /** Another one for other content: what has the same is the same product. */
  readonly productCode: string
  /** Where the files and `icon.ico` are found, as wixl is to name them. */
  readonly filesFolder: string
}

const namespace = 'http://schemas.microsoft.com/wix/2006/wi'
const program = '[INSTALLFOLDER]Landfall.exe'

/**
 * The MSI's source, for wixl: per machine, and the same files, marker, start at logon, protocol and Start-menu entry that
 * `build/installer/landfall.nsi` makes.
 */
export function renderWix({ files, version, arch, productCode, filesFolder }: MsiDescription): string {
  const wix = create({ version: '1.0', encoding: 'utf-8' }).ele(namespace, 'Wix')
  const product = wix.ele('Product', {
    Id: productCode,
    Name: 'Landfall',
    Language: '1033',
    Version: version,
    Manufacturer: publisher,
    UpgradeCode: upgradeCode,
  })
  product.ele('Package', {
    InstallerVersion: '500',
    Compressed: 'yes',
    InstallScope: 'perMachine',
    Comments: `Landfall ${version} (${arch})`,
  })
  product.ele('Media', { Id: '1', Cabinet: 'landfall.cab', EmbedCab: 'yes' })
  product.ele('Binary', { Id: leaveScript, SourceFile: 'leave.js' })
  product.ele('Icon', { Id: 'Landfall.ico', SourceFile: 'icon.ico' })
  addUpgrade(product, version)
  addProperties(product)
  addConditions(product, arch)
  const target = product.ele('Directory', { Id: 'TARGETDIR', Name: 'SourceDir' })
  target.ele('Directory', { Id: 'ProgramMenuFolder' })
  const data = target
    .ele('Directory', { Id: 'CommonAppDataFolder' })
    .ele('Directory', { Id: dataFolderId, Name: 'Landfall' })
  const folder = target
    .ele('Directory', { Id: 'ProgramFiles64Folder' })
    .ele('Directory', { Id: 'INSTALLFOLDER', Name: 'Landfall' })
  const feature = product.ele('Feature', { Id: 'Landfall', Title: 'Landfall', Level: '1', Display: 'hidden' })
  const components = [
    ...addFiles(folder, files, filesFolder),
    addRegistry(folder, version, arch),
    addDataFolder(data),
  ]
  for (const Id of components) feature.ele('ComponentRef', { Id })
  // Within the transaction: where the new version fails, the old one comes back. `msi-additions.ts` puts a question before it.
  product.ele('InstallExecuteSequence').ele('RemoveExistingProducts', { After: 'InstallInitialize' })
  return `${wix.end({ prettyPrint: true })}\n`
}

/**
 * What is older gives way, and so does the same version made anew; a newer one is only found, and refused below. Windows
 * Installer compares three numbers, the first two of one byte. Throws for another version.
 */
function addUpgrade(product: XMLBuilder, version: string): void {
  const [major = 256, minor = 256, patch = 65_536, ...more] = version.split('.').map(Number)
  if (!(major < 256 && minor < 256 && patch < 65_536 && more.length === 0))
    throw new Error(`${version} is not a version that Windows Installer can compare`)
  const upgrade = product.ele('Upgrade', { Id: upgradeCode })
  upgrade.ele('UpgradeVersion', {
    Minimum: version,
    IncludeMinimum: 'no',
    OnlyDetect: 'yes',
    Property: 'NEWERFOUND',
  })
  // wixl cannot say that the upper end is meant as well.
  const above = `${major}.${minor}.${patch + 1}`
  upgrade.ele('UpgradeVersion', {
    Minimum: '0.0.0',
    IncludeMinimum: 'yes',
    Maximum: above,
    Property: 'OLDERFOUND',
  })
}

function addProperties(product: XMLBuilder): void {
  const properties = {
    ARPNOMODIFY: '1',
    ARPPRODUCTICON: 'Landfall.ico',
    // It says 3010 where a file is taken at the last moment, and never restarts the computer itself.
    REBOOT: 'ReallySuppress',
    // Windows' Restart Manager would close a Landfall that copies somebody's files.
    MSIRESTARTMANAGERCONTROL: 'Disable',
    // wixl notes no versions of files; without `a` a file with one would stay as it is.
    REINSTALLMODE: 'amus',
  }
  for (const [Id, Value] of Object.entries(properties)) product.ele('Property', { Id, Value })
  search(product, { property: knownLocation, key: markerKey, name: 'InstallLocation' })
  const system = 'SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment'
  search(product, { property: 'PROCESSOR', key: system, name: 'PROCESSOR_ARCHITECTURE' })
  const uninstallKey = 'Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Landfall'
  search(product, { property: 'SETUPVERSION', key: uninstallKey, name: 'DisplayVersion' })
  search(product, { property: 'KNOWNINSTALLER', key: markerKey, name: 'Installer' })
}

function search(
  product: XMLBuilder,
  { property, key, name }: { property: string; key: string; name: string },
): void {
  product.ele('Property', { Id: property }).ele('RegistrySearch', {
    Id: `${property}_SEARCH`,
    Root: 'HKLM',
    Key: key,
    Name: name,
    Type: 'raw',
    Win64: 'yes',
  })
}

/** The folder that is named is Landfall's own, and what is in it is Landfall's or nothing; see `msi-additions.ts`. */
const isOwnFolder = `(NOT INSTALLFOLDER OR INSTALLFOLDER ~= ${ownFolder} OR INSTALLFOLDER ~= ${ownFolder}STROKE)`
const isForeignFull = `(NOT ${knownLocation} AND ${foreignFile})`

function addConditions(product: XMLBuilder, arch: MsiDescription['arch']): void {
  const refuseWhere = (what: string, Message: string): void =>
    void product.ele('Condition', { Message }).txt(`Installed OR NOT ${what}`)
  refuseWhere(
    `(NOT ${isOwnFolder})`,
    'Landfall is installed in its own folder of Program Files alone, where administrators alone write. Nothing was changed.',
  )
  refuseWhere(
    isForeignFull,
    'The folder Landfall of Program Files holds something else. Nothing was changed.',
  )
  // Windows on ARM64 would take an x64 package too.
  const native = arch === 'arm64' ? 'ARM64' : 'AMD64'
  refuseWhere(
    `(PROCESSOR AND PROCESSOR <> "${native}")`,
    'This package is for another kind of processor. Nothing was changed.',
  )
  refuseWhere('NEWERFOUND', 'A newer version of Landfall is installed. Nothing was changed.')
  // The entry under Apps alone may be gone: somebody has tidied up.
  refuseWhere(
    '(SETUPVERSION OR KNOWNINSTALLER = "setup")',
    'Landfall was installed by its setup program. Please uninstall that one first. Nothing was changed.',
  )
}

/** Folders and files, each a component of its own that keeps its id from version to version. */
function addFiles(root: XMLBuilder, files: MsiDescription['files'], filesFolder: string): readonly string[] {
  const folders = new Map([['', root]])
  const folderOf = (place: string): XMLBuilder => {
    const known = folders.get(place)
    if (known !== undefined) return known
    const [above, name] = splitPlace(place)
    const folder = folderOf(above).ele('Directory', { Id: toId('folder', place), Name: name })
    folders.set(place, folder)
    return folder
  }
  return files.map(({ name: place }) => {
    const [above, name] = splitPlace(place)
    const id = toId('component', place)
    folderOf(above)
      .ele('Component', { Id: id, Guid: toStableGuid(`file ${place}`), Win64: 'yes' })
      .ele('File', { Id: toId('file', place), Name: name, Source: `${filesFolder}/${place}`, KeyPath: 'yes' })
    return id
  })
}

function splitPlace(place: string): readonly [above: string, name: string] {
  const at = place.lastIndexOf('/')
  return [place.slice(0, Math.max(at, 0)), place.slice(at + 1)]
}

/** Made here, so that no one else makes it first; who may write there is in `msi-additions.ts`. */
function addDataFolder(folder: XMLBuilder): string {
  const id = 'component_data'
  folder.ele('Component', { Id: id, Guid: toStableGuid('data folder'), Win64: 'yes' }).ele('CreateFolder')
  return id
}

// Identifiers of MSI have neither blanks nor `@` in them.
function toId(kind: string, place: string): string {
  return `${kind}_${toStableGuid(place).replaceAll(/\W/g, '')}`
}

function addRegistry(folder: XMLBuilder, version: string, arch: string): string {
  const id = 'component_system'
  const component = folder.ele('Component', { Id: id, Guid: toStableGuid('system'), Win64: 'yes' })
  const write = (Key: string, Name: string | null, Value: string, Type = 'string'): XMLBuilder =>
    component.ele('RegistryValue', {
      Root: 'HKLM',
      Key,
      ...(Name !== null && { Name }),
      Type,
      Value,
    })
  const protocol = 'Software\\Classes\\landfall'
  write(markerKey, 'Version', version).att('KeyPath', 'yes')
  write(markerKey, 'InstallLocation', '[INSTALLFOLDER]')
  write(markerKey, 'Architecture', arch)
  write(markerKey, 'Installer', 'msi')
  write('Software\\Microsoft\\Windows\\CurrentVersion\\Run', 'Landfall', `"${program}" --background`)
  write(protocol, null, 'URL:Landfall')
  write(protocol, 'URL Protocol', '')
  write(`${protocol}\\DefaultIcon`, null, `${program},0`)
  write(`${protocol}\\shell\\open\\command`, null, `"${program}" "%1"`)
  // The words for event 1 to 1000 are Windows' own: the text alone.
  const events = 'SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\Landfall'
  write(events, 'EventMessageFile', '%SystemRoot%\\System32\\EventCreate.exe', 'expandable')
  write(events, 'TypesSupported', '7', 'integer')
  component.ele('Shortcut', {
    Id: shortcutId,
    Directory: 'ProgramMenuFolder',
    Name: 'Landfall',
    Target: program,
    WorkingDirectory: 'INSTALLFOLDER',
    Icon: 'Landfall.ico',
    IconIndex: '0',
  })
  return id
}
