/** What somebody typed and has not sent yet: kept on their phone until it is sent, or for a week. */
const PREFIX = 'refund-draft-'
const WEEK = 7 * 24 * 3600 * 1000

/** @returns {any} null when there is none */
function read(name) {
  const kept = wx.getStorageSync(PREFIX + name)
  if (!kept || Date.now() - kept.at > WEEK) return null
  return kept.value
}

function keep(name, value) {
  try {
    wx.setStorageSync(PREFIX + name, { at: Date.now(), value })
  } catch (full) {
    // A phone without room: the page still holds it.
  }
}

function forget(name) {
  wx.removeStorageSync(PREFIX + name)
}

/** A name that no other attempt has; it fits the service's Idempotency-Key. */
function key() {
  return 'mp-' + Date.now().toString(36) + '-' + Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2)
}

module.exports = { read, keep, forget, key }
