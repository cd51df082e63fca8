// ok: no-unbounded-page-size
module.exports.toNumber = (value, otherwise = 0) => (isNaN(value) ? otherwise : Number(value))
module.exports.toInteger = (value) => (value > 100 ? 100 : parseInt(value, 10))
