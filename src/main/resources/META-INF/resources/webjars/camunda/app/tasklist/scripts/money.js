// Money under way: by state and age, refund by refund, and as a table to take along.
import { asked, el, page, read, say, trouble, when, yuan } from './desk.js';

const AGES = [
  ['PT1H', '1 小时内', 'under 1 hour'],
  ['P1D', '1 小时到 1 天', '1 hour to 1 day'],
  ['P3D', '1 到 3 天', '1 to 3 days'],
  ['P7D', '3 到 7 天', '3 to 7 days'],
  [null, '7 天以上', 'over 7 days']
];

function refunds(count) {
  return say(count + ' 笔', count + (count === 1 ? ' refund' : ' refunds'));
}

function amount(sum) {
  return sum.count ? [el('div', {}, yuan(sum.fen)), el('div', { class: 'small' }, refunds(sum.count))] : '–';
}

function ages(sum) {
  return AGES.map(([upTo]) => {
    const age = sum.ages.find(each => (each.upTo || null) === upTo);
    return el('td', { class: 'number' + (upTo === null && age.count ? ' late' : '') }, amount(age));
  });
}

function bystate(money, choose) {
  const head = [say('状态', 'State'), say('谁来做', 'Who acts'), say('合计', 'Total'), ...AGES.map(age => say(age[1], age[2])), say('最早同意', 'Oldest approved')];
  return el('table', { class: 'money-states' },
    el('thead', {}, el('tr', {}, head.map((text, i) => el('th', { scope: 'col', class: i > 1 && i < 8 ? 'number' : null }, text)))),
    el('tbody', {}, money.items.map(item => el('tr', { 'data-state': item.state },
      el('th', { scope: 'row' }, el('button', { type: 'button', class: 'btn btn-link', click: () => choose(item) }, item.stateText)),
      el('td', { class: 'next' }, item.next),
      el('td', { class: 'number total' }, amount(item)),
      ages(item),
      el('td', { class: 'since' }, when(item.oldestSince))))),
    el('tfoot', {}, el('tr', {},
      el('th', { scope: 'row', colspan: '2' }, say('合计', 'All')),
      el('td', { class: 'number total' }, amount(money.total)),
      ages(money.total),
      el('td', { class: 'since' }, when(money.total.oldestSince)))));
}

function row(item) {
  return el('tr', {},
    el('td', {}, el('a', { href: '#/cases?no=' + encodeURIComponent(item.applicationNo) }, item.applicationNo)),
    el('td', {}, item.orderNo),
    el('td', { class: 'words' }, item.cinema),
    el('td', { class: 'number' }, yuan(item.fen)),
    el('td', { class: 'since' }, when(item.since)),
    el('td', {}, item.outRefundNo || '–'),
    el('td', {}, item.refundId || '–'));
}

/** The refunds of one state, the oldest first, page after page. */
function cases(hole, state) {
  const rows = el('tbody', {});
  const more = el('button', { type: 'button', class: 'btn btn-default', click: () => next() }, say('显示更多', 'Show more'));
  const title = el('h2', { tabindex: '-1' }, state.stateText);
  let cursor = '';
  function next() {
    more.disabled = true;
    return read('/api/desk/money/' + state.state + '?limit=50' + (cursor && '&cursor=' + encodeURIComponent(cursor))).then(answer => {
      rows.append(...answer.items.map(row));
      cursor = answer.nextCursor || '';
      more.disabled = false;
      more.hidden = !cursor;
      if (!rows.children.length) { rows.append(el('tr', {}, el('td', { colspan: '7' }, say('现在没有了。', 'None any more.')))); }
    }, refusal => trouble(hole, refusal));
  }
  more.hidden = true;
  hole.replaceChildren(
    title,
    el('table', { class: 'money-cases' },
      el('thead', {}, el('tr', {}, [
        [say('退款单号', 'Refund no.')], [say('订单号', 'Order no.')], [say('影院', 'Cinema')], [say('金额', 'Amount'), 'number'],
        [say('同意时间', 'Approved')], [say('商户退款单号', 'Merchant number')], [say('微信退款单号', 'WeChat number')]
      ].map(([text, kind]) => el('th', { scope: 'col', class: kind }, text)))),
      rows),
    el('p', {}, more));
  return next().then(() => title.focus());
}

function render(node) {
  const below = el('section', { class: 'money-list', 'aria-live': 'polite' });
  function draw() {
    node.replaceChildren(el('h1', {}, say('在途资金', 'Money under way')), el('p', { class: 'small' }, say('正在读取…', 'Reading…')));
    read('/api/desk/money').then(money => {
      below.replaceChildren();
      const empty = el('p', { class: 'nothing' }, say('现在没有在途的退款：已同意的都已到账或了结。', 'No refund is under way: all that was approved has arrived or is settled.'));
      node.replaceChildren(
        el('div', { class: 'money-head' },
          el('div', {},
            el('h1', {}, say('在途资金', 'Money under way')),
            el('p', { class: 'small' }, say('已同意退款，还没有确认到账、也没有了结的钱。', 'Approved, and neither proven to have arrived nor settled.') + ' ' + say('截至 ', 'As of ') + when(money.at))),
          el('div', { class: 'money-sum' },
            el('strong', { 'data-field': 'total' }, yuan(money.total.fen)),
            el('span', {}, ' ' + refunds(money.total.count))),
          el('div', { class: 'money-do' },
            el('button', { type: 'button', class: 'btn btn-default', click: draw }, say('刷新', 'Refresh')), ' ',
            el('a', { class: 'btn btn-primary', href: '/api/desk/money.csv', download: true }, say('下载表格（CSV）', 'Download as CSV')))),
        money.items.length ? bystate(money, item => cases(below, item)) : empty,
        below);
      const wanted = money.items.find(item => item.state === asked().get('state'));
      if (wanted) { cases(below, wanted); }
    }, refusal => trouble(node, refusal));
  }
  draw();
}

export default page({ app: 'tasklist', id: 'money', path: '/money', zh: '在途资金', en: 'Money', roles: ['FINANCE', 'SUPERVISOR'], render });
