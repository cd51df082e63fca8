/** An error whose message is meant for the caller. */
export class HttpError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = "HttpError"
    this.status = status
    this.code = code
  }
}

export function notFound(what: string): HttpError {
  return new HttpError(404, "not_found", `${what} does not exist`)
}

export function conflict(message: string): HttpError {
  return new HttpError(409, "conflict", message)
}
