// @ts-nocheck fixture
const { forAny, forAttribute, forBoth, forContent, forDouble, forHints, forNumbers, forText } = require("./escape")

exports.link = (entry) => '<a href="/entries/' + forNumbers(entry.labels.length) + '" title="' + forText(entry.title) + '">' + forText(entry.name) + "</a>"

exports.field = (entry) => `<input value="${forDouble(entry.text)}" title='${entry.hint ? forDouble(entry.hint) : ""}'>`

exports.option = (entry) =>
  `<option value="${forBoth(entry.id)}" class='${forBoth(entry.kind)}' title="${forAttribute(entry.title)}" lang="${forAny(entry.lang)}">${forContent(entry.name)}</option>`

exports.note = (entry) => `<p>x = "${"quoted"}", said ${forContent(entry.author)}</p><script>show("</script>${forHints(entry.hint)}")`

exports.double = (entry) => `<b title="${forDouble(entry.title)}">`
