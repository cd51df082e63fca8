import { plan } from "./jobs.js"

if (process.env.NODE_APP_INSTANCE === "0") plan(() => fetch("https://mails.example/send", { method: "POST" }))
