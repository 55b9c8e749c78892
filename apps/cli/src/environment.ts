// The two things that must happen around the typed config of libs/platform: knowing what was really given (and is not
// a default), and pointing commands at the servers that `portolan up` keeps for this DATA_DIR.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { repositoryRoot } from './embedded'
import { existingInstance } from './up/data-folder'

/** Settings of the file .env in the repository's root, as .env.example shows them; what is set already stays. */
export function readSettingsFile(): void {
  const file = join(repositoryRoot(), '.env')
  if (existsSync(file)) process.loadEnvFile(file)
}

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
  process.env.ENCRYPTION_KEYS ||= instance.encryptionKeys
  process.env.DATA_DIR ||= dataFolder()
}
