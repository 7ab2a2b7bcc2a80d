/**
 * Asks for consent to messages. WeChat allows it only inside the tap itself, so this comes before anything else there, and the
 * templates are known before.
 *
 * @param {{kind: string, templateId: string}[]} templates
 * @param {(accepted: string[]) => void} then whatever was answered
 */
function ask(templates, then) {
  if (!templates.length) {
    then([])
    return
  }
  wx.requestSubscribeMessage({
    tmplIds: templates.map((it) => it.templateId),
    complete(answer) {
      then(templates.filter((it) => answer[it.templateId] === 'accept').map((it) => it.kind))
    },
  })
}

module.exports = { ask }
