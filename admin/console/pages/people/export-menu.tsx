import { Menu, MenuButton, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { answerOf, useApi } from '../../api/api.ts'
import { toQuery } from '../../api/queries.ts'
import { saveFile } from '../../parts/save-file.ts'
import { Failure } from '../../parts/failure.tsx'
import { useWords } from '../../use-words.ts'
import type { PeopleFilter } from './people-filter.ts'

/** Saves everybody of the filter, as it is on screen, as a file. */
export function ExportMenu({ filter }: { filter: PeopleFilter }): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const save = useMutation({
    mutationFn: async (kind: 'csv' | 'json') => {
      const options = { params: { query: toQuery(filter) }, parseAs: 'blob' } as const
      const answer =
        kind === 'csv'
          ? answerOf(api.GET('/v1/export/people.csv', options))
          : answerOf(api.GET('/v1/export/people.json', options))
      saveFile(await answer, `people.${kind}`)
    },
  })
  return (
    <>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <MenuButton disabledFocusable={save.isPending}>{say('people/export')}</MenuButton>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem onClick={() => save.mutate('csv')}>{say('people/export-csv')}</MenuItem>
            <MenuItem onClick={() => save.mutate('json')}>{say('people/export-json')}</MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      {save.isError && <Failure error={save.error} />}
    </>
  )
}
