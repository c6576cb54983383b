import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { loadMacWords, loadWords, type Language, type Words } from '../shared/words/words.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    keySeparator: '/'
    nsSeparator: false
    resources: { translation: Words }
  }
}

/** The words of one language, ready to be said; of a Mac where it is one. Each language has every sentence, so English is not loaded beside it. */
export async function createWords(language: Language, isMac: boolean): Promise<i18n> {
  const load = isMac ? loadMacWords : loadWords
  const words = createInstance().use(initReactI18next)
  await words.init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: await load(language) } },
    // Codes hold dots and sentences hold colons, so neither may part a key.
    keySeparator: '/',
    nsSeparator: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    initAsync: false,
  })
  return words
}

/** Says everything in another language from now on, with the same instance: a page made anew would forget where the person was. */
export async function turnWords(words: i18n, language: Language, isMac: boolean): Promise<void> {
  if (!words.hasResourceBundle(language, 'translation')) {
    const load = isMac ? loadMacWords : loadWords
    words.addResourceBundle(language, 'translation', await load(language))
  }
  await words.changeLanguage(language)
}
