/** Does one work after the other, also after one that has failed; each caller gets the result of its own. */
export type InTurn = <Value>(work: () => Promise<Value>) => Promise<Value>

export function createInTurn(): InTurn {
  let turn: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = turn.then(work)
    turn = next.catch(() => undefined)
    return next
  }
}
