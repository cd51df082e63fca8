exports.parcels = (items) => [items.slice(0, 2), items.slice(2)].filter((each) => each.length > 0)
