import { createCipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, open, rename, rm, rmdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { contentName, renderDetection, type Detection } from './detection-xml.ts'
import { holds, listSetupFolder, type SetupFile, type SetupFolder } from './list-setup-folder.ts'
import { readMsiInfo } from './msi-info.ts'
import { IntunewinRefused } from './refusal.ts'
import { createZipWriter, ZipSourceChanged } from './zip-writer.ts'

export type PackRequest = {
  readonly folder: string
  /** Below the folder. */
  readonly setupFile: string
  readonly outputFolder: string
  /** Times and keys follow from the content alone, so that the same folder gives the same bytes. */
  readonly isDeterministic: boolean
}

export type Packed = {
  readonly file: string
  readonly files: number
  readonly bytes: number
  readonly detection: Detection
}

export const contentPlace = `IntuneWinPackage/Contents/${contentName}`
export const detectionPlace = 'IntuneWinPackage/Metadata/Detection.xml'

const firstTime = new Date(Date.UTC(1980, 0, 1))
const blockBytes = 16
const chunk = { highWaterMark: 1 << 20 }

/**
 * Packs a folder for Intune (docs/facts/deployment.md#the-intunewin-format). Nothing is held in memory but a few chunks; what is half done lies in
 * a folder of its own beside the result, which `onTemporaryFolder` learns of, and is deleted. Throws `IntunewinRefused`.
 */
export async function packIntunewin(
  { folder, setupFile, outputFolder, isDeterministic }: PackRequest,
  onTemporaryFolder: (folder: string) => void = () => undefined,
): Promise<Packed> {
  const listed = await listSetupFolder(folder, setupFile)
  if (await holds(folder, outputFolder)) throw new IntunewinRefused('output-inside-folder', outputFolder)
  const msi = /\.msi$/i.test(listed.setup.name) ? await readMsiInfo(listed.setup.path) : null
  const { temporary, created } = await makeTemporaryFolder(outputFolder)
  onTemporaryFolder(temporary)
  try {
    const inner = path.join(temporary, 'content.zip')
    const directory = await writeInnerZip(inner, listed, isDeterministic)
    const keys = isDeterministic ? deriveKeys(directory) : drawKeys()
    const { size } = await stat(inner)
    const { digest, mac } = await measure(inner, keys)
    const detection: Detection = {
      name: path.posix.basename(listed.setup.name),
      unencryptedContentSize: size,
      setupFile: listed.setup.name,
      encryptionKey: keys.encryptionKey.toString('base64'),
      macKey: keys.macKey.toString('base64'),
      initializationVector: keys.initializationVector.toString('base64'),
      mac: mac.toString('base64'),
      fileDigest: digest.toString('base64'),
      msi,
    }
    const made = path.join(temporary, 'package.intunewin')
    await writePackage(made, inner, keys, detection, isDeterministic ? firstTime : new Date())
    const file = path.join(outputFolder, `${path.posix.parse(detection.name).name}.intunewin`)
    await rename(made, file)
    return { file, files: listed.files.length, bytes: (await stat(file)).size, detection }
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    if (created !== undefined) await removeEmptyFolders(outputFolder, created)
    throw toRefusal(error, outputFolder)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** Temporary folders are on the result's own disk: the last step is a rename. `created` is the uppermost new folder. */
async function makeTemporaryFolder(
  outputFolder: string,
): Promise<{ temporary: string; created: string | undefined }> {
  try {
    const created = await mkdir(outputFolder, { recursive: true })
    return { temporary: await mkdtemp(path.join(outputFolder, '.intunewin-')), created }
  } catch (error) {
    throw new IntunewinRefused('output-unwritable', outputFolder, error)
  }
}

/** Takes back the folders that were made for a result that does not come; what somebody put there stays. */
async function removeEmptyFolders(folder: string, uppermost: string): Promise<void> {
  const isEmpty = await rmdir(folder).then(
    () => true,
    () => false,
  )
  if (isEmpty && folder !== uppermost) await removeEmptyFolders(path.dirname(folder), uppermost)
}

async function writeInnerZip(
  place: string,
  { files }: SetupFolder,
  isDeterministic: boolean,
): Promise<Buffer> {
  const handle = await open(place, 'wx')
  try {
    const zip = createZipWriter(handle)
    for (const file of files) {
      await zip.add({
        name: file.name,
        method: 'deflated',
        size: file.size,
        modifiedAt: isDeterministic ? firstTime : file.modifiedAt,
        content: readFileOf(file),
      })
    }
    return await zip.finish()
  } finally {
    await handle.close()
  }
}

async function* readFileOf(file: SetupFile): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file.path, chunk) as AsyncIterable<Buffer>
  } catch (error) {
    throw new IntunewinRefused('folder-unreadable', file.name, error)
  }
}

