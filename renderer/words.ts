import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { english, loadWords, type Language, type Words } from '../shared/words.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    keySeparator: '/'
    nsSeparator: false
    resources: { translation: Words }
  }
}

/** The words of one language, ready to be said. English comes with the page, the others are loaded. */
export async function createWords(language: Language): Promise<i18n> {
  const words = createInstance().use(initReactI18next)
  await words.init({
    lng: language,
    fallbackLng: 'en',
    resources: {
      en: { translation: english },
      ...(language !== 'en' && { [language]: { translation: await loadWords(language) } }),
    },
    // Codes hold dots and sentences hold colons, so neither may part a key.
    keySeparator: '/',
    nsSeparator: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    initAsync: false,
  })
  return words
}
