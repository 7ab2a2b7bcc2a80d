const config = require('../../config.js')
const messages = require('../../messages/index.js')

/** How to reach the cinema: its phone with its hours, and WeChat's online service where it is there. */
Component({
  properties: {
    open: { type: Boolean, value: false },
    name: { type: String, value: '' },
    phone: { type: String, value: '' },
    hours: { type: String, value: '' },
  },
  data: { /** @type {any} */ t: {}, online: config.onlineService },
  lifetimes: {
    attached() {
      this.setData({ t: messages.texts('contact') })
    },
  },
  methods: {
    shut() {
      this.triggerEvent('shut')
    },
    dial() {
      wx.makePhoneCall({ phoneNumber: this.data.phone, fail() {} })
    },
  },
})
