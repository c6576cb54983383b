import { IntunewinRefused } from './refusal.ts'
import type { MsiInfo } from './msi-info.ts'

/** What Detection.xml says; binary values in base64. */
export type Detection = {
  readonly name: string
  /** Bytes of the zip within, before encryption. */
  readonly unencryptedContentSize: number
  readonly setupFile: string
  readonly encryptionKey: string
  readonly macKey: string
  readonly initializationVector: string
  readonly mac: string
  readonly fileDigest: string
  readonly msi: MsiInfo | null
}

export const contentName = 'IntunePackage.intunewin'

// The portal warns of packages made by an older tool.
const toolVersion = '1.8.6.0'

/** Detection.xml exactly as Microsoft's own: no mark, no declaration, two blanks, this order (docs/facts/deployment.md#the-intunewin-format). */
export function renderDetection(detection: Detection): string {
  const { msi } = detection
  return [
    `<ApplicationInfo xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ToolVersion="${toolVersion}">`,
    element('Name', detection.name, '  '),
    element('UnencryptedContentSize', String(detection.unencryptedContentSize), '  '),
    element('FileName', contentName, '  '),
    element('SetupFile', detection.setupFile, '  '),
    '  <EncryptionInfo>',
    element('EncryptionKey', detection.encryptionKey),
    element('MacKey', detection.macKey),
    element('InitializationVector', detection.initializationVector),
    element('Mac', detection.mac),
    element('ProfileIdentifier', 'ProfileVersion1'),
    element('FileDigest', detection.fileDigest),
    element('FileDigestAlgorithm', 'SHA256'),
    '  </EncryptionInfo>',
    ...(msi === null
      ? []
      : [
          '  <MsiInfo>',
          ...msiElements.map((name) => element(name, String(msi[toKey(name)]))),
          '  </MsiInfo>',
        ]),
    '</ApplicationInfo>',
  ].join('\r\n')
}

/** Reads a Detection.xml, of ours or of another tool. Throws `IntunewinRefused`. */
export function parseDetection(text: string): Detection {
  const one = (name: string): string => {
    const found = [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))]
    const [match] = found
    if (found.length !== 1 || match?.[1] === undefined) throw new IntunewinRefused('detection-invalid', name)
    return unescape(match[1])
  }
  const bytes = (name: string, length: number): string => {
    const value = one(name)
    const isExact = /^[A-Za-z0-9+/]+=*$/.test(value) && Buffer.from(value, 'base64').length === length
    if (!isExact) throw new IntunewinRefused('detection-invalid', name)
    return value
  }
  const exactly = (name: string, wanted: string): void => {
    if (one(name) !== wanted) throw new IntunewinRefused('detection-invalid', name)
  }
  if (!/^<ApplicationInfo[\s>]/.test(text)) throw new IntunewinRefused('detection-invalid', 'ApplicationInfo')
  exactly('FileName', contentName)
  exactly('ProfileIdentifier', 'ProfileVersion1')
  exactly('FileDigestAlgorithm', 'SHA256')
  const size = one('UnencryptedContentSize')
  if (!/^[1-9]\d{0,14}$/.test(size)) throw new IntunewinRefused('detection-invalid', 'UnencryptedContentSize')
  return {
    name: one('Name'),
    unencryptedContentSize: Number(size),
    setupFile: one('SetupFile'),
    encryptionKey: bytes('EncryptionKey', 32),
    macKey: bytes('MacKey', 32),
    initializationVector: bytes('InitializationVector', 16),
    mac: bytes('Mac', 32),
    fileDigest: bytes('FileDigest', 32),
    msi: text.includes('<MsiInfo>') ? parseMsi(one) : null,
  }
}

const msiElements = [
  'MsiProductCode',
  'MsiProductVersion',
  'MsiPackageCode',
  'MsiPublisher',
  'MsiUpgradeCode',
  'MsiExecutionContext',
  'MsiRequiresLogon',
  'MsiRequiresReboot',
  'MsiIsMachineInstall',
  'MsiIsUserInstall',
  'MsiIncludesServices',
  'MsiIncludesODBCDataSource',
  'MsiContainsSystemRegistryKeys',
  'MsiContainsSystemFolders',
] as const

type Key<Name extends string> = Name extends `Msi${infer Rest}` ? Uncapitalize<Rest> : never

function toKey(name: (typeof msiElements)[number]): keyof MsiInfo {
  const rest = name.slice('Msi'.length)
  return (rest.charAt(0).toLowerCase() + rest.slice(1)) as Key<typeof name>
}

function parseMsi(one: (name: string) => string): MsiInfo {
  const isTrue = (name: string): boolean => {
    const value = one(name)
    if (value !== 'true' && value !== 'false') throw new IntunewinRefused('detection-invalid', name)
    return value === 'true'
  }
  const context = one('MsiExecutionContext')
  if (context !== 'System' && context !== 'User' && context !== 'Any')
    throw new IntunewinRefused('detection-invalid', 'MsiExecutionContext')
  return {
    productCode: one('MsiProductCode'),
    productVersion: one('MsiProductVersion'),
    packageCode: one('MsiPackageCode'),
    publisher: one('MsiPublisher'),
    upgradeCode: one('MsiUpgradeCode'),
    executionContext: context,
    requiresLogon: isTrue('MsiRequiresLogon'),
    requiresReboot: isTrue('MsiRequiresReboot'),
    isMachineInstall: isTrue('MsiIsMachineInstall'),
    isUserInstall: isTrue('MsiIsUserInstall'),
    includesServices: isTrue('MsiIncludesServices'),
    includesODBCDataSource: isTrue('MsiIncludesODBCDataSource'),
    containsSystemRegistryKeys: isTrue('MsiContainsSystemRegistryKeys'),
    containsSystemFolders: isTrue('MsiContainsSystemFolders'),
  }
}

function element(name: string, value: string, indent = '    '): string {
  return `${indent}<${name}>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</${name}>`
}

function unescape(text: string): string {
  const known: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
  return text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => known[name] ?? '')
}
