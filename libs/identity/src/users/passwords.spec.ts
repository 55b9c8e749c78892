import { Passwords, passwordProblems, randomPassword } from './passwords'

describe('a new password', () => {
  it.each(['correct horse battery', 'пароль от кассы', '七つの海を渡る船長たちの歌声', 'a'.repeat(20) + 'bc'])(
    'may be long and plain: %s',
    (password) => expect(passwordProblems(password)).toEqual([]),
  )

  it.each([
    ['elevenchars', 'must have at least 12 characters'],
    ['👩‍🚀🚀', 'must have at least 12 characters'],
    ['x'.repeat(257), 'must have at most 256 characters'],
    ['QAZwsxEDCrfv', 'is on lists of common passwords; choose another'],
    ['123456123456', 'is on lists of common passwords; choose another'],
    ['aaaaaaaaaaaaaaa', 'is on lists of common passwords; choose another'],
  ])('is refused when it is short, endless or well known: %s', (password, problem) => {
    expect(passwordProblems(password)).toEqual([problem])
  })

  it('made by us is never refused, and never made twice', () => {
    const made = Array.from({ length: 50 }, randomPassword)
    expect(made.flatMap(passwordProblems)).toEqual([])
    expect(new Set(made).size).toBe(50)
  })
})

describe('stored passwords', () => {
  const passwords = new Passwords()

  it('are argon2id with the recommended cost, and salted', async () => {
    const [first, second] = await Promise.all([passwords.hash('a long password'), passwords.hash('a long password')])
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(first).not.toBe(second)
  })

  it('match the same text however a keyboard composes it', async () => {
    const stored = await passwords.hash('caf\u00e9 au lait, please')
    expect(await passwords.matches(stored, 'cafe\u0301 au lait, please')).toBe(true)
    expect(await passwords.matches(stored, 'cafe au lait, please')).toBe(false)
  })

  it('match nothing where there is no account', async () => {
    expect(await passwords.matches(null, 'a long password')).toBe(false)
  })

  it('are never made of a weak one', async () => {
    await expect(passwords.hash('password')).rejects.toMatchObject({
      kind: 'invalid',
      details: { password: ['must have at least 12 characters'] },
    })
  })
})
