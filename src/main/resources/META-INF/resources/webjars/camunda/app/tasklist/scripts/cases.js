// The service desk's page: finds any case of any state and puts into words how it stands. It decides nothing.
import { asked, el, page, read, say, STATUSES, trouble, when, yuan } from './desk.js';

/** The address of this page with some of its questions changed; what is empty is left out. */
function address(changes) {
  const next = asked();
  Object.entries(changes).forEach(([name, value]) => {
    if (value) { next.set(name, value); } else { next.delete(name); }
  });
  const text = next.toString();
  return '#/cases' + (text ? '?' + text : '');
}

function fact(name, ...value) {
  return value.some(part => part) ? el('div', { class: 'fact' }, el('dt', {}, name), el('dd', {}, ...value)) : null;
}

function words(text) {
  return text ? el('span', { class: 'words' }, text) : null;
}

function section(title, ...content) {
  return content.some(part => part) ? el('section', {}, el('h2', {}, title), ...content) : null;
}

/** How it stands, to be read out: what was before in small, the newest sentence in large. */
function story(kase) {
  const before = kase.story.slice(0, -1);
  const now = kase.story[kase.story.length - 1];
  return el('div', { class: 'story waits-' + kase.waitingFor.code },
    before.map(told => el('p', { class: 'before words' }, told.text)),
    el('p', { class: 'now words', 'data-field': 'now' }, now.text));
}

function ask(whom) {
  const telephone = [whom.phone, whom.hours].filter(part => part).join('　');
  return [el('p', { class: 'words' }, whom.text), telephone ? el('p', { class: 'telephone words' }, telephone) : null];
}

function timeline(kase) {
  const withActors = kase.timeline.some(line => line.actor);
  return el('table', { class: 'timeline' },
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, say('时间', 'When')), el('th', { scope: 'col' }, say('内容', 'What')),
      withActors ? [el('th', { scope: 'col' }, say('谁', 'Who')), el('th', { scope: 'col' }, say('说明', 'Details'))] : null)),
    el('tbody', {}, kase.timeline.map(line => el('tr', {}, el('td', { class: 'time' }, when(line.at)), el('td', { class: 'words' }, line.text),
      withActors ? [el('td', { class: 'words' }, line.actor), el('td', { class: 'words' }, line.detail)] : null))));
}

function money(kase) {
  return el('div', {}, kase.money.map(number => el('dl', { class: 'facts' },
    fact(say('微信状态', 'State'), number.stateText),
    fact(say('金额', 'Sum'), yuan(number.refundAmount)),
    fact(say('商户退款单号', 'Our refund number'), words(number.outRefundNo)),
    fact(say('微信退款单号', 'Refund number at WeChat'), words(number.refundId)),
    fact(say('微信支付单号', 'Payment at WeChat'), words(number.transactionId)),
    fact(say('提交', 'Submitted'), number.firstSentAt
      ? when(number.firstSentAt) + (number.sends > 1 ? say('，共 ' + number.sends + ' 次', ', ' + number.sends + ' times') : '') : ''),
    fact(say('最近查询', 'Last asked'), when(number.lastAskedAt)),
    fact(say('微信答复', 'WeChat said'), words([number.cause, number.refusal].filter(part => part).join(' '))),
    fact(say('到账账户', 'Arrived at'), words(number.account)))));
}

/** A case whole; parts that the reader may not see are not in it. */
export function sheet(kase) {
  return el('article', { class: 'case', 'data-case': kase.applicationNo },
    el('header', {},
      el('h1', { class: 'words' }, kase.filmTitle, el('span', { class: 'badge status-' + kase.status }, kase.statusText)),
      el('p', { class: 'small words' }, [kase.cinema, kase.hall, when(kase.showTime), kase.seats.join(' ')].filter(part => part).join('　'))),
    story(kase),
    el('div', { class: 'three' },
      el('section', { class: 'promise' }, el('h2', {}, say('能承诺什么', 'What to promise')), el('p', { 'data-field': 'promise' }, kase.promise)),
      el('section', { 'data-field': 'whom' }, el('h2', {}, say('问谁', 'Whom to ask')), ask(kase.whom)),
      el('section', { 'data-field': 'waiting' }, el('h2', {}, say('在等谁', 'Waiting for')), el('p', {}, kase.waitingFor.text),
        kase.waitingSince ? el('p', { class: 'small' }, say('自 ', 'since ') + when(kase.waitingSince)) : null)),
    section(say('顾客在小程序里看到的', 'What the customer sees in the mini-program'),
      el('p', { class: 'words', 'data-field': 'seen' }, kase.statusText + '：' + kase.seen),
      el('dl', { class: 'facts' },
        kase.lines.map(line => fact(line.text, (line.group === 'KEPT' ? '−' : '') + yuan(line.amount))),
        fact(say('适用规则', 'Rule'), words(kase.rule.clause)))),
    section(say('申请', 'Application'), el('dl', { class: 'facts' },
      fact(say('退款单号', 'Refund no.'), words(kase.applicationNo)),
      fact(say('订单号', 'Order no.'), words(kase.orderNo)),
      fact(say('申请时间', 'Applied'), when(kase.appliedAt)),
      fact(say('顾客', 'Customer'), words(kase.openid)),
      fact(say('原因', 'Reason'), kase.reasonText),
      fact(say('顾客的说明', 'In their words'), words(kase.description)),
      kase.appealOf ? fact(say('申诉的退款单', 'Appeal of'), el('a', { href: '#/cases?no=' + encodeURIComponent(kase.appealOf) }, kase.appealOf)) : null)),
    kase.money && kase.money.length ? section(say('微信退款', 'At WeChat'), money(kase)) : null,
    section(say('经过', 'What happened'), timeline(kase)),
    kase.notices.length ? section(say('发给顾客的微信消息', 'Messages to the customer'), el('ul', { class: 'plain' }, kase.notices.map(notice =>
      el('li', { class: 'words' }, [when(notice.at), notice.text, notice.stateText, notice.reason].filter(part => part).join('　'))))) : null);
}

