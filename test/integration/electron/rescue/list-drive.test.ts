import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listDrive } from '../../../../electron/rescue/verify-upload/list-drive.ts'
import type { Session } from '../../../../electron/session/session.ts'
import type { MoveState } from '../../../../shared/move/plan.ts'
import type { DriveFolder } from '../../../../electron/rescue/verify-upload/verification.ts'
import type { DriveFiles } from '../../../world/graph/drive-files.ts'
import { startGraph, type Graph } from '../../../world/graph/graph.ts'
import { quickXorHashOf } from '../../../world/graph/quick-xor-hash.ts'
import { amy } from '../../../world/people.ts'
import { signInToGraph } from '../../world/graph-session.ts'
import { startSignInService, type SignInService } from '../../world/sign-in-service.ts'
import { knowing } from './known-plan.ts'

let service: SignInService
let graph: Graph
let session: Pick<Session, 'ask'>
let drive: DriveFiles
beforeAll(async () => {
  service = await startSignInService()
})
afterAll(() => service.stop())
beforeEach(async () => {
  graph = await startGraph(service.certificates, service.identity)
  session = await signInToGraph(service, graph, amy.target)
  drive = graph.files(amy.target)
  return () => graph.stop()
})

const list = (
  folders: readonly string[],
  moveState: MoveState = 'Success',
): Promise<readonly DriveFolder[]> =>
  listDrive(folders, { session, knowledge: () => knowing(moveState), signal: new AbortController().signal })

describe('listDrive', () => {
  it('tells names, sizes and hashes of each folder over all its pages, and that one is not there', async () => {
    for (let number = 0; number < 450; number += 1) drive.put(`From Contoso/${number}.txt`, `${number}`)
    drive.put('From Contoso/Docs/deep.txt', 'deep', { withoutHash: true })
    const [first, second, third] = (await list(['From Contoso', 'From Contoso/Docs', 'Nowhere'])).toSorted(
      (left, right) => left.folder.localeCompare(right.folder),
    )
    expect(first?.names).toHaveLength(451)
    expect(first?.names.find(({ name }) => name === '7.txt')?.file).toEqual({
      size: 1,
      quickXorHash: quickXorHashOf(Buffer.from('7')),
    })
    expect(first?.names.find(({ name }) => name === 'Docs')?.file).toBeNull()
    expect(second?.names).toEqual([{ name: 'deep.txt', file: { size: 4, quickXorHash: null } }])
    expect(third).toEqual({ folder: 'Nowhere', names: [] })
  })

  it('asks nothing before the move is done', async () => {
    expect(await list(['From Contoso'], 'InProgress')).toEqual([])
  })
})
