const api = require('../../services/api.js')
const messages = require('../../messages/index.js')

/** One order, and whether it can be refunded. */
Page({
  data: {
    /** @type {any} */ t: {},
    status: {},
    words: {},
    english: false,
    loading: true,
    /** @type {any} */ problem: null,
    /** @type {any} */ order: null,
    contact: false,
  },

  no: '',

  onLoad(query) {
    this.no = query.no
    const t = messages.texts('order')
    this.setData({ t, status: messages.texts('status'), words: messages.texts('words'), english: messages.tag() === 'en' })
    wx.setNavigationBarTitle({ title: t.title })
  },

  onShow() {
    this.refresh()
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh())
  },

  refresh() {
    return api.order(this.no).then(
      (order) => this.setData({ loading: false, problem: null, order }),
      (problem) => this.setData({ loading: false, problem: this.data.order ? null : problem }),
    )
  },

  retry() {
    this.setData({ loading: true, problem: null })
    this.refresh()
  },

  apply() {
    wx.navigateTo({ url: '../apply/apply?orderNo=' + this.no })
  },

  detail() {
    wx.navigateTo({ url: '../detail/detail?no=' + this.data.order.application.applicationNo })
  },

  terms() {
    wx.navigateTo({ url: '../policy/policy?cinema=' + this.data.order.cinemaId })
  },

  copy() {
    wx.setClipboardData({ data: this.no })
  },

  call() {
    this.setData({ contact: true })
  },

  shut() {
    this.setData({ contact: false })
  },
})
