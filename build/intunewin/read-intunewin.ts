import { createDecipheriv, createHash, createHmac } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { parseDetection, type Detection } from './detection-xml.ts'
import { contentPlace, detectionPlace } from './pack-intunewin.ts'
import { IntunewinRefused } from './refusal.ts'

export type PackedFile = { readonly name: string; readonly size: number; readonly sha256: string }

export type ReadPackage = { readonly detection: Detection; readonly files: readonly PackedFile[] }

const maximumDetectionBytes = 1 << 20
const headBytes = 48

/**
 * Reads a package and believes nothing: MAC, size, digest, and every file's own checksum. What it holds is decrypted
 * into a temporary file, never into memory. Throws `IntunewinRefused`.
 */
export async function readIntunewin(file: string): Promise<ReadPackage> {
  const outer = await openZip(file, 'not-a-package')
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'landfall-intunewin-'))
  try {
    const entries = await entriesOf(outer, 'not-a-package')
    const detectionEntry = entries.get(detectionPlace)
    const contentEntry = entries.get(contentPlace)
    if (detectionEntry === undefined) throw new IntunewinRefused('not-a-package', detectionPlace)
    if (contentEntry === undefined) throw new IntunewinRefused('not-a-package', contentPlace)
    if (detectionEntry.uncompressedSize > maximumDetectionBytes)
      throw new IntunewinRefused('detection-invalid', 'it is too large')
    const open = (entry: Entry): Promise<Readable> => outer.openReadStreamPromise(entry)
    const detection = parseDetection((await readAll(await open(detectionEntry))).toString('utf8'))
    await proveMac(await open(contentEntry), detection)
    const inner = path.join(temporary, 'content.zip')
    await decrypt(await open(contentEntry), detection, inner)
    return { detection, files: await readInner(inner, detection) }
  } catch (error) {
    throw error instanceof IntunewinRefused || isOfDisk(error)
      ? error
      : new IntunewinRefused('not-a-package', (error as Error).message, error)
  } finally {
    outer.close()
    await rm(temporary, { recursive: true, force: true })
  }
}

function isOfDisk(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).syscall !== undefined
}

async function openZip(file: string, code: 'not-a-package' | 'content-invalid'): Promise<ZipFile> {
  try {
    return await openPromise(file, {
      // Strict: a backslash in a name is refused rather than understood.
      strictFileNames: true,
      validateEntrySizes: true,
      lazyEntries: true,
      autoClose: false,
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new IntunewinRefused('package-missing', file)
    throw new IntunewinRefused(code, (error as Error).message, error)
  }
}

async function entriesOf(
  zip: ZipFile,
  code: 'not-a-package' | 'content-invalid',
): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>()
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) throw new IntunewinRefused(code, `${entry.fileName} is there twice`)
      entries.set(entry.fileName, entry)
    }
  } catch (error) {
    if (error instanceof IntunewinRefused) throw error
    throw new IntunewinRefused(code, (error as Error).message, error)
  }
  return entries
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function proveMac(content: Readable, { macKey, mac, initializationVector }: Detection): Promise<void> {
  const hash = createHmac('sha256', Buffer.from(macKey, 'base64'))
  let head = Buffer.alloc(0)
  for await (const chunk of content as AsyncIterable<Buffer>) {
    if (head.length >= headBytes) hash.update(chunk)
    else {
      head = Buffer.concat([head, chunk])
      if (head.length >= headBytes) hash.update(head.subarray(32))
    }
  }
  const wanted = Buffer.from(mac, 'base64')
  const isOurs =
    head.subarray(32, headBytes).equals(Buffer.from(initializationVector, 'base64')) &&
    head.subarray(0, 32).equals(wanted) &&
    hash.digest().equals(wanted)
  if (!isOurs) throw new IntunewinRefused('mac-mismatch', contentPlace)
}

async function decrypt(content: Readable, detection: Detection, place: string): Promise<void> {
  const decipher = createDecipheriv(
    'aes-256-cbc',
    Buffer.from(detection.encryptionKey, 'base64'),
    Buffer.from(detection.initializationVector, 'base64'),
  )
  const digest = createHash('sha256')
  let size = 0
  async function* plain(): AsyncGenerator<Buffer> {
    let toSkip = headBytes
    const note = (bytes: Buffer): Buffer => {
      digest.update(bytes)
      size += bytes.length
      return bytes
    }
    for await (const chunk of content as AsyncIterable<Buffer>) {
      const body = chunk.subarray(Math.min(toSkip, chunk.length))
      toSkip -= chunk.length - body.length
      yield note(decipher.update(body))
    }
    yield note(final(decipher))
  }
  await pipeline(plain, createWriteStream(place, { flags: 'wx', mode: 0o600 }))
  if (size !== detection.unencryptedContentSize)
    throw new IntunewinRefused('size-mismatch', `${size} instead of ${detection.unencryptedContentSize}`)
  if (digest.digest('base64') !== detection.fileDigest)
    throw new IntunewinRefused('digest-mismatch', contentPlace)
}

function final(decipher: ReturnType<typeof createDecipheriv>): Buffer {
  try {
    return decipher.final()
  } catch (error) {
    throw new IntunewinRefused('content-invalid', 'it does not decrypt with its key', error)
  }
}

async function readInner(place: string, { setupFile }: Detection): Promise<PackedFile[]> {
  const zip = await openZip(place, 'content-invalid')
  try {
    const files: PackedFile[] = []
    for (const [name, entry] of await entriesOf(zip, 'content-invalid')) {
      if (name.endsWith('/')) continue
      files.push(await readFileOf(zip, entry))
    }
    if (!files.some(({ name }) => name === setupFile.replaceAll('\\', '/')))
      throw new IntunewinRefused('setup-missing', setupFile)
    return files
  } finally {
    zip.close()
  }
}

async function readFileOf(zip: ZipFile, entry: Entry): Promise<PackedFile> {
  const hash = createHash('sha256')
  let crc = 0
  try {
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      crc = crc32(chunk, crc)
      hash.update(chunk)
    }
  } catch (error) {
    throw new IntunewinRefused('content-invalid', entry.fileName, error)
  }
  if (crc !== entry.crc32) throw new IntunewinRefused('content-invalid', entry.fileName)
  return { name: entry.fileName, size: entry.uncompressedSize, sha256: hash.digest('hex') }
}
