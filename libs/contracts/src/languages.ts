/** Languages of the console and of messages, as BCP 47 tags. Arabic is written from right to left. */
export const languages = ['en', 'es', 'fr', 'de', 'zh', 'ar', 'bg'] as const
export type Language = (typeof languages)[number]

export function isLanguage(value: string): value is Language {
  return (languages as readonly string[]).includes(value)
}
