// What a request carries on its way, put there by the first hook and read by guards, interceptors and the filter.
import { isLanguage, newId, type Language } from '@portolan/contracts'
import type { Identity } from '../auth/tokens'
import type { AnswerForm } from './envelope'

declare module 'fastify' {
  interface FastifyRequest {
    /** The verified bearer of the token, whatever the route asks for; null for a stranger. */
    caller: Identity | null
    language: Language
    /** What a refused request was refused for, for the log. */
    refusal: string | null
    /** Told the status once the answer is out. */
    onAnswer: ((status: number) => void) | null
    /** How the route answers; null where there is none. */
    answerForm: AnswerForm | null
  }
}

const requestIdPattern = /^[\w.-]{8,64}$/

/** The caller's id when it is harmless in headers, logs and rows; one of our own otherwise. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && requestIdPattern.test(header) ? header : newId()
}

/** The best language that we speak of those asked for, else `fallback`. */
export function languageOf(header: string | undefined, fallback: Language = 'en'): Language {
  let best: { language: Language; quality: number } | null = null
  for (const part of (header ?? '').slice(0, 200).split(',')) {
    const [tag = '', ...parameters] = part.trim().split(';')
    const language = tag.toLowerCase().split('-')[0] ?? ''
    const weight = parameters.map((text) => /^\s*q=([01](?:\.\d{1,3})?)\s*$/.exec(text)?.[1]).find(Boolean)
    const quality = Number(weight ?? 1)
    if (isLanguage(language) && quality > (best?.quality ?? 0)) best = { language, quality }
  }
  return best?.language ?? fallback
}

/** The token of `Authorization: Bearer …`. */
export function bearerOf(header: string | undefined): string | null {
  return /^Bearer ([\w.~+/=-]{1,4096})$/i.exec(header ?? '')?.[1] ?? null
}
