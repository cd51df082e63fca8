// @ts-nocheck fixture
import express from "express"
import Redis from "ioredis"
import { sessions } from "./elsewhere.ts"

sessions.on("error", (error) => console.error(error))
export const queue = new Redis()
express().listen(3000)
