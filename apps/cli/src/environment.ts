// The two things that must happen around the typed config of libs/platform: knowing what was really given (and is not
// a default), and pointing commands at the servers that `portolan up` keeps for this DATA_DIR.
import { resolve } from 'node:path'
import { existingInstance } from './up/data-folder'

/** A setting as the environment gives it, before any default. */
export function given(name: string): string | undefined {
  return process.env[name] || undefined
}

export function dataFolder(): string {
  return resolve(given('DATA_DIR') ?? '.portolan')
}

/** The environment of a child process: ours, with these on top. */
export function environmentWith(settings: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...settings }
}

/**
 * Commands beside `up` speak to the servers of this DATA_DIR, unless they were given others.
 * To be called before libs/platform is loaded: that is when the settings are read.
 */
export function adoptInstance(): void {
  const instance = existingInstance(dataFolder())
  if (!instance) return
  if (!given('DATABASE_URL') && !given('DATABASE_OWNER_URL')) Object.assign(process.env, instance.database)
  if (!given('REDIS_URL')) Object.assign(process.env, instance.redis)
  process.env.JWT_SECRET ||= instance.jwtSecret
  process.env.DATA_DIR ||= dataFolder()
}
