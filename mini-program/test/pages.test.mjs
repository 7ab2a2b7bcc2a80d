/** What the pages do between a tap and a call. */
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import test, { beforeEach, mock } from 'node:test'
import { phone, ROOT, settled } from './harness.mjs'

const ORDER = { orderNo: 'A1', cinemaId: 'c', cinema: { cinemaId: 'c', name: '店', phone: '1' }, paidAmount: 9800, refundable: true, refundableReasons: ['OTHER', 'PERSONAL'] }
const QUOTE = { outcome: 'REVIEW', paidAmount: 9800, fee: 300, refundAmount: 9500, lines: [], rule: {}, reviewNeeded: true }

/** Answers as the service does and remembers which applications there are, one for each key. */
function service(silent = () => false) {
  const keys = new Map()
  let calls = 0
  const server = (call) => {
    calls++
    const answer = work(call)
    return silent(call, calls) ? null : answer
  }
  function work({ method, path, data, header }) {
    if (path === '/api/session') return [200, { token: 't' }]
    if (path === '/api/orders/A1') return [200, ORDER]
    if (path === '/api/refund-reasons') return [200, { items: [{ code: 'PERSONAL', text: '个人', hint: '', evidence: 'NONE' }] }]
    if (path === '/api/notice-templates') return [200, { items: [{ kind: 'CREDITED', templateId: 'x' }] }]
    if (path.endsWith('/refund-quote')) return [200, QUOTE]
    if (path === '/api/refund-applications' && method === 'POST') {
      const key = header['Idempotency-Key']
      if (keys.has(key) && keys.get(key).body !== JSON.stringify(data)) return [422, { code: 'IDEMPOTENCY_KEY_REUSED' }]
      if (!keys.has(key) && keys.size) return [409, { code: 'REFUND_ALREADY_OPEN' }]
      if (!keys.has(key)) keys.set(key, { body: JSON.stringify(data), applicationNo: 'R' + (keys.size + 1) })
      return [201, { applicationNo: keys.get(key).applicationNo }]
    }
    return [404, { code: 'NOT_FOUND', detail: '没有' }]
  }
  return Object.assign(server, { applications: () => [...keys.values()] })
}

async function filledIn(on) {
  const page = on.open('apply', { orderNo: 'A1' })
  await settled()
  page.choose({ detail: { value: 'PERSONAL' } })
  page.write({ detail: { value: ' 有事 ' } })
  await settled()
  return page
}

const sends = (on) => on.log.filter((it) => it.path === '/api/refund-applications')

beforeEach(() => {
  mock.restoreAll()
  // Pauses between two tries are no matter here.
  mock.method(globalThis, 'setTimeout', (work) => setImmediate(work))
})

test('the estimate is for a reason that is not refused, until one is chosen', async () => {
  const on = phone(service())
  await filledIn(on)
  assert.deepEqual(on.log.filter((it) => it.path?.endsWith('/refund-quote')).map((it) => it.data.reason), ['OTHER', 'PERSONAL'])
})

test('consent is asked within the tap and before anything else', async () => {
  const on = phone(service())
  const page = await filledIn(on)
  const before = on.log.length
  page.submit()
  assert.deepEqual(on.log.slice(before), [{ kind: 'consent' }])
  await settled()
  assert.deepEqual(sends(on)[0].data, {
    orderNo: 'A1', reason: 'PERSONAL', description: '有事', amount: 9800, quotedRefundAmount: 9500, evidence: [], acceptedNotices: ['CREDITED'],
  })
  assert.equal(on.log.at(-1).url, '../detail/detail?no=R1')
})

test('two taps apply once', async () => {
  const server = service()
  const on = phone(server)
  const page = await filledIn(on)
  page.submit()
  page.submit()
  await settled()
  page.submit()
  await settled()
  assert.equal(sends(on).length, 1)
  assert.equal(server.applications().length, 1)
})

test('nothing is sent without a reason, or while a picture is on its way', async () => {
  const on = phone(service())
  const page = on.open('apply', { orderNo: 'A1' })
  await settled()
  page.submit()
  page.choose({ detail: { value: 'PERSONAL' } })
  page.picturesChanged({ detail: { ids: [], busy: true } })
  await settled()
  page.submit()
  await settled()
  assert.deepEqual(sends(on), [])
})

