import { DomainError } from '@portolan/platform'

function isRefusal(error: unknown, reason: string): boolean {
  return error instanceof DomainError && error.reason === reason
}

/** Lets a step pass that was refused because an earlier, interrupted seed has done it. */
export async function unlessThere(reason: string, step: Promise<unknown>): Promise<void> {
  await step.catch((error: unknown) => {
    if (!isRefusal(error, reason)) throw error
  })
}
