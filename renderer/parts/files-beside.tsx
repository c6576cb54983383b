import { Button } from '@fluentui/react-components'
import { Warning20Regular } from '@fluentui/react-icons/svg/warning'
import type { ReactElement } from 'react'
import type { Finding } from '../../shared/findings/finding.ts'
import { useWords } from '../use-words.ts'
import { toWordKeys } from './finding-words.ts'

type FilesBesideProps = { readonly findings: readonly Finding[]; readonly onShow: () => void }

/** Files that can be lost, beside a step at which somebody else has to act first. Null where there are none. */
export function FilesBeside({ findings, onShow }: FilesBesideProps): ReactElement | null {
  const { say } = useWords()
  if (findings.length === 0) return null
  return (
    <section className="beside" aria-label={say('finding/your-files')}>
      <Warning20Regular className="tone-attention" aria-hidden />
      <div>
        {findings.map((finding, place) => {
          const words = toWordKeys(finding)
          return (
            <div key={finding.code}>
              <strong>{say(words.title)}</strong>
              {place === 0 && <p>{say(words.meaning)}</p>}
            </div>
          )
        })}
      </div>
      <Button size="small" onClick={onShow}>
        {say('finding/show-files')}
      </Button>
    </section>
  )
}
