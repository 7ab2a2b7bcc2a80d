/** Brings the files of a mini-program as they lie on disk: scripts as modules of their own address, wxss as style sheets. */
import { allowCalls, compile } from './wxml.js'

const texts = new Map()
const modules = new Map()
const views = new Map()
const styles = new Map()
let source = ''
let oneAtATime = Promise.resolve()

/** Whose script is running: Page() and Component() ask for it. */
export const registering = { current: '' }

/** @param {string} address of the folder with app.json, with a slash at its end */
export function from(address) {
  source = address
}

/** @param {string} from a path in the mini-program, beginning with a slash */
export function resolve(from, name) {
  return new URL(name, 'file://' + from).pathname
}

/** What a path is called in attributes and selectors. */
export const scopeOf = (path) => 'c-' + path.replace(/[^0-9A-Za-z]+/g, '-').toLowerCase()

export function text(path) {
  if (!texts.has(path)) {
    texts.set(path, fetch(source + path.slice(1)).then((answer) => {
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
      return answer.text()
    }))
  }
  return texts.get(path)
}

export async function json(path) {
  return JSON.parse(await text(path))
}

/** Runs a script once and gives what it exports. */
export function run(path) {
  if (!modules.has(path)) modules.set(path, start(path))
  return modules.get(path)
}

async function start(path) {
  const wanted = new Map()
  for (const [, name] of (await text(path)).matchAll(/\brequire\(\s*['"]([^'"]+)['"]\s*\)/g)) {
    const file = resolve(path, name)
    wanted.set(name, await run(/\.\w+$/.test(file) ? file : file + '.js'))
  }
  const turn = oneAtATime.then(async () => {
    const module = { exports: {} }
    Object.assign(window, { module, exports: module.exports, require: (name) => wanted.get(name) })
    registering.current = path
    await import(source + path.slice(1))
    return module.exports
  })
  oneAtATime = turn.catch(() => {})
  return turn
}

/** The template of a wxml file with everything it imports. */
export function view(path) {
  if (!views.has(path)) views.set(path, made(path))
  return views.get(path)
}

async function made(path) {
  const template = compile(await text(path), path)
  const exports = {}
  for (const { name, src } of template.modules) {
    exports[name] = await run(resolve(path, src))
    allowCalls(exports[name])
  }
  const others = new Map()
  for (const src of template.imports) {
    for (const [name, it] of (await view(resolve(path, src))).templates) others.set(name, it)
  }
  template.link(exports, others)
  return template
}

/** Puts the style sheet of a page or a component into force, for its own elements only. */
export function style(path, scope) {
  if (!styles.has(path)) {
    styles.set(path, (async () => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(await imported(path))
      narrow(sheet.cssRules, scope)
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    })())
  }
  return styles.get(path)
}

async function imported(path) {
  let css = ''
  try {
    css = await text(path)
  } catch (missing) {
    return css // a style sheet is optional, as in WeChat
  }
  const parts = css.split(/@import\s+['"]([^'"]+)['"]\s*;/)
  for (let at = 1; at < parts.length; at += 2) parts[at] = await imported(resolve(path, parts[at]))
  return rpx(parts.join(''))
}

/** 750 rpx are the width of the phone. */
export const rpx = (css) => css.replace(/(-?\d*\.?\d+)rpx\b/g, 'calc($1 * var(--rpx))')

function narrow(rules, scope) {
  for (const rule of rules) {
    if (rule.selectorText) {
      rule.selectorText = rule.selectorText
        .replace(/(^|[\s>+~,(])([a-z][a-z-]*)/g, '$1wx-$2')
        .replace(/\.[A-Za-z_][\w-]*/g, `$&[${scope}]`)
    } else if (rule.cssRules) {
      if (!(rule instanceof CSSKeyframesRule)) narrow(rule.cssRules, scope)
    }
  }
}
