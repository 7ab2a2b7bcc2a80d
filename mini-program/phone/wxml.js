/**
 * WXML as WeChat reads it: text to a template, template and data to nodes. Knows no DOM, so that Node can judge it too.
 *
 * @typedef {{text: string, key: string}} TextNode
 * @typedef {{tag: string, key: string, attrs: Object<string, any>, data: Object<string, any>,
 *   on: Object<string, {method: string, stop: boolean}>, children: Node[]}} ElementNode
 * @typedef {TextNode | ElementNode} Node
 */

/** Only what wxs files export may be called from a template: a method of data shows nothing in WeChat, so it does not here. */
export const callable = new WeakSet()

/** @param {any} exported what a wxs file exports; its functions may be called from now on */
export function allowCalls(exported) {
  for (const value of Object.values(exported)) {
    if (typeof value === 'function') callable.add(value)
  }
}

/** What fails in wxs is said aloud and shows nothing; the rest of the page is there, as in WeChat. */
function outcome(called, given) {
  try {
    return called(...given)
  } catch (failure) {
    console.error(failure)
    return undefined
  }
}

// ---- expressions ---------------------------------------------------------------------------------------------------

const TOKEN = /\s*(?:(\d+(?:\.\d*)?|\.\d+)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_$][\w$]*)|(===|!==|==|!=|<=|>=|&&|\|\||\.\.\.|[-+*/%!<>?:.,()[\]{}]))/y
const LEVELS = [['||'], ['&&'], ['==', '!=', '===', '!=='], ['<', '>', '<=', '>='], ['+', '-'], ['*', '/', '%']]
const WORDS = new Map([['true', true], ['false', false], ['null', null], ['undefined', undefined]])
const OPERATIONS = {
  '==': (a, b) => a == b,
  '!=': (a, b) => a != b,
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
}

function tokens(source) {
  const found = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < source.trimEnd().length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(source)
    if (!match) throw new SyntaxError(`{{${source}}}: not understood from "${source.slice(at)}"`)
    const [, number, string, word, sign] = match
    if (number !== undefined) found.push({ value: Number(number) })
    else if (string !== undefined) found.push({ value: string.slice(1, -1).replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c)) })
    else found.push({ word, sign })
  }
  return found
}

/** Nothing of nothing is nothing, and a method is nothing. */
function member(object, name) {
  if (object === undefined || object === null) return undefined
  const value = object[name]
  return typeof value === 'function' && !callable.has(value) ? undefined : value
}

