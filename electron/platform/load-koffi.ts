import type * as KoffiModule from 'koffi'
import { createRequire } from 'node:module'

export type Koffi = typeof KoffiModule

let koffi: Koffi | undefined

/**
 * koffi, loaded when Windows or macOS is first asked: importing this module elsewhere loads no native code. It is
 * required, never bundled, because its binary lies beside it in `node_modules`. The layouts read with it
 * are those of 64-bit systems (x64, arm64).
 */
export function loadKoffi(): Koffi {
  if (koffi !== undefined) return koffi
  if (process.arch === 'ia32')
    throw new Error('the system is asked with 64-bit layouts, this process has 32 bits')
  koffi = createRequire(import.meta.url)('koffi') as Koffi
  return koffi
}

const bound = new Map<string, unknown>()

/** A function of the system by its C declaration. It is bound once: binding takes longer than most of the calls. */
export function bindNative(library: string, declaration: string): unknown {
  const known = bound.get(declaration)
  if (known !== undefined) return known
  const native: unknown = loadKoffi().load(library).func(declaration)
  bound.set(declaration, native)
  return native
}
