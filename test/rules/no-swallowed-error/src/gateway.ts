// @ts-nocheck fixture
export class Gateway {
  async capture(id, cents) {
    try {
      const response = await fetch(`https://pay.example/${id}`, { method: "POST", body: JSON.stringify({ cents }) })
      return await response.json()
      // ruleid: no-swallowed-error
    } catch (error) {
      console.error("capture failed", error)
    }
  }

  async refund(id) {
    try {
      const response = await fetch(`https://pay.example/${id}/refund`, { method: "POST" })
      return await response.json()
      // ok: no-swallowed-error
    } catch (error) {
      console.error("refund failed", error)
      throw error
    }
  }

  async quote(id) {
    try {
      const response = await fetch(`https://pay.example/${id}/quote`, { method: "POST" })
      return await response.json()
      // Who asks looks at what comes.
      // ok: no-swallowed-error
    } catch (error) {
      console.error("quote failed", error)
    }
  }

  async notify(id) {
    try {
      const response = await fetch(`https://pay.example/${id}/notify`, { method: "POST" })
      return await response.json()
      // ok: no-swallowed-error
    } catch (error) {
      console.error("notify failed", error)
    }
  }
}
