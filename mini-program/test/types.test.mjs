/** The scripts, judged by WeChat's own types: `wx` as it is, and nothing of a browser or of newer languages. */
import assert from 'node:assert/strict'
import { dirname, join, relative } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { folderOf, load, without } from './packages.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const APP = join(HERE, '../app')

/** One mistake a line; each has to be found, or the judge is asleep. */
const MISTAKES = [
  'wx.showToas({ title: "" })',
  'wx.request({ adress: "" })',
  'document.createElement("a")',
  'fetch("https://refund.example.com")',
  'localStorage.clear()',
  'structuredClone({})',
  'window.scrollTo(0, 0)',
  'new URL("a")',
  '"a".replaceAll("a", "b")',
  '[1].at(-1)',
  'Object.hasOwn({}, "a")',
  'Page({ data: { n: 0 }, go() { this.gone() } })',
  'Page({ data: { n: 0 }, go() { this.data.m } })',
  'Component({ methods: { go() { this.triggerEvnt("a") } } })',
]

const installed = folderOf('typescript') && folderOf('miniprogram-api-typings')

test('the scripts fit the types of WeChat, and what does not fit is found', { skip: without(installed) }, () => {
  const ts = load('typescript')
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(HERE, 'tsconfig.json'), ts.sys.readFile).config, ts.sys, HERE, {}, join(HERE, 'tsconfig.json'))
  assert.deepEqual(errors, [])
  assert.ok(fileNames.length > 20)

  const planted = join(APP, 'packageRefund/services/mistakes.js')
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (file) => file === planted || fileExists(file)
  host.getSourceFile = (file, ...more) =>
    (file === planted ? ts.createSourceFile(file, MISTAKES.join(';\n'), ...more) : getSourceFile(file, ...more))

  const found = ts.getPreEmitDiagnostics(ts.createProgram([...fileNames, planted], options, host)).map(({ file, start, messageText }) => ({
    file: file?.fileName ?? '',
    line: file ? file.getLineAndCharacterOfPosition(start).line : 0,
    text: ts.flattenDiagnosticMessageText(messageText, '\n'),
  }))
  assert.deepEqual(
    found.filter(({ file }) => file !== planted).map(({ file, line, text }) => `${relative(APP, file)}:${line + 1} ${text}`), [])
  const lines = new Set(found.filter(({ file }) => file === planted).map(({ line }) => line))
  assert.deepEqual(MISTAKES.filter((_, nr) => !lines.has(nr)), [], 'mistakes that were not found')
})