test('after silence the same is sent again, with the same key and without asking again', async () => {
  let dead = true
  const server = service((call) => dead && call.path === '/api/refund-applications')
  const on = phone(server)
  const page = await filledIn(on)
  page.submit()
  await settled()
  assert.equal(page.data.sending, false)
  assert.match(page.data.failed.kept, /保存/)
  dead = false
  page.submit()
  await settled()
  assert.equal(new Set(sends(on).map((it) => it.header['Idempotency-Key'])).size, 1)
  assert.equal(on.log.filter((it) => it.kind === 'consent').length, 1)
  assert.equal(server.applications().length, 1)
  assert.equal(on.log.at(-1).url, '../detail/detail?no=R1')
})

test('a page that was closed in the middle takes up where it was', async () => {
  let dead = true
  const server = service((call) => dead && call.path === '/api/refund-applications')
  const on = phone(server)
  const page = await filledIn(on)
  page.submit()
  await settled()
  dead = false
  const anew = on.open('apply', { orderNo: 'A1' })
  await settled()
  assert.equal(anew.data.description, ' 有事 ')
  assert.equal(anew.data.restored, true)
  anew.submit()
  await settled()
  assert.equal(server.applications().length, 1)
  assert.equal(new Set(sends(on).map((it) => it.header['Idempotency-Key'])).size, 1)
})

test('what was refused is a new attempt when it is sent again', async () => {
  let refuse = true
  const good = service()
  const on = phone((call) => (refuse && call.path === '/api/refund-applications' ? [422, { code: 'INVALID_REQUEST', detail: '不行' }] : good(call)))
  const page = await filledIn(on)
  page.submit()
  await settled()
  assert.equal(page.data.failed.detail, '不行')
  refuse = false
  page.submit()
  await settled()
  assert.equal(new Set(sends(on).map((it) => it.header['Idempotency-Key'])).size, 2)
  assert.equal(on.storage.size, 0)
})

for (const every of [2, 3, 5]) {
  test(`on a network that drops every call number ${every}, before or after it was heard, one application comes of it`, async () => {
    for (const heard of [true, false]) {
      const all = service((call, nr) => heard && nr % every === 0)
      let nr = 0
      const on = phone((call) => (!heard && ++nr % every === 0 ? null : all(call)))
      const page = on.open('apply', { orderNo: 'A1' })
      await settled()
      for (let tries = 0; tries < 5 && page.data.problem; tries++) {
        page.retry()
        await settled()
      }
      page.choose({ detail: { value: 'PERSONAL' } })
      await settled()
      for (let taps = 0; taps < 5 && !on.log.some((it) => it.kind === 'redirectTo'); taps++) {
        page.submit()
        page.submit()
        await settled()
      }
      assert.equal(all.applications().length, 1, `heard: ${heard}`)
      assert.equal(on.log.at(-1).url, '../detail/detail?no=R1')
    }
  })
}

test('a session that ended is begun anew once, and calls at the same time log in once', async () => {
  let sessions = 0
  const on = phone(({ path, header }) => {
    if (path === '/api/session') return [200, { token: 't' + ++sessions }]
    return header.Authorization === 'Bearer t2' ? [200, { items: [] }] : [401, { code: 'UNAUTHENTICATED' }]
  })
  const api = on.service('api')
  await Promise.all([api.orders(''), api.orders(''), api.orders('')])
  assert.equal(sessions, 2)
})

test('a refusal of the service and an answer of something in between both have words', async () => {
  const answers = [[409, { code: 'ALREADY_DECIDED', detail: '已有结果' }], [502, '<html>']]
  const on = phone(({ path }) => (path === '/api/session' ? [200, { token: 't' }] : answers[0]))
  const api = on.service('api')
  await assert.rejects(api.order('A1'), { code: 'ALREADY_DECIDED', detail: '已有结果' })
  answers.shift()
  await assert.rejects(api.order('A1'), { code: 'INTERNAL_ERROR' })
})

test('what has no key is looked up after silence instead of being sent again', async () => {
  const sent = []
  const on = phone(({ method, path }) => {
    if (path === '/api/session') return [200, { token: 't' }]
    if (method === 'POST') {
      sent.push(path)
      return null
    }
    return [200, { status: sent.length ? 'WITHDRAWN' : 'UNDER_REVIEW' }]
  })
  assert.equal((await on.service('api').withdraw('R1')).status, 'WITHDRAWN')
  assert.equal(sent.length, 1)
})

