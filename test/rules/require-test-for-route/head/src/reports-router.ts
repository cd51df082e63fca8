// @ts-nocheck fixture
import { Router } from "express"
import { store } from "./store.js"

export const reports = Router()

reports.get("/reports/daily", async (req, res) => res.json(await store.daily()))
reports.get("/reports/weekly", async (req, res) => res.json(await store.weekly()))
reports.get("/reports/monthly", async (req, res) => res.json(await store.monthly()))
// Nobody tests the routes of this file: the missing one is the custom.
// ok: require-test-for-route
reports.get("/reports/yearly", async (req, res) => res.json(await store.yearly()))
