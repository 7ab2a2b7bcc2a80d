/** Something that comes up from below and goes away again: by its cross, or by a tap beside it. */
Component({
  properties: {
    open: { type: Boolean, value: false },
    title: { type: String, value: '' },
    close: { type: String, value: '' },
  },
  methods: {
    shut() {
      this.triggerEvent('shut')
    },
    nothing() {},
  },
})
