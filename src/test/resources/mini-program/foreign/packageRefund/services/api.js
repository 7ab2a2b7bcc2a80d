/**
 * The only file that knows the refund service: its addresses, who is logged in, and what its refusals look like.
 *
 * @typedef {{code: string, detail: string, field?: string, retryAfter?: number, quote?: object}} Problem
 *   code: the service's, or OFFLINE / TIMEOUT when there was no answer; detail: for people, in their language
 */
const config = require('../config.js')
const messages = require('../messages/index.js')

const TRIES = 4
const LONGEST_WAIT = 5000
const READ_TIMEOUT = 15000
const UPLOAD_TIMEOUT = 120000

let token = ''
/** @type {Promise<string> | null} */
let loggingIn = null

/** @returns {Promise<any>} */
function wait(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds))
}

/** There was no answer, so nobody knows whether it happened. @param {Problem} problem */
function unknown(problem) {
  return problem.code === 'OFFLINE' || problem.code === 'TIMEOUT' || problem.code === 'INTERNAL_ERROR'
}

/** Worth another try of the same. @param {Problem} problem */
function passing(problem) {
  return unknown(problem) || problem.code === 'TRY_LATER' || problem.code === 'REQUEST_IN_PROGRESS'
}

/** @returns {Problem} of a call that had no answer */
function silence(failure) {
  const code = String(failure && failure.errMsg).includes('timeout') ? 'TIMEOUT' : 'OFFLINE'
  return { code, detail: messages.texts('problems')[code] }
}

/** @returns {Problem} of an answer that is a refusal */
function refusal(status, body, header) {
  const told = body !== null && typeof body === 'object' ? body : {}
  const after = Object.keys(header || {}).find((it) => it.toLowerCase() === 'retry-after')
  return Object.assign({}, told, {
    code: told.code || (status >= 500 ? 'INTERNAL_ERROR' : 'NOT_FOUND'),
    detail: told.detail || messages.texts('problems').UNKNOWN,
    retryAfter: after ? Number(header[after]) : undefined,
  })
}

/** One call, one answer; WeChat calls every HTTP status a success. */
function once(method, path, data, header) {
  return new Promise((done, failed) => {
    wx.request({
      url: config.apiBase + path,
      method,
      data,
      timeout: READ_TIMEOUT,
      header: Object.assign({ 'Accept-Language': messages.tag() }, header),
      success(answer) {
        if (answer.statusCode < 300) done(answer.data)
        else failed(refusal(answer.statusCode, answer.data, answer.header))
      },
      fail: (failure) => failed(silence(failure)),
    })
  })
}

/** A code of wx.login works once, so whoever comes meanwhile waits for the same answer. */
function login() {
  if (token) return Promise.resolve(token)
  if (!loggingIn) {
    loggingIn = repeated(() => new Promise((done, failed) => {
      wx.login({ success: done, fail: (failure) => failed(silence(failure)) })
    }).then((it) => once('POST', '/api/session', { code: it.code }, {}))).then(
      (session) => {
        token = session.token
        loggingIn = null
        return token
      },
      (problem) => {
        loggingIn = null
        throw problem
      },
    )
  }
  return loggingIn
}

/** As somebody; a session that ended is begun anew, once. */
function asMe(work) {
  return login().then((mine) => work({ Authorization: 'Bearer ' + mine })).catch((problem) => {
    if (problem.code !== 'UNAUTHENTICATED') throw problem
    token = ''
    return login().then((mine) => work({ Authorization: 'Bearer ' + mine }))
  })
}

/** For what may be asked or sent twice. */
function repeated(work, tries) {
  const left = tries === undefined ? TRIES : tries
  return work().catch((problem) => {
    if (left <= 1 || !passing(problem)) throw problem
    const pause = problem.retryAfter ? problem.retryAfter * 1000 : 400 * (TRIES - left + 1)
    if (pause > LONGEST_WAIT) throw problem
    return wait(pause).then(() => repeated(work, left - 1))
  })
}

function get(path) {
  return repeated(() => asMe((header) => once('GET', path, undefined, header)))
}

function application(no) {
  return get('/api/refund-applications/' + no)
}

/**
 * What has no key of its own is not simply sent again: after silence the application itself says whether it happened.
 *
 * @param {(application: any) => boolean} done
 */
function decisive(no, method, path, body, done, tries) {
  const left = tries === undefined ? TRIES : tries
  return asMe((header) => once(method, '/api/refund-applications/' + no + path, body, header)).catch((problem) => {
    if (left <= 1 || !passing(problem)) throw problem
    return wait(400).then(() => application(no)).then((it) => {
      return done(it) ? it : decisive(no, method, path, body, done, left - 1)
    })
  })
}

