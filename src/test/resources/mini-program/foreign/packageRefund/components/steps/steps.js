/** How far it has come. at: the step that is going on, counted from 0; end: how it ended, or nothing. */
Component({
  properties: {
    names: { type: Array, value: [] },
    at: { type: Number, value: 0 },
    end: { type: String, value: '' },
  },
})