type Keys = {
  readonly encryptionKey: Buffer
  readonly macKey: Buffer
  readonly initializationVector: Buffer
}

function drawKeys(): Keys {
  return {
    encryptionKey: randomBytes(32),
    macKey: randomBytes(32),
    initializationVector: randomBytes(blockBytes),
  }
}

// The keys lie beside the data in any case: they prove that it is whole, and hide nothing.
function deriveKeys(directory: Buffer): Keys {
  const derive = (purpose: string, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', directory, '', `landfall intunewin ${purpose}`, length))
  return {
    encryptionKey: derive('encryption', 32),
    macKey: derive('mac', 32),
    initializationVector: derive('vector', blockBytes),
  }
}

async function* encrypt(
  inner: string,
  { encryptionKey, initializationVector }: Keys,
): AsyncGenerator<Buffer> {
  const cipher = createCipheriv('aes-256-cbc', encryptionKey, initializationVector)
  for await (const bytes of createReadStream(inner, chunk) as AsyncIterable<Buffer>)
    yield cipher.update(bytes)
  yield cipher.final()
}

/** The MAC precedes what it is made of, so the content is encrypted once for it and once more to be written. */
async function measure(inner: string, keys: Keys): Promise<{ digest: Buffer; mac: Buffer }> {
  const digest = createHash('sha256')
  const mac = createHmac('sha256', keys.macKey).update(keys.initializationVector)
  const cipher = createCipheriv('aes-256-cbc', keys.encryptionKey, keys.initializationVector)
  for await (const bytes of createReadStream(inner, chunk) as AsyncIterable<Buffer>) {
    digest.update(bytes)
    mac.update(cipher.update(bytes))
  }
  mac.update(cipher.final())
  return { digest: digest.digest(), mac: mac.digest() }
}

async function writePackage(
  place: string,
  inner: string,
  keys: Keys,
  detection: Detection,
  modifiedAt: Date,
): Promise<void> {
  const head = Buffer.concat([Buffer.from(detection.mac, 'base64'), keys.initializationVector])
  async function* content(): AsyncGenerator<Buffer> {
    yield head
    yield* encrypt(inner, keys)
  }
  const padded = (Math.floor(detection.unencryptedContentSize / blockBytes) + 1) * blockBytes
  const xml = Buffer.from(renderDetection(detection))
  const handle = await open(place, 'wx')
  try {
    const zip = createZipWriter(handle)
    await zip.add({
      name: contentPlace,
      method: 'stored',
      size: head.length + padded,
      modifiedAt,
      content: content(),
    })
    await zip.add({
      name: detectionPlace,
      method: 'stored',
      size: xml.length,
      modifiedAt,
      content: once(xml),
    })
    await zip.finish()
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

const unwritable = new Set([
  'ENOSPC',
  'EDQUOT',
  'EACCES',
  'EPERM',
  'EROFS',
  'EIO',
  'EFBIG',
  'EISDIR',
  'ENOTEMPTY',
])

function toRefusal(error: unknown, outputFolder: string): unknown {
  if (error instanceof ZipSourceChanged) return new IntunewinRefused('changed-while-read', error.file, error)
  const { code } = error as NodeJS.ErrnoException
  if (code !== undefined && unwritable.has(code))
    return new IntunewinRefused('output-unwritable', `${outputFolder} (${code})`, error)
  return error
}
