/** Turns the phone on: which mini-program, and which servers its account lists. */
import * as pages from './pages.js'
import { menu, phone } from './wx.js'

/** What config.js of the sample says; its server is played by the one these files come from. */
phone.domains = ['https://refund.example.com']

const asked = new URLSearchParams(location.search).get('app') ?? 'app'
const folder = /^[a-z-]+$/.test(asked) ? asked : 'app'

document.documentElement.lang = phone.language
document.getElementById('menu').addEventListener('click', menu)
window.addEventListener('unhandledrejection', (event) => pages.report(event.reason))
pages.open(new URL(`../${folder}/`, import.meta.url).pathname).catch((error) => {
  pages.report(error)
  document.getElementById('title').textContent = String(error.message)
})
