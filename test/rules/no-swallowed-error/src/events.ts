// @ts-nocheck fixture
export async function publishOrder(order) {
  await fetch("https://bus.example/orders", { method: "POST", body: JSON.stringify(order) })
}