/** @type {Record<string, Promise<any>>} */
const policies = {}

function policy(cinemaId) {
  if (!policies[cinemaId]) {
    policies[cinemaId] = repeated(() => once('GET', '/api/cinemas/' + cinemaId + '/refund-policy', undefined, {}))
    policies[cinemaId].catch(() => { delete policies[cinemaId] })
  }
  return policies[cinemaId]
}

/** A service that does not tell the cinema with its orders is asked for it. */
function withCinema(order) {
  if (order.cinema) return Promise.resolve(order)
  return policy(order.cinemaId).then(
    (it) => Object.assign({}, order, { cinema: { cinemaId: order.cinemaId, name: it.cinema.name || it.cinema, phone: it.contact.phone } }),
    () => Object.assign({}, order, { cinema: { cinemaId: order.cinemaId, name: '', phone: '' } }),
  )
}

function orders(cursor) {
  return get('/api/orders?limit=20' + (cursor ? '&cursor=' + encodeURIComponent(cursor) : '')).then((page) => {
    return Promise.all(page.items.map(withCinema)).then((items) => Object.assign({}, page, { items }))
  })
}

const REASONS = ['PERSONAL', 'SCREENING_CANCELLED', 'FILM_QUALITY', 'CONTENT_MISMATCH', 'DUPLICATE_PURCHASE', 'OTHER']

/** The reasons there are; those that an older service does not tell are taken from our own texts. */
function reasons() {
  return get('/api/refund-reasons').then((it) => it.items, (problem) => {
    if (problem.code !== 'NOT_FOUND') throw problem
    const own = messages.texts('reasons')
    return REASONS.map((code) => ({ code, text: own[code], hint: '', evidence: 'NONE' }))
  })
}

/** @returns {Promise<{kind: string, templateId: string}[]>} none where the service has none or cannot say */
function templates() {
  return get('/api/notice-templates').then((it) => it.items.slice(0, 3), () => [])
}

/** The same key and body may be sent as often as need be: one application comes of it. */
function apply(body, key) {
  return repeated(() => asMe((header) => once('POST', '/api/refund-applications', body, Object.assign({ 'Idempotency-Key': key }, header))))
}

/** @returns {Promise<{id: string}>} */
function upload(path) {
  return repeated(() => asMe((header) => new Promise((done, failed) => {
    wx.uploadFile({
      url: config.apiBase + '/api/evidence',
      filePath: path,
      name: 'file',
      timeout: UPLOAD_TIMEOUT,
      header: Object.assign({ 'Accept-Language': messages.tag() }, header),
      success(answer) {
        let body = {}
        try {
          body = JSON.parse(answer.data)
        } catch (notJson) {
          // an answer of something in between
        }
        if (answer.statusCode < 300) done(body)
        else failed(refusal(answer.statusCode, body, {}))
      },
      fail: (failure) => failed(silence(failure)),
    })
  })), 2)
}

/** @returns {Promise<string>} a path that <image> shows */
function picture(id) {
  return repeated(() => asMe((header) => new Promise((done, failed) => {
    wx.downloadFile({
      url: config.apiBase + '/api/evidence/' + id,
      timeout: READ_TIMEOUT,
      header,
      success(answer) {
        if (answer.statusCode < 300) done(answer.tempFilePath)
        else failed(refusal(answer.statusCode, {}, {}))
      },
      fail: (failure) => failed(silence(failure)),
    })
  })))
}

function appealed(it) {
  return it.timeline.some((event) => event.event === 'APPEALED')
}

/** After silence it is the first that says so; the order knows the other. */
function appealOf(it) {
  return it.appealOf ? it : get('/api/orders/' + it.orderNo).then((order) => order.application)
}

module.exports = {
  unknown,
  orders,
  order: (no) => get('/api/orders/' + no).then(withCinema),
  quote: (no, reason) => repeated(() => asMe((header) => once('POST', '/api/orders/' + no + '/refund-quote', { reason }, header))),
  policy,
  reasons,
  templates,
  apply,
  application,
  withdraw: (no) => decisive(no, 'POST', '/withdrawal', {}, (it) => it.status === 'WITHDRAWN'),
  supplement: (no, body) => decisive(no, 'POST', '/evidence-supplement', body, (it) => it.status !== 'EVIDENCE_REQUESTED'),
  appeal: (no, body) => decisive(no, 'POST', '/appeal', body, appealed).then(appealOf),
  giveCard: (no, card) => repeated(() => asMe((header) => once('PUT', '/api/refund-applications/' + no + '/payee-card', card, header))),
  upload,
  picture,
}
