import express from "express"
import { plan } from "./jobs.js"

plan(() => fetch("https://mails.example/send", { method: "POST" }))
express().listen(3000)
