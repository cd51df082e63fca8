/** A structured log line: ids as fields, static text as message. Never a secret, never source text. A pino logger is one. */
export interface Log {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}

/** An error goes under the key `err`. */
export type LogFields = Readonly<Record<string, unknown>>
