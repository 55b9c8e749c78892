/** A refusal in WordPress's own words. */
export class RestError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message)
  }

  body(): object {
    return { code: this.code, message: this.message, data: { status: this.status, ...this.details } }
  }
}

export function invalidParameter(name: string, reason: string): RestError {
  const details = { [name]: { code: 'rest_invalid_param', message: reason, data: null } }
  return new RestError(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`, {
    params: { [name]: reason },
    details,
  })
}

export const noRoute = () =>
  new RestError(404, 'rest_no_route', 'No route was found matching the URL and request method.')
