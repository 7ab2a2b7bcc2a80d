const messages = require('../../messages/index.js')

/** What happened, the newest first. */
Component({
  properties: { events: { type: Array, value: [] } },
  data: { words: {}, english: false },
  lifetimes: {
    attached() {
      this.setData({ words: messages.texts('words'), english: messages.tag() === 'en' })
    },
  },
})
