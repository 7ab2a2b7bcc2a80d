const api = require('../../services/api.js')
const messages = require('../../messages/index.js')

/** The card for a refund whose way back is closed. Nothing typed here is kept on the phone. */
Page({
  data: {
    /** @type {any} */ t: {},
    loading: true,
    /** @type {any} */ problem: null,
    asked: '',
    /** @type {any[]} */ banks: [],
    bank: -1,
    number: '',
    name: '',
    sending: false,
    failed: '',
  },

  no: '',

  onLoad(query) {
    this.no = query.no
    const t = messages.texts('payee')
    this.setData({ t })
    wx.setNavigationBarTitle({ title: t.title })
    this.load()
  },

  load() {
    this.setData({ loading: true, problem: null })
    api.application(this.no).then(
      ({ payeeCard }) => {
        if (!payeeCard || !payeeCard.wanted) {
          this.closed()
          return
        }
        this.setData({ loading: false, asked: payeeCard.text || '', banks: payeeCard.banks })
      },
      (problem) => this.setData({ loading: false, problem }),
    )
  },

  retry() {
    this.load()
  },

  chooseBank(event) {
    this.setData({ bank: Number(event.detail.value), failed: '' })
  },

  writeNumber(event) {
    this.setData({ number: event.detail.value, failed: '' })
  },

  writeName(event) {
    this.setData({ name: event.detail.value, failed: '' })
  },

  submit() {
    const { t, banks, bank, number, name, sending } = this.data
    if (sending) return
    const digits = number.replace(/\s/g, '')
    const wrong = bank < 0 ? t.badBank : !/^\d{12,24}$/.test(digits) ? t.badNumber : !name.trim() ? t.badName : ''
    if (wrong) {
      this.setData({ failed: wrong })
      return
    }
    this.setData({ sending: true, failed: '' })
    wx.showLoading({ title: t.sending, mask: true })
    api.giveCard(this.no, { bankType: banks[bank].code, bankAccount: digits, realName: name.trim() }).then(
      () => {
        wx.hideLoading()
        wx.showToast({ title: t.sent })
        wx.navigateBack()
      },
      (problem) => {
        wx.hideLoading()
        this.setData({ sending: false })
        if (problem.code === 'PAYEE_CARD_NOT_WANTED') this.closed()
        else this.setData({ failed: problem.detail })
      },
    )
  },

  closed() {
    wx.showToast({ title: this.data.t.closed, icon: 'none' })
    if (getCurrentPages().length > 1) wx.navigateBack()
    else wx.redirectTo({ url: '../detail/detail?no=' + this.no })
  },
})
