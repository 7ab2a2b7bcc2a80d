/** What WXML means. The expectations are those of WeChat's own compiler. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { allowCalls, compile, expression } from '../phone/wxml.js'

const value = (source, data = {}) => expression(source)(data)
const nodes = (source, data = {}) => {
  const view = compile(source, 'test')
  const f = { double: (n) => n * 2, list: (a, b) => a + '/' + b }
  allowCalls(f)
  view.link({ f }, new Map())
  return view.nodes(data)
}
const plain = (all) => all.map((it) => (it.tag === undefined ? it.text : [it.tag, it.attrs, ...plain(it.children)]))

test('an expression is worked out as in a script', () => {
  assert.equal(value('a + 1', { a: 2 }), 3)
  assert.equal(value('a * 2 + b % 4 - 1', { a: 2, b: 7 }), 6)
  assert.equal(value('!a && b || "x"', { a: true }), 'x')
  assert.equal(value('a ? b : c ? d : e', { c: 1, d: 'd' }), 'd')
  assert.equal(value('-a.b[i].c', { a: { b: [{ c: 5 }] }, i: 0 }), -5)
  assert.deepEqual(value('[a, {b: 1, ...c}]', { a: 0, c: { d: 2 } }), [0, { b: 1, d: 2 }])
  assert.equal(value('.5'), 0.5)
  assert.equal(value(''), '')
  assert.equal(value("a === 'it' && a.length >= 2", { a: 'it' }), true)
})

test('nothing of nothing is nothing', () => {
  assert.equal(value('a.b.c[0].d'), undefined)
  assert.equal(value('a.b', { a: null }), undefined)
})

test('only wxs can be called', () => {
  assert.equal(value('price.toFixed(2)', { price: 1 }), undefined)
  assert.equal(value('list.join', { list: [] }), undefined)
  assert.deepEqual(plain(nodes('<text>{{f.double(n)}} {{n.toFixed(2)}}</text>', { n: 4 })), [['text', {}, '8 ']])
})

test('what WeChat does not compile is refused', () => {
  for (const source of ['+a', 'typeof a', 'a?.b', 'a ?? b', '`a`', '1e3', '(a || b).c', 'a = 1', '{...x', 'a b']) {
    assert.throws(() => expression(source), SyntaxError, source)
  }
  assert.throws(() => nodes('<view><text></view></text>'), /closes nothing/)
  assert.throws(() => nodes('<view>'), /never closed/)
  assert.throws(() => nodes('<view wx:else></view>'), /wx:else without wx:if/)
  assert.throws(() => nodes('<view wx:for="{{a}}"></view>'), /wx:key/)
})

test('text shows null, and nothing for undefined', () => {
  assert.deepEqual(plain(nodes('<text>a{{n}}b{{u}}c{{a < b}}</text>', { n: null, a: 1, b: 2 })), [['text', {}, 'anullbctrue']])
})

test('one pair of braces keeps the type, more are text', () => {
  assert.deepEqual(plain(nodes('<view a="{{x}}" b="{{x}} " c-d="{{y}}{{z}}" e />', { x: 1, y: 'y' })), [
    ['view', { a: 1, b: '1 ', cD: 'y', e: true }],
  ])
})

test('branches are taken in their order and never share a place', () => {
  const source = '<view wx:if="{{a}}">1</view><view wx:elif="{{b}}">2</view><view wx:else>3</view>'
  const [one] = nodes(source, { a: true })
  const [two] = nodes(source, { b: true })
  const [three] = nodes(source)
  assert.deepEqual([one, two, three].map((it) => it.children[0].text), ['1', '2', '3'])
  assert.equal(new Set([one.key, two.key, three.key]).size, 3)
})

test('a list goes before a condition, and each place has the key of its item', () => {
  const all = nodes('<view wx:for="{{l}}" wx:key="id" wx:if="{{item.on}}" data-item-no="{{index}}">{{item.id}}</view>', {
    l: [{ id: 'a', on: true }, { id: 'b' }, { id: 'c', on: true }],
  })
  assert.deepEqual(all.map((it) => [it.data.itemNo, it.children[0].text]), [[0, 'a'], [2, 'c']])
  const later = nodes('<view wx:for="{{l}}" wx:key="id" wx:if="{{item.on}}">{{item.id}}</view>', { l: [{ id: 'c', on: true }] })
  assert.equal(all[1].key, later[0].key)
})

test('lists in lists, numbers, objects, own names', () => {
  assert.deepEqual(
    plain(nodes('<block wx:for="{{2}}" wx:key="*this" wx:for-item="row"><text wx:for="{{o}}" wx:key="index" wx:for-item="v" wx:for-index="k">{{row}}{{k}}{{v}}</text></block>', { o: { x: 1 } })),
    [['text', {}, '0x1'], ['text', {}, '1x1']],
  )
  assert.deepEqual(nodes('<view wx:for="{{nothing}}" wx:key="id" />'), [])
})

test('templates see what they are given, and wxs', () => {
  const source = '<template name="t"><text>{{a}}{{b.c}}{{f.list(a, d)}}{{hidden}}</text></template><template is="{{n}}" data="{{a, b: {c: 2}, ...more}}" />'
  assert.deepEqual(plain(nodes(source, { n: 't', a: 1, more: { d: 3 }, hidden: 'x' })), [['text', {}, '121/3']])
  assert.deepEqual(nodes(source, { n: 'unknown' }), [])
})

test('two wxs modules, comments, braces in quotes', () => {
  const view = compile('<wxs module="a" src="a.wxs" /><wxs src="b.wxs" module="b"></wxs><!-- <view> --><text>{{"}}" + \'<\'}}</text>', 'test')
  assert.deepEqual(view.modules, [{ name: 'a', src: 'a.wxs' }, { name: 'b', src: 'b.wxs' }])
  assert.deepEqual(plain(view.nodes({})), [['text', {}, '}}<']])
})

test('events are bound to methods', () => {
  const [{ on }] = nodes('<view bindtap="a" catch:longpress="b" />')
  assert.deepEqual(on, { tap: { method: 'a', stop: false }, longpress: { method: 'b', stop: true } })
})
