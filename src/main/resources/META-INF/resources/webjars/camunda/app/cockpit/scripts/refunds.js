// Where all refunds stand, at one glance; from each figure down to the cases, and from each case to its process.
import { asked, el, long, page, read, say, statusText, svg, trouble, when, yuan } from '../../tasklist/scripts/desk.js';
import { caseLink, drawCase } from './case-view.js';

const EVERY = 10000;

/** What the states of the money mean to an operator, in the order in which a bar is built. */
const RESULTS = [
  { id: 'arrived', text: say('已到账', 'arrived'), states: ['SUCCESS'] },
  { id: 'outside', text: say('已另行付款', 'paid another way'), states: ['SETTLED_OFFLINE'] },
  { id: 'underway', text: say('进行中', 'under way'), states: ['PREPARED', 'SENDING', 'UNKNOWN', 'PROCESSING'] },
  { id: 'short', text: say('等余额', 'waits for money'), states: ['WAITING_FOR_BALANCE'] },
  { id: 'trouble-kind', text: say('需要人处理', 'needs a person'),
    states: ['REFUSED', 'GIVEN_UP', 'ABNORMAL', 'CLOSED', 'RETURNED_TO_MERCHANT', 'REVOKED'] }
];
const ENDINGS = [
  { id: 'arrived', states: ['REFUNDED'] },
  { id: 'outside', states: ['SETTLED_OFFLINE'] },
  { id: 'short', states: ['REJECTED'] },
  { id: 'quiet', states: ['WITHDRAWN'] }
].map(ending => ({ ...ending, text: statusText(ending.states[0]) }));

function link(query) {
  return '#/refunds?' + new URLSearchParams(query);
}

function age(at, now) {
  return long(new Date(now) - new Date(at));
}

function figure(name, value, below, href, alarming) {
  const inside = [el('span', { class: 'desk-figure-name' }, name), el('span', { class: 'desk-figure-value' }, value),
    el('span', { class: 'desk-figure-below' }, below || '')];
  return href
    ? el('a', { class: 'desk-figure' + (alarming ? ' alarming' : ''), href, 'data-figure': name }, ...inside)
    : el('div', { class: 'desk-figure' + (alarming ? ' alarming' : ''), 'data-figure': name }, ...inside);
}

function sum(items, of) {
  return items.reduce((all, item) => all + of(item), 0);
}

/** Names of columns; those of numbers stand over their right edge and are given as [name]. */
function head(...names) {
  return el('thead', {}, el('tr', {}, names.map(name => (name === null ? el('td', {})
    : el('th', { scope: 'col', class: Array.isArray(name) ? 'number' : null }, name)))));
}

function steps(told) {
  const most = Math.max(1, ...told.steps.map(step => step.count));
  return el('section', { class: 'desk-card' },
    el('h2', {}, say('停在哪一步', 'Where they stand')),
    told.steps.length ? el('table', { 'data-field': 'steps' },
      head(say('步骤', 'Step'), [say('笔数', 'Refunds')], null, [say('金额', 'Money')], [say('最久', 'Oldest')]),
      el('tbody', {}, told.steps.map(step => el('tr', { 'data-step': step.code },
        el('td', {}, el('a', { href: link({ step: step.code }) }, step.text),
          step.failed ? el('a', { class: 'desk-badge bad desk-beside', href: '#/refund-incidents' },
            say(`${step.failed} 笔故障`, `${step.failed} failed`)) : null),
        el('td', { class: 'number' }, String(step.count)),
        el('td', { class: 'desk-bar' }, el('span', { style: `width:${Math.max(2, Math.round(100 * step.count / most))}%` })),
        el('td', { class: 'number' }, yuan(step.fen)),
        el('td', { class: 'number', title: when(step.oldest) }, step.oldest ? age(step.oldest, told.at) : '')))))
      : el('p', { class: 'desk-none' }, say('没有进行中的退款。', 'No refund is under way.')));
}

