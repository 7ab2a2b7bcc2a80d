const api = require('../../services/api.js')
const consent = require('../../services/consent.js')
const drafts = require('../../services/drafts.js')
const config = require('../../config.js')
const messages = require('../../messages/index.js')

/** The answer to what the cinema asked, in words and pictures. */
Page({
  data: {
    /** @type {any} */ t: {},
    most: config.pictures,
    loading: true,
    /** @type {any} */ problem: null,
    asked: '',
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
    const t = messages.texts('supplement')
    this.setData({ t })
    wx.setNavigationBarTitle({ title: t.title })
    this.load()
  },

  load() {
    this.setData({ loading: true, problem: null })
    const applications = api.application(this.no)
    Promise.all([applications, applications.then(() => api.templates())]).then(
      ([it, templates]) => {
        if (it.status !== 'EVIDENCE_REQUESTED') {
          this.closed()
          return
        }
        this.templates = templates
        const draft = drafts.read(this.no)
        if (draft) this.evidence = draft.evidence
        this.setData({
          loading: false,
          asked: it.reviewComment || '',
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
    drafts.keep(this.no, { description: this.data.description, evidence: this.evidence })
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
    const missing = !description.trim() && !this.evidence.length ? t.empty : this.uploading ? t.busy : ''
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
    const words = this.data.description.trim()
    const body = Object.assign({ evidence: this.evidence, acceptedNotices }, words ? { description: words } : {})
    api.supplement(this.no, body).then(
      () => {
        wx.hideLoading()
        drafts.forget(this.no)
        wx.showToast({ title: t.sent })
        wx.navigateBack()
      },
      (problem) => {
        wx.hideLoading()
        this.setData({ sending: false })
        if (problem.code === 'EVIDENCE_NOT_REQUESTED') {
          this.closed()
          return
        }
        const kept = api.unknown(problem) ? messages.texts('problems').kept : ''
        this.setData({ failed: problem.detail + ' ' + kept })
      },
    )
  },

  closed() {
    drafts.forget(this.no)
    wx.showToast({ title: this.data.t.closed, icon: 'none' })
    if (getCurrentPages().length > 1) wx.navigateBack()
    else wx.redirectTo({ url: '../detail/detail?no=' + this.no })
  },
})
