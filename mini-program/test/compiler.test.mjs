/** Every template through WeChat's own compiler and through ours: the same text and the same data give the same tree. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import test, { before, mock } from 'node:test'
import { fileURLToPath } from 'node:url'
import { allowCalls, compile } from '../phone/wxml.js'
import { dice, randomData, readBy } from './data.mjs'
import { folderOf, without } from './packages.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const ROOT = join(HERE, '..')
const SEED = 20261126
/** So many rounds at least, and more until every way was taken. */
const ROUNDS = 250
const MOST_ROUNDS = 20000
/** A list that stands in the template has one length. */
const CONSTANT = /^\{\{(?:\d|\[)/

const installed = folderOf('miniprogram-compiler')
const skip = without(installed)
const WCC = installed && join(installed, 'bin', { darwin: 'mac/wcc', win32: 'windows/wcc.exe' }[process.platform] ?? 'linux/wcc')
if (WCC) chmodSync(WCC, 0o755) // as the package itself does before it calls it

const filesIn = (folder, kind) => readdirSync(folder, { recursive: true }).map((file) => String(file).replaceAll('\\', '/'))
  .filter((file) => file.endsWith(kind) && !file.includes('node_modules')).sort()

// ---- ours

/** The files, read as the phone reads them. */
function ours() {
  const modules = new Map()
  const views = new Map()
  const text = (file) => readFileSync(join(ROOT, file), 'utf8')
  const beside = (file, name) => posix.join(posix.dirname(file), name)

  function wxs(file) {
    if (!modules.has(file)) {
      const module = { exports: {} }
      new Function('module', 'require', 'getDate', 'getRegExp', text(file))(
        module, (name) => wxs(beside(file, name)), (...given) => new Date(...given), (...given) => new RegExp(...given))
      allowCalls(module.exports)
      modules.set(file, module.exports)
    }
    return modules.get(file)
  }

  function view(file) {
    if (!views.has(file)) {
      const made = compile(text(file), file)
      const others = made.imports.flatMap((src) => [...view(beside(file, src)).templates])
      made.link(Object.fromEntries(made.modules.map(({ name, src }) => [name, wxs(beside(file, src))])), new Map(others))
      views.set(file, made)
    }
    return views.get(file)
  }

  const reads = (file) => readBy(text(file), new Map(view(file).imports.flatMap((src) => [...reads(beside(file, src)).templates])))
  return { view, reads, all: () => views }
}

// ---- WeChat's

/** @returns {(file: string) => (data: any) => any[]} what a file shows */
function wechats(files) {
  const made = compiled(ROOT, files)
  const quiet = { log() {}, warn() {}, error() {} }
  const all = new Function('window', 'console', `var $gwx, __WXML_GLOBAL__; ${made}; return $gwx`)({}, quiet)
  return (file) => {
    const view = all('./' + file)
    return (data) => view(data, {}, {}).children
  }
}

/** @throws where WeChat does not compile it */
function compiled(folder, files) {
  return execFileSync(WCC, ['-d', ...files.map((file) => './' + file)], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26, stdio: 'pipe' })
}

// ---- compared

const sorted = (attrs) => Object.entries(attrs).sort(([a], [b]) => (a < b ? -1 : 1))
const camel = (name) => name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())
/** White space at an end of words is nobody's matter, and words beside each other are one. */
const squeezed = (nodes) => {
  const out = []
  for (const node of nodes) {
    if (typeof node === 'string' && typeof out.at(-1) === 'string') out.push(out.pop() + node)
    else out.push(node)
  }
  return out.map((node) => (typeof node === 'string' ? node.replace(/\s+/g, ' ').trim() : node)).filter((node) => node !== '')
}

const shape = {
  ours: (nodes) => squeezed(nodes.flatMap(({ tag, text, attrs, data, on, children }) => (tag === undefined ? [text] : [[tag, sorted({
    ...attrs,
    ...Object.fromEntries(Object.entries(data).map(([name, value]) => ['data-' + name, value])),
    ...Object.fromEntries(Object.entries(on).map(([type, { method, stop }]) => [(stop ? 'catch' : 'bind') + type, method])),
  }), shape.ours(children)]]))),
  wechats: (nodes) => squeezed(nodes.flatMap((node) => (typeof node !== 'object' ? [String(node)]
    : node.tag === 'virtual' ? shape.wechats(node.children)
    : [[node.tag.replace(/^wx-/, ''), sorted(Object.fromEntries(Object.entries(node.attr ?? {}).map(([name, value]) => [
      name.startsWith('data-') ? 'data-' + camel(name.slice(5)) : camel(name.replace(':', '')), value,
    ]))), shape.wechats(node.children ?? [])]]))),
}

const missed = ({ forks }) => forks.filter(({ where, ways, taken }) => taken.size < ways && !CONSTANT.test(where))

const files = filesIn(ROOT, '.wxml')
const us = ours()
let them

before(() => {
  mock.method(console, 'error', () => {}) // what wxs functions say of such data
  if (installed) them = wechats([...files, ...filesIn(ROOT, '.wxs')])
})

for (const file of files) {
  test(`${file} gives the same tree as with WeChat's compiler, whatever the data`, { skip }, () => {
    const { shape: read, words } = us.reads(file)
    const [view, wechat, roll] = [us.view(file), them(file), dice(SEED)]
    for (let round = 0; round < ROUNDS || (missed(view).length && round < MOST_ROUNDS); round++) {
      const data = randomData(read, words, roll)
      const [mine, theirs] = [shape.ours(view.nodes(structuredClone(data))), shape.wechats(wechat(structuredClone(data)))]
      assert.deepEqual(mine, theirs, `round ${round}: ${JSON.stringify(data)}`)
    }
  })
}

test('every way of every template was taken by some data', { skip }, () => {
  assert.deepEqual([...us.all()].flatMap(([file, view]) => missed(view)
    .map(({ where, ways, taken }) => `${file}: ${where}: ${[...taken]} of ${ways}`)), [])
})

/** What one compiler refuses, the other has to refuse; the phone is a little stricter, never milder. */
const REFUSED = [
  '<text>{{+a}}</text>', '<text>{{typeof a}}</text>', '<text>{{a?.b}}</text>', '<text>{{a ?? b}}</text>', '<text>{{`a`}}</text>', '<text>{{1e3}}</text>',
  '<text>{{(a || b).c}}</text>', '<text>{{a = 1}}</text>', '<text>{{a b}}</text>', '<view><text></view></text>', '<view>', '<view wx:else></view>',
]

test('what WeChat does not compile is refused', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'wxml-'))
  try {
    for (const source of REFUSED) {
      writeFileSync(join(folder, 'refused.wxml'), source)
      assert.throws(() => execFileSync(WCC, ['-d', './refused.wxml'], { cwd: folder, stdio: 'pipe' }), undefined, `WeChat compiles ${source}`)
      assert.throws(() => compile(source, 'refused'), SyntaxError, `ours compiles ${source}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
