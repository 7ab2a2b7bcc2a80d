const api = require('../../services/api.js')
const messages = require('../../messages/index.js')

/**
 * Pictures: chosen and uploaded one after another where they may be added, or only shown. Tells its page by `change` which are
 * there by their ids, and whether one is still on its way.
 *
 * @typedef {{key: string, id: string, path: string, state: 'busy' | 'done' | 'failed'}} Picture
 */
Component({
  properties: {
    /** ids that are there already */
    ids: { type: Array, value: [] },
    most: { type: Number, value: 6 },
    readonly: { type: Boolean, value: false },
  },

  data: {
    /** @type {any} */ t: {},
    /** @type {Picture[]} */ pictures: [],
    note: '',
  },

  observers: {
    ids() {
      this.take()
    },
  },

  lifetimes: {
    attached() {
      this.setData({ t: messages.texts('pictures') })
      this.take()
    },
  },

  methods: {
    /** Shows those that are there already. */
    take() {
      const have = this.data.pictures.map((it) => it.id)
      const missing = this.data.ids.filter((it) => !have.includes(it))
      if (!missing.length) return
      /** @type {Picture[]} */
      const added = missing.map((id) => ({ key: id, id, path: '', state: 'done' }))
      this.setData({ pictures: this.data.pictures.concat(added) })
      missing.forEach((id) => api.picture(id).then((path) => this.show(id, path), () => {}))
    },

    show(id, path) {
      const nr = this.data.pictures.findIndex((it) => it.id === id)
      if (nr >= 0) this.setData({ ['pictures[' + nr + '].path']: path })
    },

    add() {
      wx.chooseMedia({
        count: this.data.most - this.data.pictures.length,
        mediaType: ['image'],
        sizeType: ['compressed'],
        success: ({ tempFiles }) => {
          /** @type {Picture[]} */
          const chosen = tempFiles.map((it) => ({ key: it.tempFilePath, id: '', path: it.tempFilePath, state: 'busy' }))
          this.setData({ pictures: this.data.pictures.concat(chosen), note: '' })
          this.tell()
          chosen.reduce((before, it) => before.then(() => this.send(it.key)), Promise.resolve())
        },
        fail: (/** @type {any} */ failure) => {
          if (failure.errno === 104 || failure.errno === 112) this.setData({ note: this.data.t.refused })
        },
      })
    },

    send(key) {
      const picture = this.data.pictures.find((it) => it.key === key)
      if (!picture) return Promise.resolve()
      return api.upload(picture.path).then(
        (stored) => this.change(key, { id: stored.id, state: 'done' }),
        (problem) => {
          this.change(key, { state: 'failed' })
          const none = problem.code === 'NOT_FOUND' || problem.code === 'METHOD_NOT_ALLOWED'
          this.setData({ note: none ? this.data.t.unavailable : problem.detail })
        },
      )
    },

    change(key, values) {
      const nr = this.data.pictures.findIndex((it) => it.key === key)
      if (nr < 0) return
      const changed = /** @type {Record<string, any>} */ ({})
      for (const name of Object.keys(values)) changed['pictures[' + nr + '].' + name] = values[name]
      this.setData(changed)
      this.tell()
    },

    tell() {
      const { pictures } = this.data
      this.triggerEvent('change', {
        ids: pictures.filter((it) => it.state === 'done').map((it) => it.id),
        busy: pictures.some((it) => it.state === 'busy'),
      })
    },

    touch(event) {
      const picture = this.data.pictures.find((it) => it.key === event.currentTarget.dataset.key)
      if (!picture) return
      if (picture.state === 'failed') {
        this.change(picture.key, { state: 'busy' })
        this.send(picture.key)
      } else if (picture.path) {
        wx.previewImage({ current: picture.path, urls: this.data.pictures.map((it) => it.path).filter(Boolean) })
      }
    },

    remove(event) {
      this.setData({ pictures: this.data.pictures.filter((it) => it.key !== event.currentTarget.dataset.key), note: '' })
      this.tell()
    },
  },
})
