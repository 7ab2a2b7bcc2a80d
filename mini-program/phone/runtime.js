/** Pages and components: their data, their events, and the elements that show them. */
import { json, registering, resolve, rpx, run, scopeOf, style, view } from './loader.js'
import { tags } from './tags.js'

const definitions = new Map()
const parts = new Map()
const waiting = new Set()
let painting = null
let taps = 0

/** Said by the script that is running; what it says counts for the file it stands in. */
export const app = { definition: {}, instance: null }

Object.assign(window, {
  App: (definition) => { app.definition = definition },
  Page: (definition) => definitions.set(registering.current, { kind: 'page', definition }),
  Component: (definition) => definitions.set(registering.current, { kind: 'component', definition }),
  getApp: () => app.instance,
  getDate: (...given) => new Date(...given),
  getRegExp: (pattern, flags) => new RegExp(pattern, flags),
})

/** True only while a handler of a tap runs, and not behind its first wait: what WeChat calls a gesture. */
export const inTap = () => taps > 0

const copy = (value) => {
  if (Array.isArray(value)) return value.map(copy)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, copy(it)]))
}

/** Everything a page or component is made of, loaded once. */
export function load(path, isPage) {
  if (!parts.has(path)) parts.set(path, assemble(path, isPage))
  return parts.get(path)
}

async function assemble(path, isPage) {
  const settings = await json(path + '.json')
  const using = {}
  for (const [tag, where] of Object.entries(settings.usingComponents ?? {})) {
    using[tag] = await load(resolve(path, where), false)
  }
  const template = await view(path + '.wxml')
  const scope = scopeOf(path)
  await style(path + '.wxss', scope)
  await run(path + '.js')
  const registered = definitions.get(path + '.js')
  if (!registered) throw new Error(`${path}.js calls neither Page() nor Component()`)
  // app.wxss is for pages, except for those that want nothing of it.
  const shared = isPage && settings.styleIsolation !== 'page-isolated'
  return { path, shared, settings, using, template, scope, ...registered }
}

// ---- instances -------------------------------------------------------------------------------------------------------

export class Instance {
  /** @param part what load() gave; @param element where it is shown; @param given properties, or a page's query */
  constructor(part, element, given) {
    this.part = part
    this.element = element
    this.alive = true
    this.after = []
    const { definition } = part
    this.own = part.kind === 'page' ? this.page(definition) : this.component(definition, given)
    this.own.setData = (values, done) => this.setData(values, done)
  }

  page(definition) {
    const own = { route: this.part.path.slice(1) }
    for (const [name, it] of Object.entries(definition)) own[name] = typeof it === 'function' ? it : copy(it)
    own.data ??= {}
    return own
  }

  component(definition, given) {
    this.properties = {}
    for (const [name, it] of Object.entries(definition.properties ?? {})) {
      this.properties[name] = typeof it === 'function' || it === null ? { type: it } : it
    }
    const own = { ...definition.methods, data: copy(definition.data ?? {}) }
    for (const [name, { type, value }] of Object.entries(this.properties)) {
      own.data[name] = name in given ? typed(given[name], type, value) : value === undefined ? empty(type) : copy(value)
    }
    own.properties = own.data
    own.triggerEvent = (name, detail = {}, options = {}) => fire(this.element, name.toLowerCase(), detail, options.bubbles)
    return own
  }

  lifetime(name) {
    const { definition } = this.part
    ;(definition.lifetimes?.[name] ?? definition[name])?.call(this.own)
  }

  /** A component's user has new attributes for it. */
  receive(attrs) {
    const changed = {}
    for (const [name, { type, value }] of Object.entries(this.properties)) {
      if (name in attrs) {
        const now = typed(attrs[name], type, value)
        if (!same(now, this.own.data[name])) changed[name] = now
      }
    }
    if (Object.keys(changed).length) this.setData(changed)
  }

  setData(values, done) {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) throw new Error(`${this.part.path}: setData of ${name}: undefined is not carried over`)
      put(this.own.data, name, copy(value))
    }
    if (done) this.after.push(done)
    later(this)
    const names = Object.keys(values).map((it) => it.split(/[.[]/)[0])
    for (const [watched, observer] of Object.entries(this.part.definition.observers ?? {})) {
      const fields = watched.split(',').map((it) => it.trim().replace('.**', ''))
      if (fields.some((it) => names.includes(it))) observer.apply(this.own, fields.map((it) => this.own.data[it]))
    }
  }

  paint() {
    if (!this.alive) return
    place(this.element, patch(this, this.part.template.nodes(this.own.data), this))
    distribute(this)
    for (const done of this.after.splice(0)) done.call(this.own)
  }

  end() {
    this.alive = false
  }
}

const empty = (type) => ({ String: '', Number: 0, Boolean: false, Array: [], Object: null })[type?.name] ?? null

function typed(value, type, otherwise) {
  if (value === undefined || (value === null && type !== Object && type !== null)) return otherwise === undefined ? empty(type) : copy(otherwise)
  if (type === Boolean) return Boolean(value)
  if (type === Number) return Number(value)
  if (type === String) return String(value)
  return copy(value)
}

const same = (a, b) => a === b || (a !== null && typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b))

/** `a.b[0].c` as setData takes it. */
function put(data, path, value) {
  const names = path.match(/[^.[\]]+/g)
  let at = data
  for (const [nr, name] of names.slice(0, -1).entries()) {
    at = at[name] ??= /^\d+$/.test(names[nr + 1]) ? [] : {}
  }
  at[names.at(-1)] = value
}

