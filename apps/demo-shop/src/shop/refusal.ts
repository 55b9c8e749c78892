/** The control API was asked for something that cannot be; names the field. */
export class Refusal extends Error {
  constructor(
    readonly field: string,
    reason: string,
  ) {
    super(`${field}: ${reason}`)
  }
}