test('watching slows down while nothing happens, begins anew when something does, and ends', async () => {
  mock.restoreAll()
  let now = 0
  let timers = []
  mock.method(globalThis, 'setTimeout', (work, pause) => {
    timers.push({ work, at: now + pause })
    return timers.at(-1)
  })
  mock.method(globalThis, 'clearTimeout', (timer) => { timers = timers.filter((it) => it !== timer) })
  const on = phone(() => null)
  const seen = ['a', 'a', 'a', 'b', null]
  const times = []
  const watching = on.service('watch').watch(() => {
    times.push(now / 1000)
    return Promise.resolve(seen[times.length - 1])
  })
  watching.start()
  for (; now <= 60000; now += 1000) {
    const due = timers.filter((it) => it.at <= now)
    timers = timers.filter((it) => it.at > now)
    due.forEach((it) => it.work())
    await settled()
  }
  assert.deepEqual(times, [3, 6, 9, 13, 16])

  times.length = 0
  watching.start()
  watching.stop()
  assert.deepEqual(timers, [])
})

const photos = (...paths) => ({ chooseMedia: ({ success }) => success({ tempFiles: paths.map((tempFilePath) => ({ tempFilePath })) }) })

test('pictures go up one after another, the page is told, and one that failed goes again by a touch', async () => {
  let dead = false
  const ids = []
  const on = phone(({ path, kind }) => {
    if (path === '/api/session') return [200, { token: 't' }]
    if (kind !== 'uploadFile' || dead) return null
    ids.push('e' + (ids.length + 1))
    dead = ids.length === 1
    return [201, JSON.stringify({ id: ids.at(-1) })]
  }, photos('one', 'two'))
  const part = on.part('pictures', { ids: [], most: 6, readonly: false })
  part.add()
  assert.deepEqual(part.told.at(-1), { type: 'change', detail: { ids: [], busy: true } })
  await settled()
  assert.deepEqual(part.data.pictures.map((it) => it.state), ['done', 'failed'])
  assert.deepEqual(part.told.at(-1).detail, { ids: ['e1'], busy: false })
  assert.match(part.data.note, /网络/)

  dead = false
  part.touch({ currentTarget: { dataset: { key: 'two' } } })
  await settled()
  assert.deepEqual(part.told.at(-1).detail, { ids: ['e1', 'e2'], busy: false })
  part.remove({ currentTarget: { dataset: { key: 'one' } } })
  assert.deepEqual(part.told.at(-1).detail, { ids: ['e2'], busy: false })
})

test('who comes back to a long list finds it as long as it was', async () => {
  const all = Array.from({ length: 45 }, (_, nr) => ({ orderNo: 'A' + nr, cinema: {} }))
  const on = phone(({ path }) => {
    if (path === '/api/session') return [200, { token: 't' }]
    const from = Number(new URL(path, 'http://here').searchParams.get('cursor') ?? 0)
    const nextCursor = from + 20 < all.length ? String(from + 20) : undefined
    return [200, { items: all.slice(from, from + 20), nextCursor }]
  })
  const page = on.open('orders', {})
  page.onShow()
  await settled()
  assert.equal(page.data.orders.length, 20)
  page.onReachBottom()
  await settled()
  assert.equal(page.data.orders.length, 40)
  page.onShow()
  await settled()
  assert.deepEqual(page.data.orders.map((it) => it.orderNo), all.slice(0, 40).map((it) => it.orderNo))
  page.onReachBottom()
  await settled()
  assert.equal(page.data.orders.length, 45)
  assert.equal(page.data.more, false)
})

const files = (folder) => readdirSync(join(ROOT, folder), { recursive: true }).map(String)

test('both languages have the same texts, and every text a template names is there', () => {
  const on = phone(() => null)
  const keys = (it, path = '') => Object.entries(it).flatMap(([name, value]) => (typeof value === 'object' ? keys(value, path + name + '.') : [path + name]))
  const zh = on.messages('zh')
  assert.deepEqual(keys(on.messages('en')).sort(), keys(zh).sort())
  const section = { card: 'payee' }
  for (const file of files('pages').filter((it) => it.endsWith('.wxml'))) {
    const name = file.split(/[/\\]/)[0]
    const texts = zh[section[name] ?? name]
    for (const [, used] of readFileSync(join(ROOT, 'pages', file), 'utf8').matchAll(/\bt\.([a-zA-Z_]+)/g)) {
      assert.ok(used in texts, `${file}: t.${used}`)
    }
  }
})
