exports.isLocal = (value) => new URL(value, "https://a.example").origin === "https://a.example"
