import type { Request } from "express"
import type { z } from "zod"
import { HttpError } from "../errors.js"

type Part = "body" | "params" | "query"

/** The parsed part of a request; a 400 that names the fields when it does not fit the schema. */
export function validate<Schema extends z.ZodTypeAny>(request: Request, part: Part, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(request[part])
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map((issue) => `${issue.path.join(".") || part}: ${issue.message}`)
  throw new HttpError(400, "invalid_request", fields.join("; "))
}
