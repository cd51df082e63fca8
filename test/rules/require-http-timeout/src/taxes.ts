// @ts-nocheck fixture
import axios from "axios"

export async function readTax(country) {
  // ruleid: require-http-timeout
  const { data } = await axios.get(`https://taxes.example/${country}`, { headers: { accept: "application/json" } })
  return data
}
