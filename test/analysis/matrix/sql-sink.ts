import type { Sink } from "./cell.ts"

const sql = (call: (text: string) => string) => (data: string) => call("`SELECT * FROM users WHERE name = '${" + data + "}'`")
/** A call that takes a statement as its text, and the same with the value bound. */
export const sqlSink = (
  name: string,
  parts: Pick<Sink, "packages" | "imports" | "setup"> & { call: (text: string) => string; safe: (data: string) => string },
): Sink => {
  const { call, safe, ...rest } = parts
  return {
    name,
    rule: "no-sql-injection",
    ...rest,
    use: sql(call),
    safe: [safe, (data) => sql(call)(`Number(${data})`), (data) => `if (!["a", "b"].includes(${data})) return; ${sql(call)(data)}`],
  }
}
