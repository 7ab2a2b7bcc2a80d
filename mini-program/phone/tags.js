/**
 * The tags that WeChat builds in, as far as pages of ours use them, each around what the browser has for it. An unknown one is an
 * error where it is created.
 *
 * create: what is inside; set: an attribute has a new value; filled: its children were painted; childless: it has none
 */
let groups = 0

const flag = (value) => value !== undefined && value !== false && value !== 'false'

function press(element) {
  element.tabIndex = 0
  element.addEventListener('keydown', (event) => {
    if (event.target === element && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault()
      element.click()
    }
  })
}

/** A field of the browser inside, told of by the names that WeChat gives its events. */
function field(element, control, emit) {
  element.$control = control
  element.append(control)
  const told = () => ({ value: control.value, cursor: control.selectionStart })
  control.addEventListener('input', () => emit('input', told()))
  control.addEventListener('focus', () => emit('focus', told()))
  control.addEventListener('blur', () => emit('blur', told()))
  control.addEventListener('change', (event) => event.stopPropagation())
  control.maxLength = 140 // WeChat's, unless the page says another
}

function setField(element, name, value) {
  const control = element.$control
  if (name === 'value') {
    if (control.value !== String(value ?? '')) control.value = value ?? ''
  } else if (name === 'placeholder') control.placeholder = value ?? ''
  else if (name === 'maxlength') {
    if (value < 0) control.removeAttribute('maxlength')
    else control.maxLength = value
  } else if (name === 'disabled') control.disabled = flag(value)
}

const container = {}

export const tags = {
  view: container,
  text: container,
  label: {
    create(element) {
      element.addEventListener('click', (event) => {
        const control = element.querySelector('input')
        if (control && event.target !== control) control.click()
      })
    },
  },

  'scroll-view': {
    set(element, name, value) {
      if (name === 'scrollY') element.classList.toggle('scrolls', flag(value))
      if (name === 'scrollY' && flag(value)) element.tabIndex = 0
    },
  },

  button: {
    create(element) {
      element.setAttribute('role', 'button')
      press(element)
      element.addEventListener('click', () => {
        if (element.getAttribute('open-type') === 'contact' && element.getAttribute('aria-disabled') !== 'true') {
          window.wx.showModal({ title: '微信客服', content: '在微信里，这里打开影院的在线客服。', showCancel: false })
        }
      })
    },
    set(element, name, value) {
      if (name === 'disabled') {
        element.setAttribute('aria-disabled', String(flag(value)))
        element.tabIndex = flag(value) ? -1 : 0
      } else if (name === 'plain' || name === 'loading') element.toggleAttribute(name, flag(value))
      else if (name === 'openType') element.setAttribute('open-type', value)
      else if (name === 'type' || name === 'size') element.setAttribute(name, value ?? '')
    },
  },

  image: {
    childless: true,
    create(element, emit) {
      const picture = document.createElement('img')
      picture.alt = ''
      element.$control = picture
      element.append(picture)
      picture.addEventListener('load', () => emit('load', { width: picture.naturalWidth, height: picture.naturalHeight }))
      picture.addEventListener('error', () => emit('error', { errMsg: 'image:fail' }))
    },
    set(element, name, value) {
      if (name === 'src') {
        if (value) element.$control.src = value
        else element.$control.removeAttribute('src')
      } else if (name === 'mode') element.setAttribute('mode', value)
    },
  },

  textarea: {
    childless: true,
    create(element, emit) {
      const control = document.createElement('textarea')
      field(element, control, emit)
      const fit = () => {
        if (!element.hasAttribute('auto-height')) return
        control.style.height = '0'
        control.style.height = control.scrollHeight + 'px'
      }
      control.addEventListener('input', fit)
      element.$fit = fit
    },
    set(element, name, value) {
      if (name === 'autoHeight') element.toggleAttribute('auto-height', flag(value))
      else setField(element, name, value)
      requestAnimationFrame(element.$fit)
    },
  },

  input: {
    childless: true,
    create(element, emit) {
      const control = document.createElement('input')
      field(element, control, emit)
      control.autocomplete = 'off'
      control.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') emit('confirm', { value: control.value })
      })
    },
    set(element, name, value) {
      if (name === 'type') element.$control.inputMode = value === 'number' ? 'numeric' : 'text'
      else setField(element, name, value)
    },
  },

  'radio-group': {
    create(element, emit) {
      element.setAttribute('role', 'radiogroup')
      element.$name = 'radio-group-' + ++groups
      element.$chosen = (control) => emit('change', { value: control.value }, true)
    },
    filled(element) {
      for (const control of element.querySelectorAll('wx-radio input')) control.name = element.$name
    },
  },
  radio: {
    childless: true,
    create(element) {
      const control = document.createElement('input')
      control.type = 'radio'
      element.$control = control
      element.append(control)
      control.addEventListener('change', (event) => {
        event.stopPropagation()
        element.closest('wx-radio-group')?.$chosen(control)
      })
    },
    set(element, name, value) {
      if (name === 'checked') element.$control.checked = flag(value)
      else if (name === 'value') element.$control.value = value
    },
  },

  picker: {
    create(element, emit) {
      element.$body = document.createElement('div')
      const control = document.createElement('select')
      element.$control = control
      element.append(element.$body, control)
      control.addEventListener('change', (event) => {
        event.stopPropagation()
        emit('change', { value: String(control.selectedIndex - 1) }, true)
      })
    },
    set(element, name, value) {
      const control = element.$control
      if (name === 'range' || name === 'rangeKey') {
        const { range = [], rangeKey } = element.$attrs
        const words = range.map((it) => (rangeKey ? it[rangeKey] : it))
        control.replaceChildren(new Option('', ''), ...words.map((it) => new Option(it, it)))
      }
      control.selectedIndex = Number(element.$attrs.value ?? -1) + 1
      control.disabled = flag(element.$attrs.disabled)
    },
  },
}
