const api = require('../../services/api.js')
const consent = require('../../services/consent.js')
const drafts = require('../../services/drafts.js')
const config = require('../../config.js')
const messages = require('../../messages/index.js')

/**
 * What would come back and why, the reason, words and pictures, and one tap that sends it. Whatever happens on the way: one
 * application comes of it, and nothing that was typed is lost.
 */
Page({
  data: {
    /** @type {any} */ t: {},
    words: {},
    english: false,
    most: config.pictures,
    loading: true,
    /** @type {any} */ problem: null,
    /** @type {any} */ order: null,
    /** @type {any} */ quote: null,
    /** @type {any} */ quoteProblem: null,
    left: '',
    /** @type {any[]} */ reasons: [],
    reason: '',
    description: '',
    /** @type {string[]} */ ids: [],
    restored: false,
    sending: false,
    /** @type {any} */ failed: null,
    contact: false,
  },

  no: '',
  /** @type {any[]} */ templates: [],
  /** @type {string[]} */ evidence: [],
  uploading: false,
  /** @type {{key: string, form: string, body: any} | null} what was sent without an answer */ attempt: null,
  asked: 0,
  /** @type {any} */ clock: null,

  onLoad(query) {
    this.no = query.orderNo
    const t = messages.texts('apply')
    this.setData({ t, words: messages.texts('words'), english: messages.tag() === 'en' })
    wx.setNavigationBarTitle({ title: t.title })
    this.load()
  },

  onShow() {
    this.clock = setInterval(() => this.countDown(), 10000)
    if (this.data.quote) this.estimate()
  },

  onHide() {
    clearInterval(this.clock)
  },

  onUnload() {
    clearInterval(this.clock)
  },

  load() {
    this.setData({ loading: true, problem: null })
    const orders = api.order(this.no)
    Promise.all([orders, api.reasons(), orders.then(() => api.templates())]).then(
      ([order, reasons, templates]) => {
        if (!order.refundable && order.application) {
          this.show(order.application.applicationNo)
          return
        }
        this.templates = templates
        this.setData({ loading: false, order, reasons })
        this.restore()
        this.estimate()
      },
      (problem) => this.setData({ loading: false, problem }),
    )
  },

  retry() {
    this.load()
  },

  // ---- the draft

  restore() {
    const draft = drafts.read(this.no)
    if (!draft) return
    this.attempt = draft.attempt
    this.evidence = draft.evidence
    this.setData({
      reason: draft.reason,
      description: draft.description,
      ids: draft.evidence,
      restored: Boolean(draft.description || draft.evidence.length || draft.attempt),
    })
  },

  keep() {
    drafts.keep(this.no, {
      reason: this.data.reason,
      description: this.data.description,
      evidence: this.evidence,
      attempt: this.attempt,
    })
  },

  choose(event) {
    this.setData({ reason: event.detail.value })
    this.keep()
    this.estimate()
  },

  write(event) {
    this.setData({ description: event.detail.value })
    this.keep()
  },

  picturesChanged(event) {
    this.evidence = event.detail.ids
    this.uploading = event.detail.busy
    this.keep()
  },

  // ---- what would come back

  /** Before a reason is chosen it is shown for one that is not refused. */
  estimate() {
    const { order, reason } = this.data
    const nr = ++this.asked
    const likely = order.refundableReasons && order.refundableReasons[0]
    return api.quote(this.no, reason || likely || 'PERSONAL').then(
      (quote) => {
        if (nr !== this.asked) return
        this.setData({ quote, quoteProblem: null })
        this.countDown()
      },
      (problem) => {
        if (nr === this.asked) this.setData({ quote: null, quoteProblem: problem })
      },
    )
  },

  again() {
    this.setData({ quoteProblem: null })
    this.estimate()
  },

  countDown() {
    const { quote, t } = this.data
    const next = quote && quote.nextChange
    if (!next) {
      this.setData({ left: '' })
      return
    }
    const minutes = Math.floor((Date.parse(next.at) - Date.now()) / 60000)
    if (minutes < 0) {
      this.setData({ left: '' })
      this.estimate()
      return
    }
    const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
    const time = days ? messages.fill(t.days, days, hours) : hours ? messages.fill(t.hours, hours, rest) : messages.fill(t.minutes, rest)
    this.setData({ left: messages.fill(t.left, time) })
  },

  // ---- sending

  form() {
    return {
      orderNo: this.no,
      reason: this.data.reason,
      description: this.data.description.trim(),
      amount: this.data.order.paidAmount,
      quotedRefundAmount: this.data.quote.refundAmount,
      evidence: this.evidence,
    }
  },

  /** Consent may be asked for only within the tap itself, so it comes before anything that waits. */
  submit() {
    const { t, reason, quote, sending } = this.data
    if (sending || !quote || quote.outcome === 'REJECT') return
    if (!reason) {
      wx.showToast({ title: t.choose, icon: 'none' })
      return
    }
    if (this.uploading) {
      wx.showToast({ title: t.busy, icon: 'none' })
      return
    }
    this.setData({ sending: true, failed: null })
    const form = JSON.stringify(this.form())
    if (this.attempt && this.attempt.form === form) {
      this.send()
      return
    }
    consent.ask(this.templates, (accepted) => {
      this.attempt = { key: drafts.key(), form, body: Object.assign(JSON.parse(form), { acceptedNotices: accepted }) }
      this.keep()
      this.send()
    })
  },

  send() {
    const attempt = /** @type {{key: string, form: string, body: any}} */ (this.attempt)
    wx.showLoading({ title: this.data.t.sending, mask: true })
    api.apply(attempt.body, attempt.key).then(
      (application) => {
        wx.hideLoading()
        drafts.forget(this.no)
        wx.showToast({ title: this.data.t.sent })
        this.show(application.applicationNo)
      },
      (problem) => {
        wx.hideLoading()
        this.setData({ sending: false })
        // What may have happened is sent again as it was; what was refused is a new attempt.
        if (!api.unknown(problem)) this.attempt = null
        this.keep()
        this.refused(problem)
      },
    )
  },

  refused(problem) {
    const { t } = this.data
    if (problem.code === 'QUOTE_CHANGED') {
      if (problem.quote) this.setData({ quote: problem.quote })
      this.estimate().then(() => wx.showModal({
        title: t.changedTitle,
        content: this.data.quote ? messages.fill(t.changed, '¥' + (this.data.quote.refundAmount / 100).toFixed(2)) : problem.detail,
        showCancel: false,
      }))
    } else if (problem.code === 'REFUND_ALREADY_OPEN') {
      api.order(this.no).then(
        (order) => {
          if (!order.application) throw problem
          drafts.forget(this.no)
          wx.showToast({ title: t.open, icon: 'none' })
          this.show(order.application.applicationNo)
        },
      ).catch(() => this.setData({ failed: problem }))
    } else if (problem.code === 'ORDER_NOT_REFUNDABLE' || problem.code === 'ORDER_NOT_FOUND') {
      this.setData({ problem })
    } else {
      const kept = api.unknown(problem) ? messages.texts('problems').kept : ''
      this.setData({ failed: { detail: problem.detail, kept } })
    }
  },

  show(applicationNo) {
    wx.redirectTo({ url: '../detail/detail?no=' + applicationNo })
  },

  terms() {
    wx.navigateTo({ url: '../policy/policy?cinema=' + this.data.order.cinemaId })
  },

  call() {
    this.setData({ contact: true })
  },

  shut() {
    this.setData({ contact: false })
  },
})