/** @returns {(scope: object) => any} */
export function expression(source) {
  const all = tokens(source)
  let at = 0
  const peek = () => all[at]?.sign
  const take = (sign) => peek() === sign && (at++, true)
  const fail = () => { throw new SyntaxError(`{{${source}}}: WeChat does not compile this`) }
  const must = (sign) => take(sign) || fail()

  function choice() {
    const test = level(0)
    if (!take('?')) return test
    const yes = choice()
    must(':')
    const no = choice()
    return (scope) => (test(scope) ? yes(scope) : no(scope))
  }

  function level(depth) {
    if (depth === LEVELS.length) return unary()
    let left = level(depth + 1)
    while (LEVELS[depth].includes(peek())) {
      const sign = all[at++].sign
      const first = left
      const second = level(depth + 1)
      if (sign === '||') left = (scope) => first(scope) || second(scope)
      else if (sign === '&&') left = (scope) => first(scope) && second(scope)
      else left = (scope) => OPERATIONS[sign](first(scope), second(scope))
    }
    return left
  }

  function unary() {
    if (take('!')) {
      const operand = unary()
      return (scope) => !operand(scope)
    }
    if (take('-')) {
      const operand = unary()
      return (scope) => -operand(scope)
    }
    if (take('(')) {
      const inner = choice()
      must(')')
      return inner
    }
    return path(primary())
  }

  function primary() {
    if (take('[')) return array()
    if (take('{')) return object()
    const token = all[at++] ?? fail()
    if ('value' in token) return () => token.value
    if (token.word === undefined) fail()
    if (WORDS.has(token.word)) return () => WORDS.get(token.word)
    return (scope) => scope[token.word]
  }

  function path(start) {
    let value = start
    for (;;) {
      const of = value
      if (take('.')) {
        const name = all[at++]?.word ?? fail()
        value = (scope) => member(of(scope), name)
      } else if (take('[')) {
        const name = choice()
        must(']')
        value = (scope) => member(of(scope), name(scope))
      } else if (take('(')) {
        const given = list(')')
        value = (scope) => {
          const called = of(scope)
          return callable.has(called) ? outcome(called, given.map((one) => one(scope))) : undefined
        }
      } else {
        return value
      }
    }
  }

  function list(end) {
    const items = []
    while (!take(end)) {
      items.push(choice())
      if (peek() !== end) must(',')
    }
    return items
  }

  function array() {
    const items = list(']')
    return (scope) => items.map((one) => one(scope))
  }

  function object() {
    const parts = []
    while (!take('}')) {
      if (take('...')) {
        const spread = level(0)
        parts.push((scope, made) => Object.assign(made, spread(scope)))
      } else {
        const token = all[at++] ?? fail()
        const name = token.word ?? token.value ?? fail()
        const value = take(':') ? choice() : (scope) => scope[name]
        parts.push((scope, made) => { made[name] = value(scope) })
      }
      if (peek() !== '}') must(',')
    }
    return (scope) => {
      const made = {}
      for (const part of parts) part(scope, made)
      return made
    }
  }

  if (!all.length) return () => ''
  const whole = choice()
  if (at < all.length) fail()
  return whole
}

/** Where the braces that open at the index are closed; strings inside do not count. */
function closing(source, from) {
  let quote = ''
  for (let at = from + 2; at < source.length; at++) {
    const c = source[at]
    if (quote) {
      if (c === '\\') at++
      else if (c === quote) quote = ''
    } else if (c === '"' || c === "'") {
      quote = c
    } else if (c === '}' && source[at + 1] === '}') {
      return at
    }
  }
  throw new SyntaxError(`{{ without }}: ${source.slice(from, from + 40)}`)
}

/** @returns {Array<string | ((scope: object) => any)>} */
function pieces(source) {
  const found = []
  let at = 0
  for (;;) {
    const open = source.indexOf('{{', at)
    if (open < 0) break
    if (open > at) found.push(source.slice(at, open))
    const end = closing(source, open)
    found.push(expression(source.slice(open + 2, end)))
    at = end + 2
  }
  if (at < source.length) found.push(source.slice(at))
  return found
}

const shown = (value) => (value === undefined ? '' : String(value))

/** One pair of braces alone keeps its type, anything else is text; an attribute without a value is true. */
function binding(source) {
  if (source === true) return () => true
  const parts = pieces(source)
  if (parts.length === 0) return () => ''
  if (parts.length === 1) {
    const [only] = parts
    return typeof only === 'string' ? () => only : only
  }
  return words(parts)
}

function words(parts) {
  return (scope) => parts.map((part) => (typeof part === 'string' ? part : shown(part(scope)))).join('')
}

// ---- the tree ------------------------------------------------------------------------------------------------------

