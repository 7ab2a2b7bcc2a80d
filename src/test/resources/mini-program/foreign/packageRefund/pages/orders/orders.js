const api = require('../../services/api.js')
const messages = require('../../messages/index.js')

/** All orders, the newest first: which can be refunded, which not and why, and where a refund is under way. */
Page({
  data: {
    /** @type {any} */ t: {},
    status: {},
    loading: true,
    /** @type {any} */ problem: null,
    /** @type {any[]} */ orders: [],
    more: false,
    /** @type {any} */ contact: null,
  },

  /** @type {string} */ cursor: '',

  onLoad() {
    const t = messages.texts('orders')
    this.setData({ t, status: messages.texts('status') })
    wx.setNavigationBarTitle({ title: t.title })
  },

  /** Also when coming back from an order: it may have changed there. */
  onShow() {
    this.refresh()
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh())
  },

  /** As many as are shown, so that nobody loses the place they came from. */
  refresh() {
    const shown = this.data.orders.length
    const upTo = (cursor, before) => api.orders(cursor).then((page) => {
      const items = before.concat(page.items)
      return page.nextCursor && items.length < shown ? upTo(page.nextCursor, items) : { items, nextCursor: page.nextCursor }
    })
    return upTo('', []).then(
      (page) => {
        this.cursor = page.nextCursor || ''
        this.setData({ loading: false, problem: null, orders: page.items, more: Boolean(this.cursor) })
      },
      (problem) => this.setData({ loading: false, problem: this.data.orders.length ? null : problem }),
    )
  },

  retry() {
    this.setData({ loading: true, problem: null })
    this.refresh()
  },

  onReachBottom() {
    const from = this.cursor
    if (!from) return
    this.cursor = ''
    api.orders(from).then(
      (page) => {
        this.cursor = page.nextCursor || ''
        const have = this.data.orders.map((it) => it.orderNo)
        const added = page.items.filter((it) => !have.includes(it.orderNo))
        this.setData({ orders: this.data.orders.concat(added), more: Boolean(this.cursor) })
      },
      () => { this.cursor = from },
    )
  },

  order(event) {
    wx.navigateTo({ url: '../order/order?no=' + event.currentTarget.dataset.no })
  },

  apply(event) {
    wx.navigateTo({ url: '../apply/apply?orderNo=' + event.currentTarget.dataset.no })
  },

  detail(event) {
    wx.navigateTo({ url: '../detail/detail?no=' + event.currentTarget.dataset.no })
  },

  call(event) {
    const order = this.data.orders.find((it) => it.orderNo === event.currentTarget.dataset.no)
    if (!order) return
    const told = (order.notRefundableReason && order.notRefundableReason.contact) || {}
    this.setData({
      contact: { name: order.cinema.name, phone: told.phone || order.cinema.phone, hours: told.hours || order.cinema.hours || '' },
    })
  },

  shut() {
    this.setData({ contact: null })
  },
})
