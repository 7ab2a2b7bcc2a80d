const api = require('../../services/api.js')
const messages = require('../../messages/index.js')
const { watch } = require('../../services/watch.js')

/** Nothing changes any more, or nothing that anybody waits for. */
const OVER = ['REJECTED', 'WITHDRAWN', 'REFUNDED', 'SETTLED_OFFLINE']
const STEP = { UNDER_REVIEW: 1, EVIDENCE_REQUESTED: 1, REJECTED: 1, REFUNDING: 2, REFUNDED: 3, SETTLED_OFFLINE: 3 }

/** One application: how far it has come, what is happening now and until when, and what the moviegoer can do. */
Page({
  data: {
    /** @type {any} */ t: {},
    words: {},
    english: false,
    loading: true,
    /** @type {any} */ problem: null,
    /** @type {any} */ it: null,
    /** @type {any} */ order: null,
    /** @type {any[]} */ events: [],
    /** @type {string[]} */ steps: [],
    step: 0,
    valid: false,
    end: '',
    reason: '',
    now: '',
    stale: false,
    withdrawing: false,
    contact: false,
    hours: '',
    phone: '',
  },

  no: '',
  /** @type {any} */ watching: null,
  /** @type {any[]} */ reasons: [],

  onLoad(query) {
    this.no = query.no
    const t = messages.texts('detail')
    this.setData({ t, words: messages.texts('words'), english: messages.tag() === 'en' })
    wx.setNavigationBarTitle({ title: t.title })
    this.watching = watch(() => this.refresh())
    api.reasons().then(
      (reasons) => {
        this.reasons = reasons
        if (this.data.it) this.show(this.data.it)
      },
      () => {},
    )
  },

  onShow() {
    this.refresh().then((going) => going !== null && this.watching.start(), () => this.watching.start())
  },

  onHide() {
    this.watching.stop()
  },

  onUnload() {
    this.watching.stop()
  },

  onPullDownRefresh() {
    this.refresh().catch(() => {}).then(() => wx.stopPullDownRefresh())
  },

  /** @returns {Promise<string | null>} what changes when something happens; null when nothing more will */
  refresh() {
    return api.application(this.no).then(
      (it) => {
        this.show(it)
        if (!this.data.order) api.order(it.orderNo).then((order) => this.setData({ order, valid: this.valid(order), hours: order.cinema.hours || '' }), () => {})
        return OVER.includes(it.status) ? null : it.status + it.timeline.length
      },
      (problem) => {
        if (this.data.it) this.setData({ stale: true })
        else this.setData({ loading: false, problem })
        throw problem
      },
    )
  },

  retry() {
    this.setData({ loading: true, problem: null })
    this.onShow()
  },

  show(it) {
    const { t } = this.data
    const stopped = it.status === 'WITHDRAWN'
    const reason = this.reasons.find((one) => one.code === it.reason)
    const contact = it.contact || {}
    this.setData({
      loading: false,
      problem: null,
      stale: false,
      it: Object.assign({}, it, { evidence: it.evidence || [] }),
      events: it.timeline.map((event, nr) => Object.assign({ nr }, event)).reverse(),
      steps: stopped ? t.stopped : t.steps,
      step: stopped ? 1 : STEP[it.status],
      end: stopped ? 'dim' : it.status === 'REJECTED' ? 'bad' : OVER.includes(it.status) ? 'good' : '',
      reason: reason ? reason.text : messages.texts('reasons')[it.reason] || '',
      now: this.now(it),
      phone: contact.phone || '',
      hours: contact.hours || this.data.hours,
    })
  },

  /** Whether the tickets still let somebody in. */
  valid(order) {
    return order.ticketState !== 'USED' && order.screeningStatus !== 'CANCELLED' && Date.parse(order.showTime) > Date.now()
  },

  /** What the newest line says where the money is late, and nothing else does. */
  now(it) {
    const last = it.timeline.filter((event) => event.event === 'DELAYED' || event.event === 'SUBMITTED').pop()
    return it.status === 'REFUNDING' && last && last.event === 'DELAYED' ? last.text : ''
  },

  withdraw() {
    const { t, withdrawing } = this.data
    if (withdrawing) return
    wx.showModal({
      title: t.withdrawTitle,
      content: this.data.it.appealOf ? t.withdrawAppealAsk : t.withdrawAsk,
      confirmText: t.withdrawYes,
      cancelText: t.withdrawNo,
      success: ({ confirm }) => {
        if (confirm) this.withdrawNow()
      },
    })
  },

  withdrawNow() {
    const { t } = this.data
    if (this.data.withdrawing) return
    this.setData({ withdrawing: true })
    wx.showLoading({ title: '', mask: true })
    api.withdraw(this.no).then(
      (it) => {
        wx.hideLoading()
        this.setData({ withdrawing: false })
        this.watching.stop()
        this.show(it)
        wx.showToast({ title: t.withdrawn_ })
      },
      (problem) => {
        wx.hideLoading()
        this.setData({ withdrawing: false })
        this.refresh().catch(() => {})
        const problems = messages.texts('problems')
        const content = problem.code === 'ALREADY_DECIDED' ? t.decided : problem.detail
        wx.showModal({ title: problems.title, content, showCancel: false, confirmText: problems.known })
      },
    )
  },

  supplement() {
    wx.navigateTo({ url: '../supplement/supplement?no=' + this.no })
  },

  appeal() {
    wx.navigateTo({ url: '../appeal/appeal?no=' + this.no })
  },

  card() {
    wx.navigateTo({ url: '../card/card?no=' + this.no })
  },

  toOrder() {
    wx.navigateTo({ url: '../order/order?no=' + this.data.it.orderNo })
  },

  terms() {
    const { it, order } = this.data
    const cinema = it.cinema ? it.cinema.cinemaId : order ? order.cinemaId : ''
    if (cinema) wx.navigateTo({ url: '../policy/policy?cinema=' + cinema })
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
