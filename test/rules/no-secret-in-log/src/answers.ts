// @ts-nocheck fixture
import axios from "axios"
import { HttpService } from "@nestjs/axios"
import { firstValueFrom, map } from "rxjs"
import { inspect } from "node:util"
import { logger } from "./log.js"

const crm = axios.create({ baseURL: "https://crm.example", headers: { authorization: `Bearer ${process.env.CRM_TOKEN}` } })

export async function pushContact(contact) {
  const response = await crm.post("/contacts", contact)
  // ruleid: no-secret-in-log
  logger.info("the contact was taken", response)
  // ruleid: no-secret-in-log
  logger.info({ response })
  // ruleid: no-secret-in-log
  console.log(inspect(response))
  // ok: no-secret-in-log
  logger.info("the contact was taken", response.status, response.data)
  // ok: no-secret-in-log
  logger.info({ status: response.status, response: response.data })
  // ok: no-secret-in-log
  logger.info(`the contact was taken: ${response}`)
  const { data, headers } = await crm.get("/contacts")
  // ok: no-secret-in-log
  logger.info({ data, headers })
  return data
}

export const told = (text) =>
  axios
    .post(process.env.HOOK_URL, { text }, { headers: { "x-api-key": process.env.HOOK_KEY } })
    .then((response) => {
      // ruleid: no-secret-in-log
      console.log(response)
      return response.data
    })
    .then((response) => {
      // ok: no-secret-in-log
      console.log(response)
    })

export async function fetched() {
  const response = await fetch("https://crm.example/contacts", { headers: { authorization: process.env.CRM_TOKEN } })
  // ok: no-secret-in-log
  console.log(response)
}

export class RatesService {
  constructor(private readonly http: HttpService) {}

  async rates() {
    const response = await firstValueFrom(this.http.get("/latest", { headers: { apikey: process.env.RATES_KEY } }))
    // ruleid: no-secret-in-log
    logger.debug(response)
    const rates = await firstValueFrom(this.http.get("/latest").pipe(map((each) => each.data)))
    // ok: no-secret-in-log
    logger.debug(rates)
  }
}
