import { unwatchFile, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { AdminConfigRefused, type AdminConfig } from '../admin-config.ts'

type Files = NonNullable<AdminConfig['tls']>
export type Certificate = { readonly cert: string; readonly key: string }

/** Reads the certificate and its key, PEM. Throws `AdminConfigRefused` where they cannot be used together. */
export async function readCertificate({ certFile, keyFile }: Files): Promise<Certificate> {
  const read = (key: string, file: string): Promise<string> =>
    readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new AdminConfigRefused(`${key}: ${file} cannot be read: ${error.code}`)
    })
  const cert = await read('tls.certFile', certFile)
  const key = await read('tls.keyFile', keyFile)
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown'
    throw new AdminConfigRefused(
      `tls: ${certFile} and ${keyFile} are not a certificate and its key: ${reason}`,
    )
  }
  return { cert, key }
}

type Ports = {
  readonly files: Files
  /** What the server has now. */
  readonly used: Certificate
  readonly server: { readonly setSecureContext: (options: SecureContextOptions) => void }
  readonly logger: {
    readonly info: (message: string) => void
    readonly error: (about: object, message: string) => void
  }
}

/**
 * Takes a renewed certificate for new connections: when a file changes, and on SIGHUP. One that cannot be used leaves
 * the old one in place. Returns the way to let go.
 */
export function followCertificate({ files, used, server, logger }: Ports): () => void {
  let current = used
  let turn = Promise.resolve()
  const reload = (): void => {
    turn = turn.then(async () => {
      try {
        const found = await readCertificate(files)
        if (found.cert === current.cert && found.key === current.key) return
        server.setSecureContext(found)
        current = found
        logger.info('certificate-renewed')
      } catch (error) {
        if (!(error instanceof AdminConfigRefused)) throw error
        // Between the writing of the one file and of the other this is usual; the second change is noticed too.
        logger.error({ code: 'tls.not-renewed', reason: error.message }, 'certificate-not-renewed')
      }
    })
  }
  // By asking, not by events: what renews certificates renames files and turns links, often on a network drive.
  const watched = [files.certFile, files.keyFile]
  for (const file of watched) watchFile(file, { interval: watchMilliseconds, persistent: false }, reload)
  process.on('SIGHUP', reload)
  return () => {
    for (const file of watched) unwatchFile(file, reload)
    process.off('SIGHUP', reload)
  }
}

const watchMilliseconds = 5_000
