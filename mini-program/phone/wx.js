/** `wx`, as far as pages of ours use it: callbacks or a promise, WeChat's own refusals, and what WeChat draws itself. */
import * as pages from './pages.js'
import { inTap } from './runtime.js'

const MOST_REQUESTS = 10
const here = new URLSearchParams(location.search)

/** Whom this phone belongs to, and which language it speaks. */
export const phone = {
  user: here.get('as') ?? sessionStorage.getItem('user') ?? '',
  language: here.get('lang') ?? navigator.language,
  domains: [],
}
if (phone.user) sessionStorage.setItem('user', phone.user)

const english = () => phone.language.startsWith('en')
const say = (zh, en) => (english() ? en : zh)

// ---- callbacks and promises ------------------------------------------------------------------------------------------

class Failure extends Error {}

/** @param work (options, ended) => answer; what it throws as a Failure is WeChat's own refusal */
function call(name, work) {
  return (options = {}) => {
    // The work begins at once, within the tap that asked for it.
    const ended = (async () => work(options))().then(
      (value) => ({ errMsg: `${name}:ok`, ...value }),
      (error) => {
        if (!(error instanceof Failure)) pages.report(error)
        throw { errMsg: `${name}:fail ${error.message}`, ...error.more }
      },
    )
    if (!options.success && !options.fail && !options.complete) return ended
    ended.then(
      (value) => { options.success?.(value); options.complete?.(value) },
      (error) => { options.fail?.(error); options.complete?.(error) },
    ).catch(pages.report)
  }
}

const fail = (message, more) => { throw Object.assign(new Failure(message), { more }) }

// ---- what WeChat draws -----------------------------------------------------------------------------------------------

const layer = () => document.getElementById('layer')

function element(name, type, text, ...children) {
  const made = document.createElement(name)
  made.className = type
  if (text) made.textContent = text
  made.append(...children)
  return made
}

/** @param choices {text, value, type}[]; @returns {Promise<any>} the value of the chosen one */
function ask(type, contents, choices) {
  return new Promise((done) => {
    const before = document.activeElement
    const buttons = choices.map(({ text, value, type: look = '' }) => {
      const button = element('button', look, text)
      button.addEventListener('click', () => {
        shade.remove()
        before?.focus?.()
        done(value)
      })
      return button
    })
    const box = element('div', 'box', '', ...contents, element('div', 'choices', '', ...buttons))
    box.setAttribute('role', 'dialog')
    box.setAttribute('aria-modal', 'true')
    const shade = element('div', `shade ${type}`, '', box)
    layer().append(shade)
    buttons.at(-1).focus()
  })
}

let toast = null
function showToast(text, icon, mask, duration) {
  toast?.remove()
  const box = element('div', `toast ${icon}`, '', element('i', icon, ''), element('p', '', text))
  box.setAttribute('role', 'status')
  toast = element('div', mask ? 'shade clear' : 'through', '', box)
  layer().append(toast)
  const mine = toast
  if (duration) setTimeout(() => { if (toast === mine) hideToast() }, duration)
}
function hideToast() {
  toast?.remove()
  toast = null
}

/** The host's own question: in WeChat everybody is somebody. */
async function who() {
  if (!phone.user) {
    phone.user = await ask('modal', [element('h2', '', say('您是谁？', 'Who are you?')), element('p', '',
      say('在微信里不会问：微信知道。这里请选一位演示观众。', 'WeChat would know. Here, choose one of two moviegoers.'))],
    [{ text: 'alice', value: 'alice' }, { text: 'bob', value: 'bob', type: 'primary' }])
    sessionStorage.setItem('user', phone.user)
  }
  return phone.user
}

export async function menu() {
  const chosen = await ask('actions', [], [
    { text: say('换成 alice', 'Be alice'), value: ['as', 'alice'] },
    { text: say('换成 bob', 'Be bob'), value: ['as', 'bob'] },
    { text: say('English', '中文'), value: ['lang', say('en', 'zh-CN')] },
    { text: say('取消', 'Cancel'), value: null },
  ])
  if (!chosen) return
  const address = new URL(location.href)
  if (phone.user) address.searchParams.set('as', phone.user)
  address.searchParams.set(...chosen)
  if (chosen[0] === 'as') address.hash = ''
  location.href = address
  if (address.hash) location.reload()
}

