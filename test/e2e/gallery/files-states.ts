import type { ComparisonState } from '../../../shared/files/comparison.ts'
import type { ProofState } from '../../../shared/files/proof.ts'
import {
  hasNoReason,
  type RescueCounts,
  type RescueRow,
  type RescueRun,
  type RescueState,
  type RescueStatus,
  type RescueTotals,
  type RowsQuery,
  type Waiver,
} from '../../../shared/files/rescue.ts'
import { notUploadedReasons, type Amount } from '../../../shared/files/scan.ts'

/** A state of the step `files`, apart from the rest of what the window shows. */
export type FilesState = {
  readonly name: string
  readonly rescue: RescueState
  readonly proof?: ProofState
  readonly comparison?: ComparisonState
  /** Before the move. */
  readonly isReady?: boolean
  readonly isSettled?: boolean
  /** Links whose notebook the new OneDrive has not. */
  readonly missingNotebooks?: number
}

const old = 'C:\\Users\\amy\\OneDrive - Contoso'
const at = '2026-11-20T09:14:03Z'
const nextAt = '2026-11-20T09:14:43Z'

export const wholeQuery: RowsQuery = {
  from: 0,
  count: 200,
  reason: null,
  status: null,
  onlyRenamed: false,
  search: '',
  order: 'folder',
  isDescending: false,
}

function row(name: string, given: Partial<RescueRow> = {}): RescueRow {
  const folder = given.folder ?? 'Plans'
  return {
    path: [old, ...(folder === '' ? [] : [folder]), name].join('\\'),
    folder,
    name,
    size: 48_213,
    modifiedAt: Date.parse('2026-11-18T10:22:31Z'),
    reason: 'never-uploaded',
    isSelected: true,
    status: 'left',
    hasAdditions: false,
    lacksStreams: false,
    target: `From Contoso/${folder}/${name}`,
    renamed: null,
    failure: null,
    ...given,
  }
}

const rows: readonly RescueRow[] = [
  row('Budget 2026 – the last version before everything moved, with all comments.xlsx', { folder: '' }),
  row('cache.tmp', { folder: '', reason: 'excluded-by-policy', isSelected: false, size: 12 }),
  row('Draft.docx', { reason: 'changed', size: 1_482_133 }),
  row('What next?.docx', {
    reason: 'invalid-name',
    renamed: 'invalid-name',
    target: 'From Contoso/Plans/What next_.docx',
  }),
  row('تقرير السنة.docx', { folder: 'Plans\\Archive', modifiedAt: null }),
  row('Recording.mp4', { folder: 'Plans\\Archive', size: 4_294_967_296, isSelected: false }),
]

const unchosen = { isSelected: false, target: null, folderChoice: 'none' } as const
/** A notebook kept as files, links to one that has moved and to one that has not, and a copy whose details stayed behind. */
const notebooks: readonly RescueRow[] = [
  row('Contract.docx', { status: 'copied', lacksStreams: true }),
  row('Meetings.one', { folder: 'Notes', reason: 'notebook', ...unchosen }),
  row('Open Notebook.onetoc2', { folder: 'Notes', reason: 'notebook', ...unchosen }),
  row('Team.url', { folder: 'Work', status: 'notebook-link', ...unchosen, size: 214, hasNotebook: true }),
  row('Old.url', { folder: 'Work', status: 'notebook-link', ...unchosen, size: 214, hasNotebook: false }),
]

const nothing: Amount = { files: 0, bytes: 0 }

/** Counts as main would make them of these rows. */
function toTotals(of: readonly RescueRow[], waivers: readonly Waiver[] = []): RescueTotals {
  return {
    all: toCounts(of),
    reasons: notUploadedReasons
      .map((reason) => ({
        reason,
        counts: toCounts(of.filter((each) => each.reason === reason && !hasNoReason(each.status))),
      }))
      .filter(({ counts }) => counts.all.files > 0),
    waivers,
  }
}

