/** Runs the script of a page or the services with a `wx` of ours: no browser, no package. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../app/packageRefund')

/** Until nothing more is waiting to be done. */
export const settled = async () => { for (let i = 0; i < 200; i++) await new Promise((done) => setImmediate(done)) }

/** `a[0].b` as setData takes it. */
function put(data, path, value) {
  const names = path.match(/[^.[\]]+/g)
  const last = names.pop()
  names.reduce((at, name) => at[name], data)[last] = structuredClone(value)
}

/**
 * @param {(call: {method: string, path: string, data: any, header: any}) => any} server answers [status, body], or null for silence
 */
export function phone(server, more = {}) {
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(ROOT)) delete require.cache[file]
  }
  const log = []
  const storage = new Map()
  let codes = 0
  const answer = (options, kind) => {
    const call = { kind, method: options.method ?? 'POST', path: options.url.replace('https://refund.example.com', ''), data: options.data, header: options.header }
    log.push(call)
    setImmediate(() => {
      const given = server(call)
      if (given === null) options.fail({ errMsg: kind + ':fail connect error' })
      else options.success({ statusCode: given[0], data: given[1], header: given[2] ?? {} })
    })
  }
  globalThis.wx = {
    request: (options) => answer(options, 'request'),
    uploadFile: (options) => answer(options, 'uploadFile'),
    login: ({ success }) => setImmediate(() => success({ code: 'code-' + ++codes })),
    getAppBaseInfo: () => ({ language: 'zh_CN' }),
    getStorageSync: (key) => storage.get(key) ?? '',
    setStorageSync: (key, value) => storage.set(key, structuredClone(value)),
    removeStorageSync: (key) => storage.delete(key),
    requestSubscribeMessage: ({ tmplIds, complete }) => {
      log.push({ kind: 'consent' })
      setImmediate(() => complete(Object.fromEntries(tmplIds.map((it) => [it, 'accept']))))
    },
    ...Object.fromEntries(['setNavigationBarTitle', 'showLoading', 'hideLoading', 'showToast', 'stopPullDownRefresh', 'navigateBack'].map((it) => [it, () => {}])),
    redirectTo: ({ url }) => log.push({ kind: 'redirectTo', url }),
    navigateTo: ({ url }) => log.push({ kind: 'navigateTo', url }),
    showModal: (options) => log.push({ kind: 'showModal', ...options }),
    ...more,
  }
  globalThis.getCurrentPages = () => [{}]
  return {
    log,
    storage,
    service: (name) => require(join(ROOT, 'services', name + '.js')),
    messages: (language) => require(join(ROOT, 'messages', language + '.js')),
    open(page, query) {
      let definition
      globalThis.Page = (it) => { definition = it }
      const file = join(ROOT, 'pages', page, page + '.js')
      delete require.cache[file]
      require(file)
      const own = { ...definition, data: structuredClone(definition.data) }
      own.setData = (values) => Object.assign(own.data, structuredClone(values))
      own.onLoad?.(query)
      return own
    },
    /** A component, with what it told its page. */
    part(name, properties) {
      let definition
      globalThis.Component = (it) => { definition = it }
      const file = join(ROOT, 'components', name, name + '.js')
      delete require.cache[file]
      require(file)
      const own = { ...definition.methods, data: { ...structuredClone(definition.data), ...properties }, told: [] }
      own.setData = (values) => Object.entries(values).forEach(([path, value]) => put(own.data, path, value))
      own.triggerEvent = (type, detail) => own.told.push({ type, detail: structuredClone(detail) })
      definition.lifetimes?.attached?.call(own)
      return own
    },
  }
}
