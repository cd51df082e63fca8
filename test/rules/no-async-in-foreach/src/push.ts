import axios from "axios"

export async function push(id: string) {
  await axios.post("https://search.example/items", { id })
}
