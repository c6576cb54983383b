import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { loadWords, type Language } from '../shared/words.ts'
import en from '../shared/words/en.json' with { type: 'json' }

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    keySeparator: '/'
    nsSeparator: false
    resources: { translation: typeof en }
  }
}

/** The words of one language, ready to be said. English comes with the page, the others are loaded. */
export async function createWords(language: Language): Promise<i18n> {
  const words = createInstance().use(initReactI18next)
  await words.init({
    lng: language,
    fallbackLng: 'en',
    resources: {
      en: { translation: en },
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