/** Painted soon, not at once: in WeChat another thread does it. */
function later(instance) {
  waiting.add(instance)
  painting ??= Promise.resolve().then(() => {
    painting = null
    paintNow()
  })
}

export function paintNow() {
  while (waiting.size) {
    const [next] = waiting
    waiting.delete(next)
    next.paint()
  }
}

// ---- elements --------------------------------------------------------------------------------------------------------

/** @param holder keeps the elements by their keys; @returns the elements in their order */
function patch(holder, nodes, instance) {
  const before = holder.kids ?? new Map()
  const after = new Map()
  for (const node of nodes) {
    let element = before.get(node.key)
    if (element && element.$tag === (node.tag ?? '#text')) before.delete(node.key)
    else element = create(node, instance)
    if (after.has(node.key)) throw new Error(`${instance.part.path}: two elements of one list have the same wx:key (${node.key})`)
    update(element, node, instance)
    after.set(node.key, element)
  }
  for (const element of before.values()) discard(element)
  holder.kids = after
  return [...after.values()]
}

function place(parent, elements) {
  let at = parent.firstChild
  for (const element of elements) {
    if (element === at) at = at.nextSibling
    else parent.insertBefore(element, at)
  }
  while (at) {
    const next = at.nextSibling
    at.remove()
    at = next
  }
}

function create(node, instance) {
  if (node.tag === undefined) {
    const text = document.createTextNode(node.text)
    text.$tag = '#text'
    return text
  }
  const { part } = instance
  const used = part.using[node.tag]
  if (!used && !tags[node.tag] && node.tag !== 'slot') {
    throw new Error(`${part.path}.wxml: <${node.tag}> is neither built in nor in usingComponents`)
  }
  const element = document.createElement('wx-' + node.tag)
  element.$tag = node.tag
  element.$owner = instance
  element.setAttribute(part.scope, '')
  if (part.shared) element.setAttribute('in-page', '')
  if (used) {
    element.$instance = new Instance(used, element, node.attrs)
    element.$instance.paint()
    element.$instance.lifetime('attached')
  } else {
    tags[node.tag]?.create?.(element, (type, detail, bubbles) => fire(element, type, detail, bubbles))
  }
  return element
}

function update(element, node, instance) {
  if (node.tag === undefined) {
    if (element.data !== node.text) element.data = node.text
    return
  }
  element.$on = node.on
  element.$data = node.data
  for (const [name, value] of Object.entries(node.data)) {
    if (value !== null && typeof value !== 'object' && value !== undefined) element.dataset[name] = value
  }
  const before = element.$attrs ?? {}
  element.$attrs = node.attrs
  const inside = element.$instance
  for (const name of new Set([...Object.keys(before), ...Object.keys(node.attrs)])) {
    if (!same(before[name], node.attrs[name]) || !(name in before)) attribute(element, name, node.attrs[name])
  }
  if (inside) {
    inside.receive(node.attrs)
    inside.light = patch(element.$light ??= {}, node.children, instance)
    distribute(inside)
  } else if (!tags[node.tag]?.childless) {
    place(element.$body ?? element, patch(element, node.children, instance))
    tags[node.tag]?.filled?.(element)
  }
}

function attribute(element, name, value) {
  if (name === 'class') element.className = value ?? ''
  else if (name === 'style') element.style.cssText = rpx(String(value ?? ''))
  else if (name === 'hidden') element.hidden = Boolean(value)
  else if (name === 'id') element.id = value
  else if (name === 'slot') element.$slot = value
  else if (name === 'ariaRole') element.setAttribute('role', value)
  else if (name.startsWith('aria')) {
    if (element.$tag === 'image' && name === 'ariaLabel') {
      element.$control.alt = value ?? ''
      return
    }
    const spoken = element.$control ?? element
    const attribute = 'aria-' + name.slice(4).toLowerCase()
    if (value === undefined || value === '') spoken.removeAttribute(attribute)
    else spoken.setAttribute(attribute, value)
  } else tags[element.$tag]?.set?.(element, name, value)
}

/** What a component was given between its tags goes where its template has a slot of that name. */
function distribute(instance) {
  if (!instance.light) return
  for (const slot of instance.element.querySelectorAll('wx-slot')) {
    if (slot.$owner === instance) {
      const name = slot.$attrs.name ?? ''
      place(slot, instance.light.filter((it) => (it.$slot ?? '') === name))
    }
  }
}

export function discard(element) {
  for (const inner of [element, ...(element.querySelectorAll?.('*') ?? [])]) {
    if (inner.$instance?.alive) {
      inner.$instance.lifetime('detached')
      inner.$instance.end()
    }
  }
}

// ---- events ----------------------------------------------------------------------------------------------------------

/** Calls whoever bound it, from the element outwards where it bubbles. */
export function fire(element, type, detail = {}, bubbles = false) {
  const told = (it) => ({ id: it.id, dataset: it.$data ?? {} })
  for (let at = element; at && at !== document; at = bubbles ? at.parentNode : null) {
    const bound = at.$on?.[type]
    if (bound?.method) {
      const { own, part } = at.$owner
      const handler = own[bound.method]
      if (typeof handler !== 'function') throw new Error(`${part.path}: bound to ${type}, but there is no method ${bound.method}`)
      const event = { type, timeStamp: performance.now(), detail, target: told(element), currentTarget: told(at) }
      const before = taps
      if (type === 'tap') taps = 1
      try {
        handler.call(own, event)
      } finally {
        taps = before
      }
    }
    if (bound?.stop) return
  }
}
