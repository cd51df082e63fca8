// @ts-nocheck fixture
import axios from "axios"

const http = axios.create({ baseURL: "https://airline.example", headers: { "x-agency-secret": process.env.AGENCY_SECRET } })

export const createOrder = (order) => http.post("/orders", order)
