import { Type } from 'class-transformer'
import { ArrayMaxSize, IsArray, IsEmail, IsString, MaxLength, ValidateNested } from 'class-validator'
import { MayBeAbsent, OrNull } from './rules'
import { problemsOfDto } from './validation'

class Part {
  @IsString() name!: string
}

class Whole {
  @OrNull() @IsString() @MaxLength(3) name?: string | null
  @MayBeAbsent() @IsEmail() email?: string
  @MayBeAbsent() @IsArray() @ArrayMaxSize(2) @MaxLength(3, { each: true }) tags?: string[]
  @MayBeAbsent() @ValidateNested() @Type(() => Part) part?: Part
}

class Ruleless {
  name?: string
}

const problems = (fields: Partial<Record<keyof Whole, unknown>>) =>
  Object.keys(problemsOfDto(Object.assign(new Whole(), fields)))
const part = (name: unknown) => Object.assign(new Part(), { name })

it.each<[string, Partial<Record<keyof Whole, unknown>>, string[]]>([
  ['nothing at all', {}, []],
  ['what is sound', { name: 'Ada', email: 'ada@example.com', tags: ['vip'], part: part('x') }, []],
  ['null where it may be', { name: null }, []],
  ['null where it may not be', { email: null }, ['email']],
  ['a text that is too long, beside what is sound', { name: 'Augusta', email: 'ada@example.com' }, ['name']],
  ['an element of a list', { name: 'Ada', tags: ['wholesale'] }, ['tags']],
  ['a list that is too long', { tags: ['a', 'b', 'c'] }, ['tags']],
  ['a part of it', { name: 'Ada', part: part(1) }, ['part.name']],
])('an object is judged by the rules of its class: %s', (_, fields, wrong) => {
  expect(problems(fields)).toEqual(wrong)
})

it('an object whose class has no rules is none that we know', () => {
  expect(() => problemsOfDto(Object.assign(new Ruleless(), { name: 'Ada' }))).not.toThrow()
  expect(Object.keys(problemsOfDto(new Ruleless()))).toHaveLength(1)
})
