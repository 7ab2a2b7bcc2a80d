/** The texts of these pages in the phone's language: Chinese, or English where the phone speaks it. */
const zh = require('./zh.js')
const en = require('./en.js')

function english() {
  const base = wx.getAppBaseInfo()
  return String(base.language || '').startsWith('en')
}

module.exports = {
  /** @param {string} page */
  texts: (page) => (english() ? en : zh)[page],
  tag: () => (english() ? 'en' : 'zh-CN'),
  /** `{0}`, `{1}` are filled in. */
  fill: (text, ...values) => text.replace(/\{(\d)\}/g, (_, nr) => String(values[nr])),
}
