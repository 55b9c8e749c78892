import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { Injectable } from '@nestjs/common'
import { dictionary } from '@zxcvbn-ts/language-common'
import { ValidateBy } from 'class-validator'
import { invalid, say } from '@portolan/platform'

const shortest = 12
const longest = 256
// Length is the strength (NIST SP 800-63B): no rules on composition, but nothing that everybody tries first.
const common = new Set(dictionary.passwords.map(String).filter((password) => password.length >= shortest))
// aaaaaaaaaaaa, passwordpassword
const repeated = /^(.{1,10})\1+$/su

/** What is wrong with a new password; empty when nothing is. */
export function passwordProblems(password: string): string[] {
  const length = [...password].length
  if (length < shortest) return [say('rule.minLength', { 0: shortest })]
  if (length > longest) return [say('rule.maxLength', { 0: longest })]
  return common.has(password.toLowerCase()) || repeated.test(password) ? [say('password.common')] : []
}

/** A password that somebody chooses now. */
export function IsNewPassword(): PropertyDecorator {
  return ValidateBy({
    name: 'isNewPassword',
    validator: {
      validate: (value) => typeof value === 'string' && passwordProblems(value).length === 0,
      defaultMessage: (problem) =>
        typeof problem?.value === 'string' ? passwordProblems(problem.value).join(', ') : say('rule.isString'),
    },
  })
}

/** A password that nobody can guess, to be shown once. */
export function randomPassword(): string {
  return randomBytes(15).toString('base64url')
}

/** argon2id with the package's parameters: 19 MiB, two passes, one lane (OWASP's recommendation). */
@Injectable()
export class Passwords {
  /** Stands in where there is no account, so that its absence takes as long to find out as a wrong password. */
  private readonly nobodys = hash(randomBytes(32))

  /** Throws a DomainError naming `password` when it is too short or too well known. */
  async hash(password: string): Promise<string> {
    const problems = passwordProblems(password)
    if (problems.length) throw invalid({ password: problems })
    return hash(normalised(password))
  }

  async matches(stored: string | null, password: string): Promise<boolean> {
    const same = await verify(stored ?? (await this.nobodys), normalised(password))
    return same && stored !== null
  }
}

/** The same text from every keyboard: é is one character or two. */
function normalised(password: string): string {
  return password.normalize('NFKC')
}
