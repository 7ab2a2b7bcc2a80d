// One refund as operators see it, of our own record: the same on the page of refunds and beside its process.
import { el, long, read, say, trouble, when, yuan } from '../../tasklist/scripts/desk.js';

export function caseLink(applicationNo) {
  return el('a', { href: '#/refunds?no=' + encodeURIComponent(applicationNo), class: 'desk-no' }, applicationNo);
}

/** Words between backticks or stars, as a runbook is written. */
function marked(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]*\))/).map(part => {
    if (part.startsWith('`')) { return el('code', {}, part.slice(1, -1)); }
    if (part.startsWith('**')) { return el('strong', {}, part.slice(2, -2)); }
    if (part.startsWith('[')) { return part.slice(1, part.indexOf(']')); }
    return part;
  });
}

/** Markdown of paragraphs and numbered lists. */
export function prose(text) {
  return el('div', { class: 'desk-prose' }, text.split(/\n\s*\n/).map(block => /^\d+\. /.test(block)
    ? el('ol', {}, block.split(/\n(?=\d+\. )/).map(item => el('li', {}, marked(item.replace(/^\d+\. /, '').replace(/\s*\n\s*/g, ' ')))))
    : el('p', {}, marked(block.replace(/\s*\n\s*/g, ' ')))));
}

function fact(name, ...value) {
  return value.some(part => part !== null && part !== undefined && part !== '')
    ? el('div', { class: 'desk-fact' }, el('dt', {}, name), el('dd', { class: 'words' }, ...value)) : null;
}

function card(name, title, ...content) {
  return el('section', { class: 'desk-card', 'data-field': name }, el('h2', {}, title), ...content);
}

function table(head, rows) {
  return el('table', {}, el('thead', {}, el('tr', {}, head.map(name => el('th', { scope: 'col' }, name)))), el('tbody', {}, rows));
}

function header(kase, path, beside) {
  const instance = path && path.running ? path.processInstanceId : null;
  return el('section', { class: 'desk-card desk-case-head' },
    el('div', {},
      el('h2', { class: 'words', 'data-field': 'film' }, kase.filmTitle,
        el('span', { class: 'desk-badge status-' + kase.status, 'data-field': 'status' }, kase.statusText)),
      el('p', { class: 'small words' }, [kase.cinema, kase.hall, when(kase.showTime), (kase.seats || []).join(' ')].filter(part => part).join('　'))),
    el('div', { class: 'desk-sum' }, yuan(kase.refundAmount),
      el('div', { class: 'small' }, say('实付 ', 'paid ') + yuan(kase.paidAmount) + say('，扣除 ', ', kept ') + yuan(kase.fee))),
    el('div', {},
      el('p', { 'data-field': 'waiting' }, kase.waitingFor ? kase.waitingFor.text : '',
        kase.waitingSince ? el('span', { class: 'small' }, say('，自 ', ', since ') + when(kase.waitingSince)) : null),
      beside ? null : instance ? el('a', { class: 'btn btn-default btn-sm', href: '#/process-instance/' + instance + '/runtime', 'data-field': 'to-instance' },
        say('在流程图上看', 'See it on the diagram'))
        : el('p', { class: 'small' }, say('流程已结束，Cockpit 只显示进行中的流程', 'The process is over; Cockpit shows running ones only'))));
}

function decision(kase) {
  const rule = kase.rule || {};
  return card('decision', say('按规则的决定', 'What the rules decided'),
    el('p', { class: 'words' }, rule.clause || ''),
    el('p', { class: 'small' }, [rule.plan, rule.ruleId, rule.version && say('第 ' + rule.version + ' 版', 'version ' + rule.version)]
      .filter(part => part).join(' · ')),
    el('dl', { class: 'desk-facts' },
      (kase.ruleInputs || []).map(input => fact(input.text, String(input.value))),
      (kase.lines || []).map(line => fact(line.text, (line.group === 'KEPT' ? '−' : '') + yuan(line.amount)))));
}

function application(kase) {
  return card('application', say('申请', 'Application'), el('dl', { class: 'desk-facts' },
    fact(say('退款单号', 'Application'), kase.applicationNo),
    fact(say('订单号', 'Order'), kase.orderNo),
    fact(say('申请时间', 'Applied'), when(kase.appliedAt)),
    fact(say('审核期限', 'Review due'), when(kase.reviewDueAt)),
    fact(say('顾客', 'Moviegoer'), kase.openid),
    fact(say('原因', 'Reason'), kase.reasonText),
    fact(say('顾客的说明', 'In their words'), kase.description),
    kase.appealOf ? fact(say('申诉的退款单', 'Appeal of'), caseLink(kase.appealOf)) : null));
}

