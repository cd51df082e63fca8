// @ts-nocheck fixture
import { farewell, welcome } from "./mails.js"

export function notify(user) {
  return send(user.left ? farewell(user) : welcome(user))
}

const send = (text) => text.length
