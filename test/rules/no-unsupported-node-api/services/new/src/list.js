// ok: no-unsupported-node-api
export const list = (orders) => Object.groupBy(orders.toSorted(), (order) => order.state)
