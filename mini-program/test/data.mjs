/** Data for a template as nobody would make it by hand: everything it reads is there, or missing, or empty, or of another type. */
import { tree } from '../phone/wxml.js'

const BRACES = /\{\{((?:"[^"]*"|'[^']*'|\}(?!\})|[^}"'])*)\}\}/g
const STRING = /"([^"]*)"|'([^']*)'/g
const PATH = /[A-Za-z_$][\w$]*(?:\s*\.\s*[A-Za-z_$][\w$]*|\[[^\]]*\])*/g
const COMPARED = /([A-Za-z_$][\w$.]*)\s*[!=]==?\s*(?:'([^']*)'|([A-Za-z_$][\w$.]*))/g
const NAMED = /([{,]\s*)[A-Za-z_$][\w$]*\s*:/g
const WORDS = ['true', 'false', 'null', 'undefined']
const ANY = '*'

/**
 * @typedef {Map<string, Shape> & {words?: string[]}} Shape what is read of a value: its fields by name, `*` for those that are counted
 *   or looked up, and the words it is compared with
 */

/** @returns {Shape} */
function under(shape, name) {
  if (!shape.has(name)) shape.set(name, new Map())
  return shape.get(name)
}

function merge(into, from) {
  if (from.words) into.words = from.words
  for (const [name, shape] of from) merge(under(into, name), shape)
}

/** @returns {string[][]} what an expression reads, name by name */
function paths(expression) {
  const found = []
  for (const [path] of expression.replace(STRING, "''").replace(NAMED, '$1').matchAll(PATH)) {
    const names = path.replace(/\[([^\]]*)\]/g, (_, inner) => {
      found.push(...paths(inner))
      return '.' + ANY
    }).split('.').map((name) => name.trim())
    if (!WORDS.includes(names[0])) found.push(names)
  }
  return found
}

/**
 * @param {string} source of a wxml file
 * @param {Map<string, Shape>} imported what its imported templates read, by their names
 * @returns {{shape: Shape, templates: Map<string, Shape>, words: string[]}} words: the texts it compares with
 */
export function readBy(source, imported = new Map()) {
  const root = tree(source, 'read')
  const modules = root.children.filter((child) => child.tag === 'wxs').map((child) => child.attrs.get('module'))
  const templates = new Map()
  const words = new Set()
  const used = []
  const shape = new Map()

  /** From the outermost: an item is one of its list. @param {Map<string, string[] | null>} items */
  function whole([first, ...others], items) {
    if (modules.includes(first) || items.get(first) === null) return null
    return items.has(first) ? [...items.get(first), ANY, ...others] : [first, ...others]
  }

  function read(text, items, into) {
    for (const [, expression] of text.matchAll(BRACES)) {
      for (const [, double, single] of expression.matchAll(STRING)) words.add(double ?? single)
      for (const path of paths(`{${expression}}`)) whole(path, items)?.reduce(under, into)
      for (const [, left, word, right] of expression.matchAll(COMPARED)) {
        for (const path of right && !WORDS.includes(right) ? [left, right] : [left]) {
          const compared = whole(path.split('.'), items)?.reduce(under, into)
          if (compared) compared.words = [...new Set([...(compared.words ?? []), word ?? 'same'])]
        }
      }
    }
  }

  function walk(children, items, into) {
    for (const child of children) {
      if (typeof child === 'string') {
        read(child, items, into)
        continue
      }
      const { tag, attrs } = child
      let within = items
      if (tag === 'template' && attrs.has('name')) {
        templates.set(attrs.get('name'), new Map())
        walk(child.children, new Map(), templates.get(attrs.get('name')))
        continue
      }
      if (attrs.has('wx:for')) {
        const [list] = paths(attrs.get('wx:for'))
        const from = list ? whole(list, items) : null
        if (from) under(from.reduce(under, into), ANY)
        within = new Map(items)
          .set(attrs.get('wx:for-item') ?? 'item', from)
          .set(attrs.get('wx:for-index') ?? 'index', null)
      }
      for (const [name, value] of attrs) {
        if (name !== 'wx:key' && value !== true) read(value, name === 'wx:for' ? items : within, into)
      }
      if (tag === 'template') used.push({ attrs, within, into })
      walk(child.children, within, into)
    }
  }

  walk(root.children, new Map(), shape)
  const known = new Map([...imported, ...templates])
  for (const { attrs, within, into } of used) {
    for (const [own, reads] of known.get(attrs.get('is')) ?? []) {
      const given = new RegExp(`[{,\\s]${own}\\s*:\\s*([\\w.]+)`).exec(attrs.get('data') ?? '')?.[1] ?? own
      const from = whole(given.split('.'), within)
      if (from) merge(from.reduce(under, into), reads)
    }
  }
  return { shape, templates, words: [...words] }
}

/** @returns {() => number} from 0 to 1, the same ones for the same seed; all bits of them are good (mulberry32) */
export function dice(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const TEXTS = ['', ' ', '0', 'a', 'b', '<b>&amp;', '2026-11-26T19:30:00+08:00', '2027-02-29T00:00:00+08:00', '很长的一句话']
const NOTHING = [undefined, null, false, 0, '']
const NUMBERS = [0, 1, 2, 3, -1, 0.5, 9800, 123456789]

/** @param {Shape} shape @param {string[]} words @param {() => number} roll */
export function randomData(shape, words, roll) {
  const one = (list) => list[Math.floor(roll() * list.length)]
  const many = (most, make) => Array.from({ length: Math.floor(roll() * (most + 1)) }, make)
  const leaf = () => one([
    () => one(NOTHING),
    () => one(NOTHING),
    () => one(NOTHING),
    () => one(words.length ? words : TEXTS),
    () => one(TEXTS),
    () => one(NUMBERS),
    () => roll() < 0.5,
    () => many(3, () => one([...NUMBERS, ...TEXTS, null])),
    () => ({ a: one(NUMBERS), id: one(TEXTS), n: one(NUMBERS), b: null, list: [1, 'x'] }),
  ])()

  function value(of) {
    if (of.has(ANY)) return list(of)
    if (of.words && roll() < 0.7) return one(of.words)
    return !of.size || roll() < 0.2 ? leaf() : object(of)
  }

  /** A number is a list too, as long as it says. */
  function list(of) {
    if (roll() < 0.6) return many(4, () => value(of.get(ANY)))
    return roll() < 0.5 ? object(of) : one([undefined, null, '', 'abc', 0, 2, 3, -1, 0.5, true])
  }

  function object(of) {
    const made = {}
    for (const [name, inner] of of) {
      for (const own of name === ANY ? words : [name]) {
        if (roll() < 0.9) made[own] = value(inner)
      }
    }
    return made
  }

  return object(shape)
}
