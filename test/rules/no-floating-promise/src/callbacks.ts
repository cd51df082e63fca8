import { plugins } from "./hooks"

async function callFirst(name: string, context: object, done?: (error: Error | null, result?: unknown) => void): Promise<unknown> {
  const result = await plugins.run(name, context)
  done?.(null, result)
  return result
}

export const callFirstLater = (name: string, context: object) =>
  new Promise((resolve, reject) => {
    // ok: no-floating-promise
    callFirst(name, context, (error, result) => (error ? reject(error) : resolve(result)))
  })

export function remind(name: string, context: object) {
  // ruleid: no-floating-promise
  callFirst(name, context)
}
