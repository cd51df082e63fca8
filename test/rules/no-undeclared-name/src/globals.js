const { loadOrders } = require("./orders")

global.services = { all: loadOrders }
