import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { remedyIds } from '../../../../shared/findings/remedy.ts'
import { findingCodes, stepIds } from '../../../../shared/findings/vocabulary.ts'
import { findLanguage, findLocale } from '../../../../shared/words/languages.ts'
import {
  chooseLanguage,
  decideLanguage,
  languages,
  loadMacWords,
  loadWords,
  textDirectionOf,
  type Language,
} from '../../../../shared/words/words.ts'

type Words = { readonly [key: string]: string | Words }

async function readWords(language: Language): Promise<Map<string, string>> {
  const file = new URL(`../../../../shared/words/${language}.json`, import.meta.url)
  return new Map(flatten(JSON.parse(await readFile(file, 'utf8')) as Words))
}

function flatten(words: Words, place = ''): (readonly [string, string])[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${place}${key}`, value] as const] : flatten(value, `${place}${key}/`),
  )
}

function placeholders(sentence: string): string[] {
  return [...new Set(sentence.match(/\{\{\w+\}\}/g) ?? [])].toSorted()
}

/** What says that a service was silent or that there was no connection. */
const ofSilence: Record<Language, RegExp> = {
  en: /not answer|no connection|cannot be reached/,
  de: /antwortet nicht|keine Verbindung|nicht erreichbar/,
  fr: /ne répond pas|pas de connexion|injoignable/,
  es: /no responde|sin conexión|inaccesible/i,
  ar: /لا تجيب|الاتصال بها|تعذّر الوصول/,
  ja: /応答しません|応答がありません|接続がありません|接続できません/,
  'pt-BR': /não respond|sem conexão|não há conexão|não pode ser (alcançad|acessad)/i,
}

/** What promises that files are whole, and what says that nothing is promised. */
const ofFiles: Record<Language, { readonly whole: RegExp; readonly careful: RegExp }> = {
  en: { whole: /files are safe|wrong with your files\b/, careful: /not mean that anything is wrong/ },
  de: { whole: /Dateien sind sicher|alles in Ordnung/, careful: /heißt nicht, dass/ },
  fr: {
    whole: /fichiers (sont en sécurité|vont bien|ont un problème)/,
    careful: /ne veut pas dire que/,
  },
  es: { whole: /archivos (están a salvo|están bien|tengan un problema)/, careful: /no significa que/ },
  ar: { whole: /في أمان|لا خلل/, careful: /لا يعني أن/ },
  ja: { whole: /無事です|安全です|ファイルに問題/, careful: /問題があるという意味ではありません/ },
  'pt-BR': {
    whole: /(a salvo|segur[oa]s)\b|errado com seus arquivos/i,
    careful: /não significa que haja algo errado/i,
  },
}

describe.each(languages)('the words in %s', (language) => {
  it('say what is seen, what it means and what to do for every finding', async () => {
    const words = await readWords(language)
    const wanted = findingCodes.flatMap((code) =>
      ['title', 'meaning', 'action'].map((part) => `findings/${code}/${part}`),
    )
    expect(wanted.filter((key) => !words.get(key)?.trim())).toEqual([])
  })

  it('ask to look in Office before the old account goes, and promise nothing for what Office keeps', async () => {
    const words = await readWords(language)
    const asking = [
      'findings/old-account.linked/action',
      'findings/old-account.added-again/action',
      'findings/files.settled/meaning',
    ]
    // Whether Office has something unsent cannot be told from outside, so that everybody is asked.
    for (const key of asking) expect(words.get(key), key).toMatch(/Word.*Excel.*PowerPoint/s)
  })

  it('say of a service that may have answered, busy or in trouble, neither that it was silent nor that there was no connection', async () => {
    const words = await readWords(language)
    const mayHaveAnswered = [
      'findings/identity.unreachable/title',
      'findings/identity.unreachable/meaning',
      'findings/web.unreachable/meaning',
      'findings/plan.unreachable/meaning',
      'files/proof-unreachable',
      'report/queued-endpoint-unavailable',
      'report/queued-endpoint-refused',
      'report/queued-sign-in-unavailable',
    ]
    for (const key of mayHaveAnswered)
      expect(words.get(key), key).toEqual(expect.not.stringMatching(ofSilence[language]))
  })

  it('promise nothing of files that no one has looked at', async () => {
    const words = await readWords(language)
    // The title of a finding about the old folder, which was looked through, says that it is about that folder.
    const { whole, careful } = ofFiles[language]
    const promises = [...words].filter(
      ([key, sentence]) => /^findings\/web\./.test(key) && whole.test(sentence) && !careful.test(sentence),
    )
    expect(promises).toEqual([])
  })

  it('have no finding that is not in the vocabulary', async () => {
    const known = new Set<string>(findingCodes)
    const codes = [...(await readWords(language)).keys()]
      .filter((key) => key.startsWith('findings/'))
      .map((key) => key.split('/')[1] ?? '')
    expect(codes.filter((code) => !known.has(code))).toEqual([])
  })

  it('name every step and every remedy', async () => {
    const words = await readWords(language)
    const wanted = [...stepIds, 'report'].map((id) => `step/${id}/name`)
    wanted.push(...remedyIds.map((id) => `do/${id}`))
    expect(wanted.filter((key) => !words.has(key))).toEqual([])
  })

  it('have the keys and the placeholders of English, none missing and none left over', async () => {
    const english = await readWords('en')
    const words = await readWords(language)
    expect([...words.keys()].toSorted()).toEqual([...english.keys()].toSorted())
    const differing = [...words].filter(
      ([key, sentence]) => placeholders(sentence).join() !== placeholders(english.get(key) ?? '').join(),
    )
    expect(differing).toEqual([])
  })
})

describe('the words in other languages', () => {
  it.each(languages.filter((language) => language !== 'en'))(
    'are in %s: none was left in English',
    async (language) => {
      const english = await readWords('en')
      const left = [...(await readWords(language))].filter(
        ([key, sentence]) => sentence === english.get(key) && sentence.split(' ').length > 2,
      )
      expect(left).toEqual([])
    },
  )
})

describe('chooseLanguage', () => {
  it.each<[string, string[], Language]>([
    ['the first language that there are words for', ['fi-FI', 'de-AT', 'en'], 'de'],
    ['a language whatever the country', ['AR-eg'], 'ar'],
    ['English where there are words for none', ['fi', 'sv-FI'], 'en'],
    ['English where the system says nothing', [], 'en'],
  ])('takes %s', (_sentence, preferred, language) => {
    expect(chooseLanguage(preferred)).toBe(language)
  })
})

describe('decideLanguage', () => {
  it.each([
    ['what the person has chosen before all else', 'ja', 'de', 'ja'],
    ['what the organisation has set where the person has not chosen', null, 'de', 'de'],
    ['the system’s where neither has', null, undefined, 'fr'],
  ] as const)('takes %s', (_sentence, chosen, organisation, language) => {
    expect(decideLanguage(chosen, organisation, ['fr-CA', 'en'])).toBe(language)
  })
})

describe('findLanguage', () => {
  it.each<[string, string[], string | null]>([
    ['the words of one region for the language itself', ['pt'], 'pt-BR'],
    ['the words of one region for that region', ['pt-BR'], 'pt-BR'],
    ['the words of one region for another region', ['PT-pt', 'en'], 'pt-BR'],
    ['a language with a script between', ['zh-Hant-TW', 'en-US'], 'en'],
    ['none for a language whose name begins alike', ['ptx'], null],
  ])('takes %s', (_sentence, preferred, language) => {
    expect(findLanguage(['en', 'pt-BR'], preferred)).toBe(language)
  })
})

describe('findLocale', () => {
  it.each([
    ['the region that the person has chosen', 'en', ['de-DE', 'en-GB', 'en-US'], 'en-GB'],
    ['another region than that of the words', 'pt-BR', ['pt-PT'], 'pt-PT'],
    ['the language itself where the person has named another', 'de', ['fi'], 'de'],
    ['the digits 0 to 9 in Arabic, whatever its region', 'ar', ['ar-EG'], 'ar-EG-u-nu-latn'],
    ['them also where the person has chosen others', 'ar', ['ar-u-nu-arab'], 'ar-u-nu-latn'],
  ])('takes %s', (_sentence, language, preferred, locale) => {
    expect(findLocale(language, preferred)).toBe(locale)
  })
})

describe('textDirectionOf', () => {
  it('is from right to left for Arabic only', () => {
    expect(languages.filter((language) => textDirectionOf(language) === 'rtl')).toEqual(['ar'])
  })
})

/** What a Mac does not have. OneDrive on the web has a recycle bin for everybody. */
const ofWindows: Record<Language, RegExp> = {
  en: /Windows|taskbar|Start menu|File Explorer|recycle bin(?! in OneDrive on the web)|the clock|Run as administrator|registry/i,
  de: /Windows|Taskleiste|Startmen|Explorer|neben der Uhr|Als Administrator ausführen|Registrierung/i,
  fr: /Windows|barre des tâches|menu Démarrer|Explorateur|de l’horloge|Exécuter en tant|\bregistre/i,
  es: /Windows|barra de tareas|menú Inicio|Explorador|papelera de reciclaje(?! de OneDrive en la web)|al reloj|Ejecutar como administrador|\bregistro\b(?! de)/i,
  ja: /Windows|タスク バー|スタート メニュー|エクスプローラー|(?<!Web 版 OneDrive の)ごみ箱|時計|管理者として実行|レジストリ/,
  'pt-BR':
    /Windows|barra de tarefas|menu Iniciar|Explorador de Arquivos|lixeira(?! do OneDrive na Web)|relógio|Executar como administrador|Editor do Registro/i,
  ar: /Windows|شريط المهام|قائمة ابدأ|سلة المحذوفات(?! في OneDrive على الويب)|الساعة|تشغيل كمسؤول/,
}

describe.each(languages)('the words on a Mac in %s', (language) => {
  it('name nothing of Windows, and keep every place and every name that is put in', async () => {
    const plain = new Map(flatten(await loadWords(language)))
    const words = new Map(flatten(await loadMacWords(language)))
    expect([...words].filter(([, sentence]) => ofWindows[language].test(sentence))).toEqual([])
    expect([...words.keys()]).toEqual([...plain.keys()])
    const differing = [...words].filter(
      ([key, sentence]) => placeholders(sentence).join() !== placeholders(plain.get(key) ?? '').join(),
    )
    expect(differing).toEqual([])
  })

  it('are the same sentences in all languages, each of a place that there is', async () => {
    const read = async (of: Language) => {
      const file = new URL(`../../../../shared/words/mac/${of}.json`, import.meta.url)
      return Object.keys(JSON.parse(await readFile(file, 'utf8')) as object)
    }
    expect(await read(language)).toEqual(await read('en'))
    const known = new Set((await readWords(language)).keys())
    expect((await read(language)).filter((key) => !known.has(key))).toEqual([])
  })
})
