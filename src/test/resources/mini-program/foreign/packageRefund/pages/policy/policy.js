const api = require('../../services/api.js')
const messages = require('../../messages/index.js')

/** The refund terms of a cinema, to be read before and after. */
Page({
  data: {
    /** @type {any} */ t: {},
    loading: true,
    /** @type {any} */ problem: null,
    /** @type {any} */ policy: null,
    cinema: '',
    contact: false,
  },

  cinemaId: '',

  onLoad(query) {
    this.cinemaId = query.cinema
    const t = messages.texts('policy')
    this.setData({ t })
    wx.setNavigationBarTitle({ title: t.title })
    this.load()
  },

  load() {
    this.setData({ loading: true, problem: null })
    api.policy(this.cinemaId).then(
      (policy) => this.setData({ loading: false, policy, cinema: policy.cinema.name || policy.cinema }),
      (problem) => this.setData({ loading: false, problem }),
    )
  },

  retry() {
    this.load()
  },

  call() {
    this.setData({ contact: true })
  },

  shut() {
    this.setData({ contact: false })
  },
})
