/** What there are words for; see shared/words/. */
export const languages = ['en', 'de', 'ar'] as const
export type Language = (typeof languages)[number]
