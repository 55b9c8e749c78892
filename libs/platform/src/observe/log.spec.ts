import { Writable } from 'node:stream'
import pino from 'pino'
import { logOptions, tellable } from './log'

function logged(write: (log: pino.Logger) => void): string {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  write(pino({ ...logOptions, level: 'info' }, stream))
  return lines.join('')
}

it('hides secrets and addresses, one level deep too', () => {
  const text = logged((log) => {
    log.info({ password: 'p4ss', body: { refresh_token: 't0ken', email: 'ada@example.com' }, user: 'id-1' }, 'x')
  })
  expect(text).not.toMatch(/p4ss|t0ken|ada@/)
  expect(text).toContain('id-1')
})

it('keeps one happening on one line', () => {
  expect(
    logged((log) => log.info({ path: 'a\r\n{"level":"fatal"}' }, 'x'))
      .trim()
      .split('\n'),
  ).toHaveLength(1)
})

it('tells errors of the database without the rows that they quote', () => {
  const error = Object.assign(new Error('duplicate key value (ada@example.com) already exists'), {
    code: '23505',
    detail: 'Key (email)=(ada@example.com) already exists.',
    parameters: ['ada@example.com'],
    constraint: 'users_email_uq',
  })
  const text = logged((log) => {
    log.error({ err: error }, 'x')
  })
  expect(text).not.toContain('ada@')
  expect(text).toContain('users_email_uq')
  expect(JSON.stringify(tellable(new Error('outer', { cause: error })))).not.toContain('ada@')
})

it('tells where other errors come from', () => {
  expect(tellable(new TypeError('x is not a function'))).toEqual(
    expect.objectContaining({
      type: 'TypeError',
      message: 'x is not a function',
      stack: expect.stringContaining('log.spec') as string,
    }),
  )
})
