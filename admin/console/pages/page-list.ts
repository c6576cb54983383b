import type { FluentIcon } from '@fluentui/react-icons'
import { ArrowUploadRegular } from '@fluentui/react-icons/svg/arrow-upload'
import { ClipboardTaskListLtrRegular } from '@fluentui/react-icons/svg/clipboard-task-list-ltr'
import { DataTrendingRegular } from '@fluentui/react-icons/svg/data-trending'
import { HeadsetRegular } from '@fluentui/react-icons/svg/headset'
import { HistoryRegular } from '@fluentui/react-icons/svg/history'
import { PeopleRegular } from '@fluentui/react-icons/svg/people'
import { SettingsRegular } from '@fluentui/react-icons/svg/settings'
import type { Role } from '../api/answers.ts'
import type { WordKey } from '../use-words.ts'

export type ConsolePage = {
  readonly address: string
  readonly name: WordKey
  readonly Icon: FluentIcon
  readonly isAdminOnly: boolean
}

const pages: readonly ConsolePage[] = [
  { address: '/', name: 'pages/progress', Icon: DataTrendingRegular, isAdminOnly: false },
  { address: '/people', name: 'pages/people', Icon: PeopleRegular, isAdminOnly: false },
  { address: '/helpdesk', name: 'pages/helpdesk', Icon: HeadsetRegular, isAdminOnly: false },
  { address: '/runbook', name: 'pages/runbook', Icon: ClipboardTaskListLtrRegular, isAdminOnly: true },
  { address: '/imports', name: 'pages/imports', Icon: ArrowUploadRegular, isAdminOnly: true },
  { address: '/settings', name: 'pages/settings', Icon: SettingsRegular, isAdminOnly: true },
  { address: '/audit', name: 'pages/audit', Icon: HistoryRegular, isAdminOnly: true },
]

/** The pages that a person with this role may open. */
export function pagesFor(role: Role): readonly ConsolePage[] {
  if (role === 'person') return []
  return pages.filter(({ isAdminOnly }) => role === 'admin' || !isAdminOnly)
}