function toCounts(of: readonly RescueRow[]): RescueCounts {
  const sum = (some: readonly RescueRow[]): Amount =>
    some.reduce((total, { size }) => ({ files: total.files + 1, bytes: total.bytes + size }), nothing)
  const having = (status: RescueStatus): Amount => sum(of.filter((each) => each.status === status))
  return {
    all: sum(of),
    withAdditions: sum(of.filter(({ hasAdditions }) => hasAdditions)),
    left: having('left'),
    copied: having('copied'),
    proven: having('proven'),
    present: having('present'),
    waived: having('waived'),
    failed: having('failed'),
    'notebook-link': having('notebook-link'),
    selected: sum(
      of.filter(({ isSelected, status }) => isSelected && (status === 'left' || status === 'failed')),
    ),
  }
}

function rescue(
  run: RescueRun,
  of: readonly RescueRow[] = rows,
  more: Partial<RescueState> = {},
): RescueState {
  const totals = toTotals(of)
  return {
    run,
    totals,
    rows: { query: wholeQuery, total: totals.all.all, rows: of },
    question: null,
    compared: null,
    free: null,
    ...more,
  }
}

function all(status: RescueStatus): RescueRow[] {
  return rows.map((each) => (each.reason === 'excluded-by-policy' ? each : { ...each, status }))
}

const plan = {
  amount: { files: 4, bytes: 1_626_772 },
  folder: 'C:\\Users\\amy\\OneDrive - Fabrikam\\From Contoso',
  renames: [{ reason: 'invalid-name', files: 1 }],
  space: { kind: 'enough', free: 128_849_018_880, needed: 270_000_000 },
} as const

const progress = {
  done: { files: 812, bytes: 2_147_483_648 },
  of: { files: 20_000, bytes: 10_737_418_240 },
  failed: 3,
  bytesPerSecond: 94_371_840,
  secondsLeft: 91,
}

const failures = [
  row('Draft.docx', { status: 'failed', failure: 'locked' }),
  row('Ledger.accdb', { status: 'failed', failure: 'changing' }),
  row('Private.pdf', { status: 'failed', failure: 'access-denied', isSelected: false }),
  row('Roadmap.docx', { status: 'copied' }),
  row('Notes.txt', { status: 'proven' }),
]

/** The old account was gone before anybody looked. */
const lost = rows.map((each) =>
  each.reason === 'excluded-by-policy' ? each : ({ ...each, reason: 'untold', isSelected: false } as const),
)
const compared = [
  row('Budget 2026.xlsx', { folder: '', reason: 'untold', status: 'present' }),
  row('Draft.docx', { reason: 'different', size: 1_482_133 }),
  row('Notes.txt', { reason: 'absent' }),
  row('تقرير السنة.docx', { folder: 'Plans\\Archive', reason: 'untold', isSelected: false }),
]

const waived: readonly Waiver[] = [
  { what: { kind: 'reason', reason: 'excluded-by-policy' }, at, amount: { files: 1, bytes: 12 } },
  {
    what: { kind: 'item', path: `${old}\\Plans\\Recording.mp4` },
    at,
    amount: { files: 1, bytes: 4_294_967_296 },
  },
]

const look = {
  at,
  arrived: 1,
  open: { waiting: 2, different: 1, unhashed: 1, enriching: 12, protected: 3, untold: 0 },
  missing: 1,
  withAdditions: 1,
  slow: 2,
  named: [
    {
      path: `${old}\\Plans\\Draft.docx`,
      target: 'From Contoso/Plans/Draft.docx',
      arrival: 'different',
    },
    {
      path: `${old}\\Plans\\Gone.docx`,
      target: 'From Contoso/Plans/Archive/Gone.docx',
      arrival: 'missing',
    },
  ],
} as const

const settledRows = rows.map((each) => ({
  ...each,
  status: each.isSelected ? ('proven' as const) : ('waived' as const),
}))
/** Everything arrived, or is left behind. */
export const settledRescue = rescue({ kind: 'copied' }, settledRows, {
  totals: toTotals(settledRows, waived),
})