function money(answer, now) {
  return el('section', { class: 'desk-card' },
    el('h2', {}, say('在途资金', 'Money in flight')),
    !answer ? el('p', { class: 'desk-none', 'data-field': 'no-money' }, say('暂时读不到。', 'Not available.'))
      : answer.items.length ? el('table', { 'data-field': 'money' },
        head(say('状态', 'State'), [say('笔数', 'Refunds')], [say('金额', 'Money')], [say('最久', 'Oldest')]),
        el('tbody', {}, answer.items.map(item => el('tr', { 'data-state': item.state },
          el('td', {}, el('a', { href: link({ state: item.state }) }, item.text || item.stateText || item.state)),
          el('td', { class: 'number' }, String(item.count)),
          el('td', { class: 'number' }, yuan(item.fen)),
          el('td', { class: 'number', title: when(item.oldestSince) }, item.oldestSince ? age(item.oldestSince, now) : '')))),
        el('tfoot', {}, el('tr', {}, el('th', { scope: 'row' }, say('合计', 'All')),
          el('td', { class: 'number' }, String(sum(answer.items, item => item.count))),
          el('td', { class: 'number' }, yuan(sum(answer.items, item => item.fen))), el('td', {}))))
        : el('p', { class: 'desk-none' }, say('没有在途资金。', 'No money is in flight.')));
}

function counted(figures, kind) {
  return sum(figures.filter(each => kind.states.includes(each.code)), each => each.count);
}

/** Bars by the hour, and the same numbers as a table for whoever cannot see them. */
function plot(title, about, hours, kinds, figures, query, more) {
  const width = 560;
  const height = 150;
  const foot = 22;
  const left = 34;
  const most = Math.max(1, ...hours.map(hour => sum(figures(hour), each => each.count)));
  const top = most <= 4 ? 4 : Math.ceil(most / 4) * 4;
  const y = count => height - foot - (height - foot - 8) * count / top;
  const step = (width - left) / hours.length;
  const drawing = svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'desk-plot', 'aria-hidden': 'true', focusable: 'false' });
  [0, top / 2, top].forEach(count => drawing.append(
    svg('line', { x1: left, x2: width, y1: y(count), y2: y(count), class: 'desk-line' }),
    svg('text', { x: left - 6, y: y(count) + 4, class: 'desk-axis', 'text-anchor': 'end' }, String(count))));
  hours.forEach((hour, nr) => {
    let below = 0;
    kinds.forEach(kind => {
      const count = counted(figures(hour), kind);
      if (count) {
        drawing.append(svg('rect', {
          x: left + nr * step + 4, width: step - 8, y: y(below + count), height: y(below) - y(below + count), class: 'desk-' + kind.id
        }, svg('title', {}, `${hour.hour.slice(11, 16)} ${kind.text} ${count}`)));
        below += count;
      }
    });
    if (nr % 2 !== hours.length % 2 || hours.length < 9) {
      drawing.append(svg('text', { x: left + (nr + 0.5) * step, y: height - 6, class: 'desk-axis', 'text-anchor': 'middle' },
        hour.hour.slice(11, 16)));
    }
  });
  const used = kinds.filter(kind => hours.some(hour => counted(figures(hour), kind)));
  return el('section', { class: 'desk-card' },
    el('h2', {}, title), el('p', { class: 'small' }, about), drawing,
    el('p', { class: 'desk-legend' }, used.length ? used.map(kind => el('span', { class: 'desk-key desk-' + kind.id }, kind.text))
      : say('这段时间里没有。', 'None in this time.')),
    el('details', {}, el('summary', {}, say('用表格看，点数字看退款单', 'As a table; a number leads to its refunds')),
      el('table', {},
        head(say('小时', 'Hour'), ...kinds.map(kind => [kind.text]), ...(more ? [[more.name]] : [])),
        el('tbody', {}, hours.map(hour => el('tr', {},
          el('th', { scope: 'row' }, hour.hour.slice(5, 16).replace('T', ' ')),
          kinds.map(kind => el('td', { class: 'number' }, figures(hour).filter(each => kind.states.includes(each.code)).map(each =>
            el('a', { href: link(query(hour, each)), title: each.text, class: 'desk-number' }, String(each.count))))),
          more ? el('td', { class: 'number' }, more.of(hour)) : null))))));
}

function seconds(count) {
  if (count === null || count === undefined) { return ''; }
  return count < 120 ? say(`${count} 秒`, `${count} s`) : say(`${Math.round(count / 60)} 分钟`, `${Math.round(count / 60)} min`);
}

function plots(told) {
  return el('div', { class: 'desk-two' },
    plot(say('微信的结果', "WeChat's results"), say('按批准的小时，现在的结果', 'By the hour of approval, as they stand now'),
      told.hours, RESULTS, hour => hour.approved, (hour, each) => ({ hour: hour.hour, state: each.code }),
      { name: say('平均到账用时', 'Average time'), of: hour => seconds(hour.secondsToArrive) }),
    plot(say('结案的速度', 'Pace of endings'), say('每小时结案的退款单', 'Cases that ended in each hour'),
      told.hours, ENDINGS, hour => hour.ended, (hour, each) => ({ hour: hour.hour, status: each.code })));
}

