exports.HOME = "http://tools.example.com/latest/"
exports.tools = { cut: { file: "cut-x64", sum: "9c1e" } }