/** Every kind of screen that the step has. */
export const filesStates: readonly FilesState[] = [
  {
    name: 'files-advice',
    isReady: true,
    rescue: rescue(
      { kind: 'unavailable', reason: 'before-move' },
      rows.map((each) => ({ ...each, target: null, renamed: null })),
    ),
  },
  { name: 'files-no-target', rescue: rescue({ kind: 'unavailable', reason: 'target-missing' }) },
  { name: 'files-switched-off', rescue: rescue({ kind: 'unavailable', reason: 'switched-off' }) },
  { name: 'files-choose', rescue: rescue({ kind: 'listed' }, rows, { free: 128_849_018_880 }) },
  { name: 'files-notebooks', rescue: rescue({ kind: 'listed' }, notebooks) },
  {
    name: 'files-notebook-missing',
    isSettled: true,
    missingNotebooks: 1,
    rescue: rescue({ kind: 'copied' }, [
      row('Contract.docx', { status: 'proven' }),
      ...notebooks.filter(({ hasNotebook }) => hasNotebook === false),
    ]),
    proof: { kind: 'proven', at },
  },
  { name: 'files-planned', rescue: rescue({ kind: 'planned', plan }) },
  {
    name: 'files-planned-no-room',
    rescue: rescue({
      kind: 'planned',
      plan: { ...plan, space: { kind: 'too-little', free: 1_048_576, needed: 270_000_000 } },
    }),
  },
  { name: 'files-copying', rescue: rescue({ kind: 'copying', progress, isPaused: false }) },
  { name: 'files-paused', rescue: rescue({ kind: 'copying', progress, isPaused: true }) },
  { name: 'files-protected', rescue: rescue({ kind: 'stopped', reason: 'target-protected', progress }) },
  { name: 'files-stopped', rescue: rescue({ kind: 'stopped', reason: 'disk-full', progress }) },
  {
    name: 'files-rest',
    rescue: rescue({ kind: 'copied' }, failures),
    proof: { kind: 'looking', asked: 0, last: null },
  },
  {
    name: 'files-waiting',
    rescue: rescue({ kind: 'copied' }, all('copied')),
    proof: { kind: 'waiting', look, nextAt },
  },
  {
    name: 'files-waiting-signed-out',
    rescue: rescue({ kind: 'copied' }, all('copied')),
    proof: { kind: 'unable', obstacle: 'sign-in-needed', last: null, nextAt },
  },
  {
    name: 'files-waive-dialog',
    rescue: rescue({ kind: 'listed' }, rows, {
      question: {
        what: { kind: 'reason', reason: 'never-uploaded' },
        amount: { files: 3, bytes: 4_295_063_722 },
        askedAt: at,
      },
    }),
  },
  {
    name: 'files-comparing',
    comparison: { kind: 'running' },
    rescue: rescue({ kind: 'listed' }, lost, {
      compared: {
        done: { files: 18_204, bytes: 32_212_254_720 },
        of: { files: 61_000, bytes: 107_374_182_400 },
      },
    }),
  },
  {
    name: 'files-lost-signed-out',
    comparison: { kind: 'unable', obstacle: 'sign-in-needed', nextAt },
    rescue: rescue({ kind: 'listed' }, lost),
  },
  {
    name: 'files-lost-turned-off',
    comparison: { kind: 'unable', obstacle: 'turned-off', nextAt: null },
    rescue: rescue(
      { kind: 'listed' },
      lost.map((each) => ({ ...each, isSelected: each.name === 'Draft.docx' })),
    ),
  },
  {
    name: 'files-lost-rest',
    comparison: { kind: 'done', at },
    rescue: rescue({ kind: 'listed' }, [
      ...lost.slice(0, 2),
      ...lost.slice(2).map((each) => ({ ...each, status: 'present' }) as const),
    ]),
  },
  {
    name: 'files-compared',
    comparison: { kind: 'done', at },
    rescue: rescue({ kind: 'listed' }, compared),
  },
  {
    name: 'files-settled',
    isSettled: true,
    rescue: settledRescue,
    proof: { kind: 'proven', at },
  },
]
