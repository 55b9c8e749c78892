import { holdsCardNumber, maskCardNumbers, refuseCardNumbers } from './card-numbers'

describe('card numbers', () => {
  it.each(['4111 1111 1111 1111', 'pay with 5555-5555-5555-4444 please', '378282246310005', '6011.1111.1111.1117'])(
    'are found in %j',
    (text) => expect(holdsCardNumber(text)).toBe(true),
  )

  it.each([
    '4111 1111 1111 1112',
    '0000 0000 0000 0000',
    'order 123456789012',
    '+49 170 1234567',
    '',
    '12345678901234567890123',
  ])('are not seen in %j', (text) => expect(holdsCardNumber(text)).toBe(false))

  it('are masked but for the last four digits', () => {
    expect(maskCardNumbers('card 4111 1111 1111 1111, thanks')).toBe('card [card 1111], thanks')
    expect(maskCardNumbers('call 0170 1234567')).toBe('call 0170 1234567')
  })

  it('are refused by field, in nested values and keys too', () => {
    const nested = { note: 'fine', custom_fields: { payment: [{ number: 4111111111111111 }] } }
    expect(refusalOf(nested)).toMatchObject({
      reason: 'card_number.refused',
      details: { custom_fields: ['must not hold a card number'] },
    })
    expect(refusalOf({ note: 'fine', custom_fields: { age: 41 } })).toBeNull()
  })
})

function refusalOf(fields: Record<string, unknown>): unknown {
  try {
    refuseCardNumbers(fields)
    return null
  } catch (refusal) {
    return refusal
  }
}
