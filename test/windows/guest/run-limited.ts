import { createRequire } from 'node:module'
import type * as KoffiModule from 'koffi'

/*
 * Runs a command (`argv[3…]`) with the weaker of an administrator's two tokens, its output in the file
 * `argv[2]`: under Wine every process starts elevated, users do not.
 */
const koffi = createRequire(import.meta.url)('koffi') as typeof KoffiModule
const advapi = koffi.load('advapi32.dll')
const kernel = koffi.load('kernel32.dll')

type Handle = number | bigint
const openToken = advapi.func(
  'int32_t __stdcall OpenProcessToken(intptr_t, uint32_t, _Out_ uintptr_t *)',
) as (process: number, access: number, token: [Handle]) => number
const getInformation = advapi.func(
  'int32_t __stdcall GetTokenInformation(uintptr_t, int32_t, _Out_ uint8_t *, uint32_t, _Out_ uint32_t *)',
) as (token: Handle, kind: number, into: Buffer, size: number, needed: [number]) => number
const createProcess = advapi.func(
  'int32_t __stdcall CreateProcessAsUserW(uintptr_t, void *, uint8_t *, void *, void *, int32_t, uint32_t, ' +
    'void *, void *, uint8_t *, _Out_ uint8_t *)',
) as (
  token: Handle,
  application: null,
  commandLine: Buffer,
  processSecurity: null,
  threadSecurity: null,
  inherit: number,
  flags: number,
  environment: null,
  folder: null,
  startup: Buffer,
  started: Buffer,
) => number
const waitFor = kernel.func('uint32_t __stdcall WaitForSingleObject(uintptr_t, uint32_t)') as (
  handle: Handle,
  milliseconds: number,
) => number
const tokenAllAccess = 0xf01ff
const tokenLinkedToken = 19

const [output, ...words] = process.argv.slice(2)
if (output === undefined || words.length === 0) throw new Error('run-limited OUTPUT COMMAND…')

const token: [Handle] = [0]
if (openToken(-1, tokenAllAccess, token) === 0) throw new Error('OpenProcessToken refused')
const linked = Buffer.alloc(8)
if (getInformation(token[0], tokenLinkedToken, linked, linked.length, [0]) === 0)
  throw new Error('no linked token')

/** STARTUPINFOW is 104 bytes with its size first; PROCESS_INFORMATION begins with the process handle. */
const startup = Buffer.alloc(104)
startup.writeUInt32LE(startup.length)
const started = Buffer.alloc(24)
const commandLine = Buffer.from(`cmd.exe /s /c "${words.join(' ')} >${output} 2>&1 <nul"\0`, 'utf16le')
const created = createProcess(
  linked.readBigUInt64LE(),
  null,
  commandLine,
  null,
  null,
  0,
  0,
  null,
  null,
  startup,
  started,
)
if (created === 0) throw new Error('CreateProcessAsUserW refused')
const infinite = 0xffff_ffff
waitFor(started.readBigUInt64LE(), infinite)