/** So many at first; a large chain has hundreds. */
const CINEMAS_AT_FIRST = 30;
let allCinemas = false;

function cinemaRow(cinema, told) {
  return el('tr', { 'data-cinema': cinema.cinemaId },
    el('td', {}, el('a', { href: link({ cinemaId: cinema.cinemaId }), class: 'words' }, cinema.name || cinema.cinemaId)),
    el('td', { class: 'number' }, String(cinema.underReview)),
    el('td', { class: 'number' }, String(cinema.evidenceRequested)),
    el('td', { class: 'number' }, String(cinema.refunding)),
    el('td', { class: 'number' }, yuan(cinema.fen)),
    el('td', { class: 'number', title: when(cinema.oldest) }, age(cinema.oldest, told.at)));
}

function cinemas(told) {
  const first = told.cinemas.slice(0, allCinemas ? told.cinemas.length : CINEMAS_AT_FIRST);
  const rest = told.cinemas.slice(first.length);
  const body = el('tbody', {}, first.map(cinema => cinemaRow(cinema, told)));
  const more = el('button', {
    type: 'button', class: 'btn btn-default', name: 'all-cinemas',
    click: () => { allCinemas = true; body.append(...rest.map(cinema => cinemaRow(cinema, told))); more.remove(); }
  }, say('另有 ' + rest.length + ' 家', rest.length + ' more'));
  return el('section', { class: 'desk-card' },
    el('h2', {}, say('各影院', 'By cinema')),
    told.cinemas.length ? [el('table', { 'data-field': 'cinemas' },
      head(say('影院', 'Cinema'), ...['UNDER_REVIEW', 'EVIDENCE_REQUESTED', 'REFUNDING'].map(status => [statusText(status)]),
        [say('金额', 'Money')], [say('最久', 'Oldest')]),
      body), rest.length ? more : null]
      : el('p', { class: 'desk-none' }, say('没有进行中的退款。', 'No refund is under way.')));
}

function drawFigures(hole, told, inFlight) {
  const live = sum(told.cinemas, cinema => cinema.underReview + cinema.evidenceRequested + cinema.refunding);
  const last = told.hours[told.hours.length - 1];
  hole.replaceChildren(
    el('div', { class: 'desk-figures' },
      figure(say('进行中', 'Under way'), String(live), yuan(sum(told.cinemas, cinema => cinema.fen))),
      figure(say('审核已超时', 'Reviews overdue'), String(told.deadlines.overdue),
        told.deadlines.overdue ? say('最早 ', 'first ') + when(told.deadlines.earliest) : say('没有', 'none'),
        link({ deadline: 'OVERDUE' }), told.deadlines.overdue > 0),
      figure(say('4 个工作小时内到期', 'Due in 4 working hours'), String(told.deadlines.soon),
        say('到 ', 'until ') + when(told.deadlines.until), link({ deadline: 'SOON' })),
      figure(say('故障', 'Incidents'), String(told.incidents), told.incidents ? say('点开处理', 'open them') : say('没有', 'none'),
        '#/refund-incidents', told.incidents > 0),
      figure(say('这一小时到账', 'Arrived this hour'), String(sum(last.ended.filter(each => each.code === 'REFUNDED'), each => each.count)),
        last.secondsToArrive === undefined ? '' : say('平均 ', 'on average ') + seconds(last.secondsToArrive))),
    el('div', { class: 'desk-two' }, steps(told), money(inFlight, told.at)),
    plots(told),
    cinemas(told),
    el('p', { class: 'small' }, say('统计时间 ', 'Counted at '), when(told.at) + told.at.slice(16, 19)));
}

/** What a list is about, in words. */
const ABOUT = {
  step: say('停在同一步的退款单', 'Refunds at this step'),
  state: say('资金在同一状态的退款单', 'Refunds whose money is in this state'),
  deadline: say('审核期限', 'Review deadlines'),
  cinemaId: say('这家影院进行中的退款单', 'Refunds of this cinema under way'),
  hour: say('这一小时的退款单', 'Refunds of this hour'),
  q: say('查找结果', 'Found')
};

