export const quote = (order) => order.lines.length * 10
export const place = async (order) => ({ ...order, id: 7, receipt: "R-7" })
export const cancel = async (id) => id
