/** The pages that lie one above the other, what is above them, and the way back. */
import { from, json, run, style } from './loader.js'
import { app, discard, fire, Instance, load, paintNow } from './runtime.js'

const MOST = 10
const stack = []
let settings = {}
let busy = Promise.resolve()

const frame = () => document.getElementById('pages')
const current = () => stack.at(-1)

window.getCurrentPages = () => stack.map((it) => it.own)

/** One after another, as taps that come too fast would otherwise open two. */
function inTurn(work) {
  const done = busy.then(work)
  busy = done.catch((error) => report(error))
  return done
}

export function report(error) {
  console.error(error)
}

/** @param {string} url as wx.navigateTo takes it: from the root, or from the page on top */
function read(url) {
  const [where, asked = ''] = url.split('?')
  const under = current() ? current().part.path : '/'
  const path = new URL(where, 'file://' + under).pathname
  // Handed over as written: WeChat decodes nothing either.
  const query = Object.fromEntries(asked.split('&').filter(Boolean).map((it) => [it.slice(0, it.indexOf('=')), it.slice(it.indexOf('=') + 1)]))
  if (!known(path)) throw new Error(`navigateTo:fail page "${path.slice(1)}" is not found`)
  return { path, query, url: asked ? `${path}?${asked}` : path }
}

const known = (path) => settings.paths.includes(path)
const hook = (page, name, ...given) => page?.own[name]?.call(page.own, ...given)

async function show({ path, query, url }) {
  if (stack.length >= MOST) throw new Error(`navigateTo:fail webview count limit exceed`)
  const part = await load(path, true)
  const element = document.createElement('wx-page')
  element.setAttribute(part.scope, '')
  element.dataset.page = path
  element.tabIndex = 0 // scrolled by keys too
  frame().append(element)
  const page = new Instance(part, element, query)
  page.url = url
  page.own.options = query
  page.title = part.settings.navigationBarTitleText ?? settings.window?.navigationBarTitleText ?? ''
  if (current()) {
    current().element.hidden = true
    hook(current(), 'onHide')
  }
  stack.push(page)
  page.paint()
  hook(page, 'onLoad', query)
  hook(page, 'onShow')
  paintNow()
  hook(page, 'onReady')
  element.addEventListener('scroll', () => reached(page))
  bar()
}

function leave() {
  const page = stack.pop()
  hook(page, 'onUnload')
  discard(page.element)
  page.end()
  page.element.remove()
}

function uncover() {
  const page = current()
  page.element.hidden = false
  hook(page, 'onShow')
  bar()
}

/** The address names the page on top, so that a reload shows it again; each level is an entry of the browser's history. */
const remember = (how) => history[how]({ depth: stack.length }, '', '#' + current().url)

export const navigateTo = (url) => inTurn(async () => {
  await show(read(url))
  remember('pushState')
})

export const redirectTo = (url) => inTurn(async () => {
  const wanted = read(url)
  const old = stack.pop()
  old.element.hidden = true
  await show(wanted)
  hook(old, 'onUnload')
  discard(old.element)
  old.end()
  old.element.remove()
  remember('replaceState')
})

const reLaunch = (url) => inTurn(async () => {
  const wanted = read(url)
  while (stack.length) leave()
  await show(wanted)
  remember('replaceState')
})

export function navigateBack(delta = 1) {
  if (stack.length <= 1) return
  history.go(-Math.min(delta, stack.length - 1))
}

window.addEventListener('popstate', (event) => inTurn(async () => {
  const depth = event.state?.depth ?? 1
  if (depth >= stack.length) return
  while (stack.length > Math.max(depth, 1)) leave()
  uncover()
}))

window.addEventListener('hashchange', () => inTurn(async () => {
  const wanted = decodeURI(location.hash.slice(1))
  if (wanted && wanted !== current()?.url && history.state === null) {
    const there = read(wanted)
    while (stack.length) leave()
    await show(there)
    remember('replaceState')
  }
}))

document.addEventListener('visibilitychange', () => hook(current(), document.hidden ? 'onHide' : 'onShow'))

// ---- above the page --------------------------------------------------------------------------------------------------

export function title(words) {
  current().title = words
  bar()
}

function bar() {
  document.getElementById('title').textContent = current().title
  document.getElementById('back').hidden = stack.length === 1
  document.getElementById('home').hidden = stack.length > 1 || current().part.path === settings.paths[0]
  document.title = current().title
}

// ---- pulling down, reaching the end ----------------------------------------------------------------------------------

let reachedAt = null

function reached(page) {
  const { scrollTop, clientHeight, scrollHeight } = page.element
  const atEnd = scrollTop + clientHeight >= scrollHeight - 50
  if (atEnd && reachedAt !== page) hook(page, 'onReachBottom')
  reachedAt = atEnd ? page : null
}

const spinner = () => document.getElementById('pull')
const pulled = () => {
  if (!current().part.settings.enablePullDownRefresh || !spinner().hidden) return
  spinner().hidden = false
  hook(current(), 'onPullDownRefresh')
}
export const stopPull = () => { spinner().hidden = true }

function watchPulling() {
  let start = null
  frame().addEventListener('touchstart', (event) => {
    start = current().element.scrollTop <= 0 ? event.touches[0].clientY : null
  }, { passive: true })
  frame().addEventListener('touchend', (event) => {
    if (start !== null && event.changedTouches[0].clientY - start > 80 && current().element.scrollTop <= 0) pulled()
    start = null
  }, { passive: true })
  let wheel = 0
  frame().addEventListener('wheel', (event) => {
    wheel = current().element.scrollTop <= 0 && event.deltaY < 0 ? wheel - event.deltaY : 0
    if (wheel > 400) {
      wheel = 0
      pulled()
    }
  }, { passive: true })
}

function watchTaps() {
  frame().addEventListener('click', (event) => {
    if (event.target.closest('[aria-disabled=true]')) return
    // A label presses its field too; the person tapped once.
    if (!event.isTrusted && event.target.tagName === 'INPUT') return
    let element = event.target
    while (element && !element.$tag) element = element.parentNode
    if (element) fire(element, 'tap', { x: event.clientX, y: event.clientY }, true)
  })
}

/** @param {string} source where app.json lies */
export async function open(source) {
  from(source)
  settings = await json('/app.json')
  settings.paths = settings.pages.map((it) => '/' + it)
  for (const { root, pages } of [...(settings.subPackages ?? []), ...(settings.subpackages ?? [])]) {
    settings.paths.push(...pages.map((it) => `/${root.replace(/\/$/, '')}/${it}`))
  }
  await style('/app.wxss', 'in-page')
  await run('/app.js')
  app.instance = { ...app.definition }
  app.instance.onLaunch?.()
  watchTaps()
  watchPulling()
  document.getElementById('back').addEventListener('click', () => navigateBack())
  document.getElementById('home').addEventListener('click', () => reLaunch(settings.paths[0]))
  const wanted = decodeURI(location.hash.slice(1))
  await inTurn(() => show(read(wanted && known(wanted.split('?')[0]) ? wanted : settings.paths[0])))
  remember('replaceState')
}