function line(item) {
  return el('tr', { 'data-case': item.applicationNo },
    el('td', {}, caseLink(item.applicationNo)),
    el('td', { class: 'words' }, item.filmTitle || ''),
    el('td', { class: 'words' }, item.cinema && item.cinema.name ? item.cinema.name : item.cinema || ''),
    el('td', {}, item.statusText || (item.waitingFor && item.waitingFor.text) || item.status),
    el('td', { class: 'number' }, yuan(item.refundAmount)),
    el('td', {}, when(item.since || item.waitingSince || item.updatedAt)));
}

async function drawList(hole, query) {
  const search = query.has('q') || query.has('status') && !query.has('hour');
  const kind = ['q', 'step', 'deadline', 'cinemaId', 'hour', 'state'].find(name => query.has(name));
  const found = await read((search ? '/api/desk/cases?' : '/api/desk/overview/cases?') + query);
  hole.replaceChildren(
    el('section', { class: 'desk-card' },
      el('h2', {}, ABOUT[kind] || ABOUT.q, query.has('hour') ? ' ' + when(query.get('hour')) : ''),
      found.items.length ? el('table', { 'data-field': 'cases' },
        head(say('退款单', 'Refund'), say('影片', 'Film'), say('影院', 'Cinema'), say('状态', 'Status'),
          [say('应退', 'Amount')], say('自', 'Since')),
        el('tbody', {}, found.items.map(line)))
        : el('p', { class: 'desk-none', 'data-field': 'none' }, say('没有找到。', 'Nothing was found.')),
      found.nextCursor || found.items.length === 50
        ? el('p', { class: 'small' }, say('只列出前面的部分；请用单号查找。', 'Only the first of them; search by a number.')) : null));
}

function searchBox(query) {
  const input = el('input', {
    class: 'form-control', type: 'search', name: 'q', value: query.get('q') || '', autocomplete: 'off', maxlength: 64,
    'aria-label': say('退款单号、订单号、支付单号、退款流水号或 openid', 'Application, order, payment or refund number, or openid'),
    placeholder: say('退款单号、订单号、支付单号、退款流水号或 openid', 'Application, order, payment or refund number, or openid')
  });
  return el('form', {
    class: 'desk-search', role: 'search',
    submit: event => {
      event.preventDefault();
      const wanted = input.value.trim();
      if (wanted) { window.location.hash = link({ q: wanted }); }
    }
  }, input, el('button', { class: 'btn btn-primary', type: 'submit' }, say('查找', 'Search')));
}

function render(hole) {
  let left = false;
  let timer = null;

  async function overview(figures) {
    try {
      const [told, inFlight] = await Promise.all([read('/api/desk/overview'), read('/api/desk/money').catch(() => null)]);
      if (left || !figures.isConnected) { return; }
      const focus = document.activeElement && figures.contains(document.activeElement) && document.activeElement.getAttribute('href');
      const opened = [...figures.querySelectorAll('details')].map(each => each.open);
      drawFigures(figures, told, inFlight);
      figures.querySelectorAll('details').forEach((each, nr) => { each.open = Boolean(opened[nr]); });
      if (focus) { [...figures.querySelectorAll('a')].filter(each => each.getAttribute('href') === focus).slice(0, 1).forEach(each => each.focus()); }
    } catch (refusal) {
      if (!left) { trouble(figures, refusal); }
    }
    if (!left && figures.isConnected) { timer = setTimeout(() => overview(figures), EVERY); }
  }

  async function show() {
    clearTimeout(timer);
    const query = asked();
    const content = el('div', { class: 'desk-content' });
    const inside = query.toString() !== '';
    hole.replaceChildren(
      el('div', { class: 'desk-top' },
        el('h1', {}, inside ? el('a', { href: '#/refunds' }, say('退款', 'Refunds')) : say('退款', 'Refunds'),
          query.has('no') ? [' › ', query.get('no')] : inside ? [' › ', say('退款单', 'List')] : null),
        searchBox(query)),
      content);
    try {
      if (query.has('no')) { await drawCase(content, query.get('no')); } else if (inside) { await drawList(content, query); } else {
        await overview(content);
      }
    } catch (refusal) {
      trouble(content, refusal);
    }
  }

  const moved = () => { if (window.location.hash.split('?')[0] === '#/refunds') { show(); } };
  window.addEventListener('hashchange', moved);
  show();
  return () => { left = true; clearTimeout(timer); window.removeEventListener('hashchange', moved); };
}

export default page({
  app: 'cockpit', id: 'refunds', path: '/refunds', zh: '退款', en: 'Refunds', roles: ['OPERATOR', 'SUPERVISOR', 'FINANCE'], priority: 6, render
});
