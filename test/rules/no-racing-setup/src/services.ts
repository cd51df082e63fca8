// @ts-nocheck fixture
export async function connect(url) {
  return { get: async (key) => `${url}/${key}` }
}
export async function launchBrowser() {
  return { newPage: async () => "" }
}
export async function readRates() {
  return []
}
