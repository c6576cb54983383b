/** Does one work after the other, also after one that has failed; the caller gets what its own has come to. */
export type InTurn = <Value>(work: () => Promise<Value>) => Promise<Value>

export function createInTurn(): InTurn {
  let turn: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = turn.then(work)
    turn = next.catch(() => undefined)
    return next
  }
}