const NAME = /[\w:.-]+/y
const ATTRIBUTE = /\s*([\w:.@-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/y

/** @returns {{tag: string, attrs: Map<string, string | true>, children: any[]}} the root; texts are strings */
export function tree(source, file) {
  const root = { tag: '', attrs: new Map(), children: [] }
  const open = [root]
  let at = 0
  const fail = (why) => {
    const lines = source.slice(0, at).split('\n')
    throw new SyntaxError(`${file}:${lines.length}:${lines.at(-1).length + 1}: ${why}`)
  }
  const text = (words) => {
    if (words.trim()) open.at(-1).children.push(words.replace(/^\s*\n\s*|\s*\n\s*$/g, ''))
  }
  while (at < source.length) {
    const end = markup(source, at)
    text(source.slice(at, end))
    at = end
    if (at >= source.length) break
    if (source.startsWith('<!--', at)) {
      const close = source.indexOf('-->', at)
      if (close < 0) fail('a comment without end')
      at = close + 3
    } else if (source[at + 1] === '/') {
      const close = source.indexOf('>', at)
      const name = source.slice(at + 2, close).trim()
      if (open.length === 1 || open.at(-1).tag !== name) fail(`</${name}> closes nothing`)
      open.pop()
      at = close + 1
    } else {
      NAME.lastIndex = at + 1
      const [tag] = NAME.exec(source) ?? fail('< begins no tag')
      const node = { tag, attrs: new Map(), children: [] }
      at = NAME.lastIndex
      for (;;) {
        ATTRIBUTE.lastIndex = at
        const found = ATTRIBUTE.exec(source)
        if (!found) break
        node.attrs.set(found[1], found[2] ?? found[3] ?? true)
        at = ATTRIBUTE.lastIndex
      }
      const [rest, alone] = /^\s*(\/?)>/.exec(source.slice(at, at + 200)) ?? fail(`<${tag}> is not written as WeChat reads it`)
      at += rest.length
      open.at(-1).children.push(node)
      if (!alone) open.push(node)
    }
  }
  if (open.length > 1) fail(`<${open.at(-1).tag}> is never closed`)
  return root
}

/** The next tag or comment; a < between braces is none. */
function markup(source, from) {
  for (let at = from; at < source.length; at++) {
    if (source.startsWith('{{', at)) at = closing(source, at) + 1
    else if (source[at] === '<') return at
  }
  return source.length
}

// ---- from tree and data to nodes -------------------------------------------------------------------------------------

const EVENT = /^(bind|catch):?([a-z]+)$/
const camel = (name) => name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())

/**
 * @param {string} source
 * @param {string} file for messages
 */
export function compile(source, file) {
  const imports = []
  const modules = []
  /** @type {Map<string, {body: Function, wxs: () => object}>} */
  const templates = new Map()
  let wxs = {}
  let known = templates
  let nr = 0
  /** @type {{where: string, ways: number, taken: Set<number>}[]} */
  const forks = []

  /** @param {number} ways how many there are; @returns {(way: number) => void} notes that one was taken */
  function fork(where, ways) {
    const taken = new Set()
    forks.push({ where, ways, taken })
    return (way) => taken.add(way)
  }

  /** @returns {(scope: object, prefix: string, out: Node[]) => void} */
  function all(children) {
    const made = []
    for (let at = 0; at < children.length; at++) {
      const child = children[at]
      if (typeof child === 'string') {
        made.push(words_(child))
      } else if (child.attrs.has('wx:if') && !child.attrs.has('wx:for')) {
        const branches = [child]
        while (children[at + 1]?.attrs?.has('wx:elif')) branches.push(children[++at])
        if (children[at + 1]?.attrs?.has('wx:else')) branches.push(children[++at])
        made.push(chain(branches))
      } else if (child.attrs.has('wx:elif') || child.attrs.has('wx:else')) {
        throw new SyntaxError(`${file}: wx:else without wx:if at <${child.tag}>`)
      } else {
        made.push(one(child))
      }
    }
    return (scope, prefix, out) => { for (const make of made) make(scope, prefix, out) }
  }

  function words_(source) {
    const id = String(nr++)
    const make = words(pieces(source))
    return (scope, prefix, out) => out.push({ text: make(scope), key: prefix + id })
  }

  function chain(branches) {
    const tests = branches.map((it) => {
      const test = it.attrs.get('wx:if') ?? it.attrs.get('wx:elif')
      return test === undefined ? () => true : binding(test)
    })
    const bodies = branches.map((it) => one(it))
    const last = branches.at(-1)
    const note = fork(branches[0].attrs.get('wx:if'), branches.length + (last.attrs.has('wx:else') ? 0 : 1))
    return (scope, prefix, out) => {
      const chosen = tests.findIndex((test) => test(scope))
      note(chosen)
      if (chosen >= 0) bodies[chosen](scope, prefix, out)
    }
  }

  function one(element) {
    if (element.attrs.has('wx:for')) return loop(element)
    switch (element.tag) {
      case 'block':
        return all(element.children)
      case 'template':
        return use(element)
      case 'include':
        throw new SyntaxError(`${file}: <include> is not known here, use <import>`)
      default:
        return plain(element)
    }
  }

  function loop(element) {
    const list = binding(element.attrs.get('wx:for'))
    const item = element.attrs.get('wx:for-item') ?? 'item'
    const index = element.attrs.get('wx:for-index') ?? 'index'
    const key = element.attrs.get('wx:key')
    if (key === undefined) throw new SyntaxError(`${file}: wx:for without wx:key at <${element.tag}>`)
    const attrs = new Map(element.attrs)
    attrs.delete('wx:for')
    const inner = all([{ ...element, attrs }])
    const id = String(nr++)
    const note = fork(element.attrs.get('wx:for'), 3)
    return (scope, prefix, out) => {
      const values = list(scope)
      const entries = typeof values === 'number' ? Array.from({ length: Math.ceil(values) }, (_, i) => [i, i])
        : Array.isArray(values) || typeof values === 'string' ? [...values].map((it, i) => [i, it])
        : Object.entries(values ?? {})
      note(Math.min(entries.length, 2))
      for (const [name, value] of entries) {
        const within = Object.create(scope)
        within[item] = value
        within[index] = name
        const own = key === '*this' ? value : key === 'index' || key === index ? name : value?.[key]
        inner(within, `${prefix}${id}:${own}/`, out)
      }
    }
  }

  function use(element) {
    const name = binding(element.attrs.get('is'))
    const data = element.attrs.get('data')
    const given = data === undefined ? () => ({}) : expression(data.replace(/^\s*\{\{/, '{').replace(/\}\}\s*$/, '}'))
    const id = String(nr++)
    return (scope, prefix, out) => {
      const template = known.get(name(scope))
      if (!template) return
      const inside = Object.assign(Object.create(null), template.wxs(), given(scope))
      template.body(inside, `${prefix}${id}/`, out)
    }
  }

  function plain({ tag, attrs: written, children }) {
    const id = String(nr++)
    const attrs = []
    const data = []
    const on = {}
    for (const [name, value] of written) {
      const event = EVENT.exec(name)
      if (event) on[event[2]] = { method: value, stop: event[1] === 'catch' }
      else if (name.startsWith('data-')) data.push([camel(name.slice(5)), binding(value)])
      else if (!name.startsWith('wx:')) attrs.push([camel(name), binding(value)])
    }
    const inner = all(children)
    return (scope, prefix, out) => {
      const node = { tag, key: prefix + id, attrs: {}, data: {}, on, children: [] }
      for (const [name, value] of attrs) node.attrs[name] = value(scope)
      for (const [name, value] of data) node.data[name] = value(scope)
      inner(scope, prefix, node.children)
      out.push(node)
    }
  }

  const root = tree(source, file)
  const rest = []
  for (const child of root.children) {
    if (child.tag === 'import') imports.push(child.attrs.get('src'))
    else if (child.tag === 'wxs') modules.push({ name: child.attrs.get('module'), src: child.attrs.get('src') })
    else if (child.tag === 'template' && child.attrs.has('name')) {
      templates.set(child.attrs.get('name'), { body: all(child.children), wxs: () => wxs })
    } else rest.push(child)
  }
  const body = all(rest)

  return {
    imports,
    modules,
    templates,
    /** Where data decides the way, and which ways were taken so far (a list: none, one, more): who judges has to see them all. */
    forks,
    /** @param {object} exports of the wxs files, by module name; @param {Map} others templates of imported files */
    link(exports, others) {
      wxs = exports
      known = new Map([...others, ...templates])
    },
    /** @returns {Node[]} */
    nodes(data) {
      const out = []
      body(Object.assign(Object.create(null), wxs, data), '', out)
      return out
    },
  }
}
