/** What a handler answers. A body of `null` is an empty answer; a string is sent as it is. */
export interface Reply {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

export interface FieldError {
  readonly resource: string
  readonly code: string
  readonly field: string
  readonly message?: string
}

/** An answer GitHub gives instead of doing what was asked. */
export class Refusal extends Error {
  override readonly name = "Refusal"
  readonly reply: Reply

  constructor(
    status: number,
    message: string,
    details: { readonly errors?: readonly (FieldError | string)[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message)
    const errors = details.errors === undefined ? {} : { errors: details.errors }
    this.reply = {
      status,
      body: { message, ...errors, documentation_url: "https://docs.github.com/rest", status: String(status) },
      headers: details.headers ?? {},
    }
  }
}

/** Takes the body of a successful answer. */
export function reply(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, body, headers }
}

/** 404 also stands for what the caller may not see. */
export function notFound(): Refusal {
  return new Refusal(404, "Not Found")
}

/** 422 in its first shape: objects that name a field. */
export function validationFailed(...errors: readonly FieldError[]): Refusal {
  return new Refusal(422, "Validation Failed", { errors })
}

/** 422 in its second shape: sentences. */
export function unprocessable(...errors: readonly string[]): Refusal {
  return new Refusal(422, "Unprocessable Entity", { errors })
}

/** 422 in its third shape: the request does not fit the operation's schema. */
export function invalidRequest(...sentences: readonly string[]): Refusal {
  return new Refusal(422, `Invalid request.\n\n${sentences.join("\n")}`)
}

/** GitHub refuses longer bodies of comments and reviews, counted in characters. */
const maxBodyCharacters = 65_536

/** Refuses a text that is longer than GitHub takes. */
export function requireShortBody(resource: string, body: string): void {
  if (Array.from(body).length <= maxBodyCharacters) return
  throw validationFailed({
    resource,
    code: "unprocessable",
    field: "data",
    message: `Body is too long (maximum is ${maxBodyCharacters} characters)`,
  })
}
