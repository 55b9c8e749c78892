import { ValidationPipe } from '@nestjs/common'
import { getMetadataStorage, validateSync, ValidationTypes, type ValidationError } from 'class-validator'
import type { ErrorDetails } from '../errors'
import { invalid } from '../errors'
import { ambientContext } from '../database/context'
import { sentence } from './messages'

/**
 * class-validator looks through the rules of every class there is for each object that it judges, and sorts what it finds.
 * They are the same each time: decorators have run before anything is judged.
 */
function rememberRules(): void {
  const storage = getMetadataStorage()
  const [look, group] = [storage.getTargetValidationMetadatas.bind(storage), storage.groupByPropertyName.bind(storage)]
  type Rules = ReturnType<typeof look>
  const rulesOf = new WeakMap<object, Rules>()
  const grouped = new WeakMap<Rules, ReturnType<typeof group>>()
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    const isPlain = typeof target === 'function' && !schema && !always && !strictGroups && !groups?.length
    if (!isPlain) return look(target, schema, always, strictGroups, groups)
    const rules = rulesOf.get(target) ?? look(target, schema, always, strictGroups, groups)
    rulesOf.set(target, rules)
    return rules
  }
  storage.groupByPropertyName = (rules) => {
    const byProperty = grouped.get(rules) ?? group(rules)
    grouped.set(rules, byProperty)
    return byProperty
  }
}
rememberRules()

/** DTOs are allow-lists: unknown properties are refused, and nothing is converted behind anybody's back. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false },
    validationError: { target: true, value: false },
    stopAtFirstError: false,
    exceptionFactory: (errors) => invalid(detailsOf(errors)),
  })
}

/** What the rules of a DTO's class have against an object of it, by path; empty when it is sound. */
export function problemsOfDto(dto: object): ErrorDetails {
  if (keepsPlainRules(dto)) return {}
  return detailsOf(validateSync(dto, { validationError: { target: true, value: false } }))
}

interface PlainRules {
  readonly property: string
  readonly applies: readonly ((dto: object, value: unknown) => boolean)[]
  readonly holds: readonly ((value: unknown, dto: object) => boolean)[]
  /** Rules of parts, of lists' elements or of promises, which class-validator follows itself. */
  readonly areOthers: boolean
}

const plainRules = new WeakMap<object, readonly PlainRules[]>()

/**
 * Whether every rule holds, asked without what class-validator makes ready to tell of one that does not: nearly all of a
 * file's thousands of rows are sound.
 */
function keepsPlainRules(dto: object): boolean {
  const rules = plainRules.get(dto.constructor) ?? plainRulesOf(dto)
  plainRules.set(dto.constructor, rules)
  return (
    rules.length > 0 &&
    rules.every(({ property, applies, holds, areOthers }) => {
      const value = (dto as Record<string, unknown>)[property]
      if (!applies.every((isMeant) => isMeant(dto, value))) return true
      return !areOthers && holds.every((isKept) => isKept(value, dto))
    })
  )
}

function plainRulesOf({ constructor: dtoClass }: object): PlainRules[] {
  const storage = getMetadataStorage()
  const byProperty = storage.groupByPropertyName(storage.getTargetValidationMetadatas(dtoClass, '', false, false))
  return Object.entries(byProperty).map(([property, metadatas]) => {
    const conditions = metadatas.filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION)
    const rules = metadatas.filter(({ type }) => type !== ValidationTypes.CONDITIONAL_VALIDATION)
    const constraints = rules.flatMap(({ constraintCls, constraints: given }) =>
      storage.getTargetValidatorConstraints(constraintCls).map((constraint) => ({ constraint, given })),
    )
    return {
      property,
      applies: conditions.map(({ constraints: [isMeant] }) => isMeant as PlainRules['applies'][number]),
      holds: constraints.map(
        ({ constraint, given }) =>
          (value: unknown, object: object) =>
            constraint.instance.validate(value, {
              targetName: dtoClass.name,
              property,
              object,
              value,
              constraints: given,
            }) === true,
      ),
      areOthers:
        rules.some(({ type, each, validateIf }) => type !== ValidationTypes.CUSTOM_VALIDATION || each || validateIf) ||
        constraints.some(({ constraint }) => constraint.async),
    }
  })
}

/** Messages by path, as in `items.0.quantity`. */
function detailsOf(errors: readonly ValidationError[], parent = ''): ErrorDetails {
  const details = new Map<string, string[]>()
  for (const error of errors) {
    const path = parent ? `${parent}.${error.property}` : error.property
    const texts = Object.entries(error.constraints ?? {}).map(([rule, text]) => messageOf(error, rule, text))
    if (texts.length) details.set(path, texts)
    for (const [name, more] of Object.entries(detailsOf(error.children ?? [], path))) details.set(name, more)
  }
  return Object.fromEntries(details)
}

/** Our sentence for the rule, filled with the rule's own parameters; class-validator's where we have none. */
function messageOf({ target, property }: ValidationError, rule: string, text: string): string {
  const language = ambientContext()?.language ?? 'en'
  const declared = target ? declaredRule(target.constructor, property, rule) : undefined
  if (typeof declared?.message === 'string') return sentence(declared.message, {}, language) ?? declared.message
  const constraints = (declared?.constraints ?? []) as unknown[]
  const params = Object.fromEntries(constraints.map((value, index) => [String(index), shown(value)]))
  return sentence(`rule.${rule}`, params, language) ?? text
}

function declaredRule(target: object, property: string, rule: string) {
  return getMetadataStorage()
    .getTargetValidationMetadatas(target as never, '', false, false)
    .find(({ propertyName, name, type }) => propertyName === property && (name ?? type) === rule)
}

function shown(value: unknown): string | number {
  if (typeof value === 'number') return value
  if (Array.isArray(value)) return value.join(', ')
  if (value && typeof value === 'object') return Object.values(value).join(', ')
  return String(value)
}