// ---- network ---------------------------------------------------------------------------------------------------------

let open = 0

/** Only whom the account lists as its servers; they are played by the server that these files come from. */
function serverOf(url) {
  const listed = phone.domains.find((it) => url.startsWith(it + '/'))
  if (!listed) fail('url not in domain list')
  return location.origin + url.slice(listed.length)
}

async function send(url, options, timeout = 60000) {
  const address = serverOf(url)
  if (open >= MOST_REQUESTS) fail('exceed max concurrent request')
  open++
  try {
    return await fetch(address, { credentials: 'omit', cache: 'no-store', ...options, signal: AbortSignal.timeout(timeout) })
  } catch (error) {
    return fail(error.name === 'TimeoutError' ? 'timeout' : navigator.onLine ? 'connect error' : 'internet disconnected')
  } finally {
    open--
  }
}

async function bodyOf(answer) {
  const text = await answer.text().catch(() => fail('connection reset'))
  try {
    return JSON.parse(text)
  } catch (notJson) {
    return text
  }
}

async function request({ url, method = 'GET', data, header = {}, timeout }) {
  const headers = { ...header }
  const sends = data !== undefined && method !== 'GET'
  if (sends) headers['Content-Type'] ??= 'application/json'
  const answer = await send(url, { method, headers, body: sends ? JSON.stringify(data) : undefined }, timeout)
  return { statusCode: answer.status, header: Object.fromEntries(answer.headers), data: await bodyOf(answer) }
}

const files = new Map()

async function uploadFile({ url, filePath, name, header = {}, timeout }) {
  const file = files.get(filePath) ?? fail(`file not found ${filePath}`)
  const form = new FormData()
  form.append(name, file, file.name)
  const answer = await send(url, { method: 'POST', headers: header, body: form }, timeout)
  // A text always, whatever came: WeChat leaves it to the page.
  return { statusCode: answer.status, data: await answer.text() }
}

async function downloadFile({ url, header = {}, timeout }) {
  const answer = await send(url, { headers: header }, timeout)
  const blob = await answer.blob()
  const tempFilePath = URL.createObjectURL(blob)
  files.set(tempFilePath, blob)
  return { statusCode: answer.status, tempFilePath }
}

// ---- what needs the person -------------------------------------------------------------------------------------------

function requestSubscribeMessage({ tmplIds }) {
  if (!inTap()) fail('can only be invoked by user TAP gesture.', { errCode: 10003 })
  if (tmplIds.length > 3) fail('templates count out of max bounds', { errCode: 20003 })
  return (async () => {
    const yes = await ask('modal', [element('h2', '', say('接收通知', 'Messages')), element('p', '',
      say(`允许影院就这次退款发送一次性通知（${tmplIds.length} 种）？`, `Let the cinema send you messages about this refund (${tmplIds.length} kinds)?`))],
    [{ text: say('取消', 'No'), value: false }, { text: say('允许', 'Allow'), value: true, type: 'primary' }])
    return Object.fromEntries(tmplIds.map((it) => [it, yes ? 'accept' : 'reject']))
  })()
}

