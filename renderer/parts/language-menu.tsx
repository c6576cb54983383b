import { Checkmark16Regular } from '@fluentui/react-icons/svg/checkmark'
import { ChevronDown16Regular } from '@fluentui/react-icons/svg/chevron-down'
import { LocalLanguage20Regular } from '@fluentui/react-icons/svg/local-language'
import { useContext, type ReactElement } from 'react'
import type { AppState } from '../../shared/window/state.ts'
import { languageNames } from '../../shared/words/languages.ts'
import { languages, textDirectionOf, type Language } from '../../shared/words/words.ts'
import { NamesContext, useWords } from '../use-words.ts'
import { useMenu } from './use-menu.ts'

/** On every screen: each language by its own name, and first what holds without a choice. Escape and a press elsewhere shut it. */
export function LanguageMenu({ state }: { state: AppState }): ReactElement {
  const { say } = useWords()
  const { language } = useContext(NamesContext)
  const { root, button, list, leave } = useMenu()
  const choose = (chosen: Language | null): void => {
    leave()
    void window.landfall.chooseLanguage(chosen)
  }
  const isOfOrganisation = state.configuration.kind === 'ready' && state.configuration.language !== null
  return (
    <div className="language" {...root}>
      <button type="button" className="language-button" {...button}>
        <LocalLanguage20Regular aria-hidden />
        <span className="unseen">{say('window/language')}</span> <span>{languageNames[language]}</span>
        <ChevronDown16Regular aria-hidden />
      </button>
      <ul className="language-list" {...list}>
        <Choice isChosen={state.language === null} onChoose={() => choose(null)}>
          {say(isOfOrganisation ? 'window/language-organisation' : 'window/language-system')}
        </Choice>
        {languages.map((each) => (
          <Choice key={each} language={each} isChosen={state.language === each} onChoose={() => choose(each)}>
            {languageNames[each]}
          </Choice>
        ))}
      </ul>
    </div>
  )
}

type ChoiceProps = {
  readonly language?: Language
  readonly isChosen: boolean
  readonly onChoose: () => void
  readonly children: string
}

function Choice({ language, isChosen, onChoose, children }: ChoiceProps): ReactElement {
  const own = language === undefined ? {} : { lang: language, dir: textDirectionOf(language) }
  return (
    <li>
      <button type="button" className="language-choice" aria-pressed={isChosen} onClick={onChoose}>
        <Checkmark16Regular className="language-tick" aria-hidden />
        <span {...own}>{children}</span>
      </button>
    </li>
  )
}