function entry(item, open) {
  return el('li', {}, el('a', { href: address({ no: item.applicationNo }), 'aria-current': item.applicationNo === open ? 'true' : null },
    el('span', { class: 'row' }, el('strong', { class: 'words' }, item.filmTitle), el('span', { class: 'number' }, yuan(item.refundAmount))),
    el('span', { class: 'row small' }, el('span', { class: 'words' }, item.cinema + '　' + when(item.showTime))),
    el('span', { class: 'row small' }, el('span', {}, el('span', { class: 'badge status-' + item.status }, item.statusText), ' ', item.waitingFor.code === 'NOBODY' ? '' : item.waitingFor.text),
      el('span', { class: 'number' }, say('申请 ', 'applied ') + item.appliedAt.slice(5, 10)))));
}

function render(hole) {
  const question = asked();
  const wanted = new URLSearchParams();
  ['q', 'status', 'cinemaId', 'from', 'to'].forEach(name => { if (question.get(name)) { wanted.set(name, question.get(name)); } });
  let left = false;

  const box = el('input', {
    type: 'search', name: 'q', value: question.get('q') || '', autocomplete: 'off', spellcheck: 'false',
    'aria-label': say('查找退款', 'Find a refund'),
    placeholder: say('单号或 openid', 'A number or an openid')
  });
  const search = el('form', {
    class: 'search', role: 'search',
    submit: event => {
      event.preventDefault();
      const next = address({ q: box.value.trim(), no: '', status: '', cinemaId: '', from: '', to: '' });
      if (next === window.location.hash) { fetchList(); } else { window.location.hash = next; }
    }
  }, box, el('button', { type: 'submit', class: 'btn btn-primary' }, say('查找', 'Find')));
  const filters = el('nav', { class: 'filters', 'aria-label': say('按状态', 'By state') },
    [['', say('全部', 'All')], ...STATUSES].map(([code, text]) => el('a', {
      href: address({ status: code, no: '' }), 'aria-current': (question.get('status') || '') === code ? 'true' : null
    }, text)));
  const list = el('ul', { class: 'hits' });
  const what = el('p', { class: 'small' }, say('订单、退款、微信支付或微信退款的完整单号；openid 至少前 6 位',
    'A whole number of an order, a refund or a payment at WeChat; of an openid at least 6 characters'));
  const more = el('div', { class: 'more' });
  const told = el('p', { class: 'small', role: 'status' });
  const right = el('div', { class: 'opened', tabindex: '0', role: 'region', 'aria-label': say('退款单', 'The case') });
  hole.append(el('aside', {}, search, what, filters, told, list, more), right);

  function opened(number) {
    right.replaceChildren(el('p', { class: 'small', role: 'status' }, say('正在打开…', 'Opening…')));
    read('/api/desk/cases/' + encodeURIComponent(number)).then(kase => {
      if (!left) { right.replaceChildren(sheet(kase)); }
    }, refusal => { if (!left) { trouble(right, refusal); } });
  }

  function fetchList(cursor) {
    const query = new URLSearchParams(wanted);
    if (cursor) { query.set('cursor', cursor); }
    const text = query.toString();
    read('/api/desk/cases' + (text ? '?' + text : '')).then(answer => {
      if (left) { return; }
      if (!cursor) { list.replaceChildren(); }
      more.replaceChildren(...(answer.nextCursor
        ? [el('button', { type: 'button', class: 'btn btn-default', click: () => fetchList(answer.nextCursor) }, say('更多', 'More'))] : []));
      const only = !cursor && wanted.get('q') && answer.items.length === 1 && !question.get('no');
      list.append(...answer.items.map(item => entry(item, only ? item.applicationNo : question.get('no'))));
      told.textContent = answer.items.length || cursor ? ''
        : say('没有找到。号码要完整，openid 至少前 6 位；订单还没有申请过退款时这里查不到。',
          'Nothing found. Numbers must be whole, an openid at least its first 6 characters; an order nobody applied for is not here.');
      if (only) { opened(answer.items[0].applicationNo); }
    }, refusal => { if (!left) { trouble(told, refusal); } });
  }

  fetchList();
  if (question.get('no')) {
    opened(question.get('no'));
  } else if (!wanted.get('q')) {
    right.append(el('p', { class: 'hint' }, say('输入号码后按回车。只有一个结果时直接打开，照着大字念就可以。',
      'Type a number and press Enter. A single case opens by itself: read out what is large.')));
  }
  let tries = 100;
  (function focus() {
    if (left || tries-- < 0) { return; }
    if (box.isConnected) { box.focus(); box.select(); } else { requestAnimationFrame(focus); }
  })();
  return () => { left = true; };
}

/** Who only answers questions has no tasks: the page is where they start. */
const start = {
  id: 'desk-cases-start',
  pluginPoint: 'tasklist.list',
  priority: 1,
  render: () => {
    read('/api/desk/me').then(person => {
      if (person.roles.length === 1 && person.roles[0] === 'SERVICE') { window.location.replace('#/cases'); }
    }, () => {});
  }
};

export default [
  ...page({
    app: 'tasklist', id: 'cases', path: '/cases', priority: 50, zh: '退款查询', en: 'Find a refund',
    roles: ['SERVICE', 'REVIEWER', 'SUPERVISOR', 'FINANCE'], render
  }),
  start
];
