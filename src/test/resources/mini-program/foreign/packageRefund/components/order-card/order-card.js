const messages = require('../../messages/index.js')

/** What was bought: film, cinema, time, seats, price. What can be done with it is put between its tags. */
Component({
  options: { multipleSlots: true },
  properties: { order: { type: Object, value: null } },
  data: { /** @type {any} */ t: {}, words: {}, english: false },
  lifetimes: {
    attached() {
      this.setData({ t: messages.texts('card'), words: messages.texts('words'), english: messages.tag() === 'en' })
    },
  },
})
