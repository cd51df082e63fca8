export function settled(isReady: () => boolean): Promise<void> {
  // ok: no-async-promise-executor
  return new Promise(async (resolve) => {
    while (!isReady()) await new Promise((wake) => setTimeout(wake, 50))
    resolve()
  })
}
