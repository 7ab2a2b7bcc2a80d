const api = require('../../services/api.js')
const consent = require('../../services/consent.js')
const drafts = require('../../services/drafts.js')
const config = require('../../config.js')
const messages = require('../../messages/index.js')

/** A refusal that is not accepted: once per order, in words and pictures. */
Page({
  data: {
    /** @type {any} */ t: {},
    words: {},
    english: false,
    most: config.pictures,
    loading: true,
    /** @type {any} */ problem: null,
    /** @type {any} */ it: null,
    why: '',
    description: '',
    /** @type {string[]} */ ids: [],
    restored: false,
    sending: false,
    failed: '',
  },

  no: '',
  /** @type {any[]} */ templates: [],
  /** @type {string[]} */ evidence: [],
  uploading: false,

  onLoad(query) {
    this.no = query.no
    const t = messages.texts('appeal')
    this.setData({ t, words: messages.texts('words'), english: messages.tag() === 'en' })
    wx.setNavigationBarTitle({ title: t.title })
    this.load()
  },

  /** Another draft than that of the application's own pages. */
  draft() {
    return 'appeal-' + this.no
  },

  load() {
    this.setData({ loading: true, problem: null })
    const applications = api.application(this.no)
    Promise.all([applications, applications.then(() => api.templates())]).then(
      ([it, templates]) => {
        if (!it.appealableUntil) {
          this.closed()
          return
        }
        this.templates = templates
        const draft = drafts.read(this.draft())
        if (draft) this.evidence = draft.evidence
        this.setData({
          loading: false,
          it,
          why: it.rejectReason ? it.rejectReason.text : it.reviewComment ? '' : it.rule.clause,
          description: draft ? draft.description : '',
          ids: this.evidence,
          restored: Boolean(draft),
        })
      },
      (problem) => this.setData({ loading: false, problem }),
    )
  },

  retry() {
    this.load()
  },

  keep() {
    drafts.keep(this.draft(), { description: this.data.description, evidence: this.evidence })
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

  submit() {
    const { t, description, sending } = this.data
    if (sending) return
    const missing = !description.trim() ? t.empty : this.uploading ? t.busy : ''
    if (missing) {
      wx.showToast({ title: missing, icon: 'none' })
      return
    }
    this.setData({ sending: true, failed: '' })
    consent.ask(this.templates, (accepted) => this.send(accepted))
  },

  send(acceptedNotices) {
    const { t } = this.data
    wx.showLoading({ title: t.sending, mask: true })
    const body = { description: this.data.description.trim(), evidence: this.evidence, acceptedNotices }
    api.appeal(this.no, body).then(
      (it) => {
        wx.hideLoading()
        drafts.forget(this.draft())
        wx.showToast({ title: t.sent })
        wx.redirectTo({ url: '../detail/detail?no=' + it.applicationNo })
      },
      (problem) => {
        wx.hideLoading()
        this.setData({ sending: false })
        if (problem.code === 'APPEAL_NOT_POSSIBLE') {
          this.closed()
          return
        }
        const kept = api.unknown(problem) ? messages.texts('problems').kept : ''
        this.setData({ failed: problem.detail + ' ' + kept })
      },
    )
  },

  closed() {
    drafts.forget(this.draft())
    wx.showToast({ title: this.data.t.closed, icon: 'none' })
    if (getCurrentPages().length > 1) wx.navigateBack()
    else wx.redirectTo({ url: '../detail/detail?no=' + this.no })
  },
})
