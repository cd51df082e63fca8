export const config = { protocol: "https", host: "api.example.com" }
