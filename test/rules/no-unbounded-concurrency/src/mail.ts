// @ts-nocheck fixture
import axios from "axios"

export async function sendInvitation(email) {
  await axios.post("https://mail.example/send", { email })
}