async function chooseMedia({ count = 9 }) {
  if (!localStorage.getItem('privacy')) {
    const yes = await ask('modal', [element('h2', '', say('隐私保护', 'Privacy')), element('p', '',
      say('小程序要使用您选中的照片，仅用于本次退款审核。', 'The photos you choose are used for this refund only.'))],
    [{ text: say('拒绝', 'No'), value: false }, { text: say('同意', 'Agree'), value: true, type: 'primary' }])
    if (!yes) fail('privacy permission is not authorized', { errno: 104 })
    localStorage.setItem('privacy', 'yes')
  }
  const chosen = await new Promise((done) => {
    // In the document and not hidden: a browser test types a path into it.
    const input = element('input', 'chooser', '')
    input.type = 'file'
    input.accept = 'image/*'
    input.multiple = count > 1
    input.setAttribute('aria-label', say('选择照片', 'Choose photos'))
    layer().append(input)
    const end = () => { input.remove(); done([...input.files]) }
    input.addEventListener('change', end)
    input.addEventListener('cancel', end)
    input.click()
  })
  if (!chosen.length) fail('cancel')
  return {
    type: 'image',
    tempFiles: chosen.slice(0, count).map((file) => {
      const tempFilePath = URL.createObjectURL(file)
      files.set(tempFilePath, file)
      return { tempFilePath, size: file.size, fileType: 'image' }
    }),
  }
}

async function previewImage({ urls, current = urls[0] }) {
  const picture = element('img', '', '')
  picture.src = current
  picture.alt = say('大图', 'Large picture')
  await ask('preview', [picture], [{ text: say('关闭', 'Close'), value: true }])
}

async function showModal({ title = '', content = '', showCancel = true, confirmText, cancelText }) {
  const choices = [{ text: confirmText ?? say('确定', 'OK'), value: true, type: 'primary' }]
  if (showCancel) choices.unshift({ text: cancelText ?? say('取消', 'Cancel'), value: false })
  const confirm = await ask('modal', [element('h2', '', title), element('p', '', content)], choices)
  return { confirm, cancel: !confirm }
}

// ---- storage: one person's, as WeChat keeps it -----------------------------------------------------------------------

const drawer = (key) => `${phone.user || 'nobody'}/${key}`

const stored = {
  getStorageSync(key) {
    const text = localStorage.getItem(drawer(key))
    return text === null ? '' : JSON.parse(text)
  },
  setStorageSync: (key, data) => localStorage.setItem(drawer(key), JSON.stringify(data)),
  removeStorageSync: (key) => localStorage.removeItem(drawer(key)),
}

const abilities = {
  ...stored,
  request: call('request', request),
  uploadFile: call('uploadFile', uploadFile),
  downloadFile: call('downloadFile', downloadFile),
  login: call('login', async () => ({ code: `demo-${await who()}-${crypto.getRandomValues(new Uint32Array(3)).join('-')}` })),
  requestSubscribeMessage: call('requestSubscribeMessage', requestSubscribeMessage),
  chooseMedia: call('chooseMedia', chooseMedia),
  previewImage: call('previewImage', previewImage),
  showModal: call('showModal', showModal),
  makePhoneCall: call('makePhoneCall', ({ phoneNumber }) => showModal({
    title: say('拨打电话', 'Call'), content: phoneNumber, confirmText: say('呼叫', 'Call') })),
  setClipboardData: call('setClipboardData', async ({ data }) => {
    await navigator.clipboard?.writeText(data).catch(() => {})
    showToast(say('已复制', 'Copied'), 'success', false, 1500)
  }),
  showToast: call('showToast', async ({ title, icon = 'success', mask, duration = 1500 }) => showToast(title, icon, mask, duration)),
  showLoading: call('showLoading', async ({ title, mask }) => showToast(title, 'loading', mask)),
  hideLoading: call('hideLoading', async () => hideToast()),
  navigateTo: call('navigateTo', ({ url }) => pages.navigateTo(url)),
  redirectTo: call('redirectTo', ({ url }) => pages.redirectTo(url)),
  navigateBack: call('navigateBack', async ({ delta }) => pages.navigateBack(delta)),
  setNavigationBarTitle: call('setNavigationBarTitle', async ({ title }) => pages.title(title)),
  stopPullDownRefresh: call('stopPullDownRefresh', async () => pages.stopPull()),
  getAppBaseInfo: () => ({ language: english() ? 'en' : 'zh_CN', SDKVersion: '3.0.0' }),
}

/** What is not here is an error where it is asked for, not silence. */
window.wx = new Proxy(abilities, {
  get(known, name) {
    if (name in known || typeof name === 'symbol') return known[name]
    throw new Error(`wx.${name} is not known to this phone`)
  },
})
