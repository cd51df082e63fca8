// ok: no-hardcoded-secret
const internalApiKey = process.env.INTERNAL_API_KEY ?? "secret"
export default {
  webServer: {
    command: "npm start",
    // ok: no-hardcoded-secret
    env: { AUTH_SECRET: process.env.AUTH_SECRET ?? "a-secret-for-the-browser", INTERNAL_API_KEY: internalApiKey },
  },
}