function money(kase) {
  return card('money', say('微信退款单号', 'Numbers at WeChat'), (kase.money || []).length
    ? kase.money.map(number => el('dl', { class: 'desk-facts one' },
      fact(say('状态', 'State'), number.stateText),
      fact(say('金额', 'Sum'), yuan(number.refundAmount)),
      fact(say('商户退款单号', 'Our number'), number.outRefundNo),
      fact(say('微信退款单号', "WeChat's number"), number.refundId),
      fact(say('支付单号', 'Payment'), number.transactionId),
      fact(say('提交', 'Sent'), number.firstSentAt
        ? when(number.firstSentAt) + (number.sends > 1 ? say(`，共 ${number.sends} 次`, `, ${number.sends} times`) : '') : null),
      fact(say('最近查询', 'Last asked'), when(number.lastAskedAt)),
      fact(say('微信答复', 'WeChat said'), [number.cause, number.refusal].filter(part => part).join(' ')),
      fact(say('到账账户', 'Arrived at'), number.account)))
    : el('p', { class: 'desk-none' }, say('还没有向微信申请过。', 'WeChat has not been asked.')));
}

function messages(kase) {
  const told = [
    ...(kase.notifications || []).map(each => ({
      at: each.at, text: [say('微信通知', 'WeChat told'), each.text, each.outRefundNo].join('　'),
      more: each.accepted ? '' : say('未采信', 'not believed')
    })),
    ...(kase.notices || []).map(each => ({
      at: each.at, text: [say('发给顾客', 'To the moviegoer'), each.text].join('　'), more: [each.stateText, each.reason].filter(part => part).join('　')
    }))
  ].sort((a, b) => (a.at < b.at ? 1 : -1));
  return card('messages', say('微信通知与发给顾客的消息', 'Notifications and messages'), told.length
    ? table([say('时间', 'When'), say('内容', 'What'), ''], told.map(each => el('tr', {},
      el('td', { class: 'desk-time' }, when(each.at)), el('td', { class: 'words' }, each.text), el('td', { class: 'words small' }, each.more))))
    : el('p', { class: 'desk-none' }, say('没有。', 'None.')));
}

function timeline(kase) {
  return card('timeline', say('经过', 'What happened'),
    table([say('时间', 'When'), say('经过', 'What'), say('谁', 'Who'), say('说明', 'Details')],
      (kase.timeline || []).map(line => el('tr', {},
        el('td', { class: 'desk-time' }, when(line.at)), el('td', { class: 'words' }, line.text),
        el('td', { class: 'words' }, line.actor || ''), el('td', { class: 'words' }, line.detail || '')))));
}

function lasting(stop) {
  if (!stop.until) { return say('还在这里', 'still here'); }
  const seconds = Math.round((new Date(stop.until) - new Date(stop.from)) / 1000);
  if (seconds < 1) { return ''; }
  if (seconds < 120) { return say(`${seconds} 秒`, `${seconds} s`); }
  return long(seconds * 1000);
}

function way(path) {
  return card('path', say('流程走过的路', 'The path taken'), path
    ? table([say('时间', 'When'), say('步骤', 'Step'), say('停留', 'Stayed')], path.items.map(stop => el('tr', { 'data-step': stop.code },
      el('td', { class: 'desk-time' }, when(stop.from) + stop.from.slice(16, 19)),
      el('td', { class: 'words' }, stop.text, stop.canceled ? el('span', { class: 'small' }, say('（中断）', ' (ended by something else)')) : null),
      el('td', { class: 'small' }, lasting(stop)))))
    : el('p', { class: 'desk-none' }, say('引擎已不再保存；“经过”里有全部记录。', 'The engine keeps it no more; the record beside has it all.')));
}

/**
 * Draws it into the hole; what cannot be read is said there.
 *
 * beside   whether that is beside its diagram, so that no link has to lead there
 */
export async function drawCase(hole, applicationNo, beside) {
  const number = encodeURIComponent(applicationNo);
  const [kase, path] = await Promise.all([
    read('/api/desk/cases/' + number),
    read('/api/desk/cases/' + number + '/path').catch(refusal => { if (refusal.status === 404) { return null; } throw refusal; })
  ]).catch(refusal => { trouble(hole, refusal); return []; });
  if (kase) {
    hole.replaceChildren(el('div', { class: 'desk-case', 'data-case': kase.applicationNo },
      header(kase, path, beside),
      el('div', { class: 'desk-two' },
        el('div', {}, timeline(kase), messages(kase)),
        el('div', {}, way(path), decision(kase), money(kase), application(kase)))));
  }
}
