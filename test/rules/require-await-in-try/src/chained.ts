import axios from "axios"

export async function statusOf(id: string) {
  try {
    // ruleid: require-await-in-try
    return axios.get(`https://status.example/${encodeURIComponent(id)}`).then(({ data }) => data.status)
  } catch {
    return "unknown"
  }
}

export async function both() {
  try {
    // ruleid: require-await-in-try
    return Promise.all([statusOfShop("a"), statusOfShop("b")])
  } catch (error) {
    console.error(error)
    return []
  }
}

export async function kept(id: string) {
  try {
    const pending = statusOfShop(id)
    // ruleid: require-await-in-try
    return pending
  } catch {
    return null
  }
}

export async function awaited(id: string) {
  try {
    const pending = statusOfShop(id)
    await pending
    // ok: require-await-in-try
    return pending
  } catch {
    return null
  }
}

export async function caught(id: string) {
  try {
    // ok: require-await-in-try
    return axios.get(`https://status.example/${encodeURIComponent(id)}`).catch(() => null)
  } catch {
    return null
  }
}

async function statusOfShop(id: string) {
  const { data } = await axios.get(`https://shop.example/${encodeURIComponent(id)}`)
  return data
}
