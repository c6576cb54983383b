import type { RescueState } from '../../shared/files/rescue.ts'
import type { Log } from '../context/log.ts'
import type { DiskOwner } from '../platform/local-disk.ts'
import { firstStage, stepProcess, type ProcessEvent, type ProcessStage } from './process-stage.ts'
import type { Arguments, FromProcess, Results, ToProcess, Verb } from './worker/rescue-protocol.ts'

/** A process that copies; `ended` is called once, however it ends. */
export type RescueProcess = { readonly tell: (message: ToProcess) => void; readonly end: () => void }
export type StartRescueProcess = (hear: (message: FromProcess) => void, ended: () => void) => RescueProcess

export type RescueConnectionPorts = {
  readonly start: StartRescueProcess
  readonly machine: DiskOwner
  readonly onState: (state: RescueState) => void
  /** A file became settled or unsettled. */
  readonly onSettled: () => void
  /** The process ended by itself; `isRestarted` when the next list starts it again. */
  readonly onLost: (isRestarted: boolean) => void
  readonly log: Log
}

/** Main's end of the process that copies. It is started by the first verb. */
export type RescueConnection = {
  readonly stage: () => ProcessStage
  readonly step: (event: Extract<ProcessEvent, { kind: 'opened' | 'list-lost' }>) => void
  /** Fails with `RescueBroken` where the verb failed, the process was lost, or none is started any more. */
  readonly call: <Name extends Verb>(verb: Name, ...given: Arguments[Name]) => Promise<Results[Name]>
  readonly stop: () => void
}

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }

export function createRescueConnection(ports: RescueConnectionPorts): RescueConnection {
  const { start, machine, onState, onSettled, onLost, log } = ports
  let stage = firstStage
  let child: RescueProcess | null = null
  let asked = 0
  const waiting = new Map<number, Waiting>()

  function take(id: number): Waiting | undefined {
    const known = waiting.get(id)
    waiting.delete(id)
    return known
  }

  function hear(message: FromProcess): void {
    switch (message.kind) {
      case 'state':
        return onState(message.state)
      case 'settled':
        return onSettled()
      case 'answer':
        return take(message.id)?.resolve(message.value)
      case 'broken':
        log.error('rescue-unexpected', { code: message.code })
        if (message.id !== null) take(message.id)?.reject(new RescueBroken())
    }
  }

  function ended(): void {
    child = null
    for (const { reject } of waiting.values()) reject(new RescueBroken())
    waiting.clear()
    stage = stepProcess(stage, { kind: 'ended' })
    if (stage.kind === 'stopped') return
    log.error('rescue-process-lost', { losses: stage.losses })
    onLost(stage.kind !== 'given-up')
  }

  function begin(): RescueProcess {
    const begun = start(hear, ended)
    begun.tell({ kind: 'begin', machine })
    stage = stepProcess(stage, { kind: 'started' })
    return begun
  }

  return {
    stage: () => stage,
    step: (event) => {
      stage = stepProcess(stage, event)
    },
    call: <Name extends Verb>(verb: Name, ...given: Arguments[Name]): Promise<Results[Name]> => {
      if (child === null && (stage.kind === 'stopped' || stage.kind === 'given-up'))
        return Promise.reject(new RescueBroken())
      child ??= begin()
      const process = child
      const id = (asked += 1)
      return new Promise((resolve, reject) => {
        // What comes back under this number is the answer to this verb: the worker's table says so.
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
        process.tell({ kind: 'ask', id, verb, given } as ToProcess)
      })
    },
    stop: () => {
      stage = stepProcess(stage, { kind: 'stopped' })
      child?.end()
    },
  }
}

/** A verb that cannot be answered. The log has the reason already. */
export class RescueBroken extends Error {}

/** Drops a `RescueBroken`; another error is thrown again. */
export function passBroken(error: unknown): void {
  if (!(error instanceof RescueBroken)) throw error
}
