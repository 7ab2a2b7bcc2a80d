// The lists of tasks: what stands on a card, asked for a whole page of cards at once, and the list of cases that have no task
// because the moviegoer is asked.
import { el, english, long, me, read, say, when, yuan } from './desk.js';

const MINUTE = 60000;
const FRESH = 15000;

/** Most cards of one question. */
const PAGE = 50;

const known = new Map();
let question = null;

/** The card of a task and the time by the server's clock; every card that is drawn at the same moment is in one question. */
function ask(taskId) {
  if (!question || question.ids.size >= PAGE) {
    const mine = { ids: new Set() };
    question = mine;
    mine.answer = new Promise(resolve => setTimeout(resolve, 20)).then(() => {
      if (question === mine) { question = null; }
      return read('/api/desk/cards?tasks=' + [...mine.ids].map(encodeURIComponent).join(','));
    });
  }
  question.ids.add(taskId);
  return question.answer.then(told => {
    const answer = { now: Date.parse(told.now), card: told.items.find(each => each.taskId === taskId) || null };
    known.set(taskId, { answer, at: Date.now() });
    return answer;
  });
}

/** Without the year, which everybody knows. */
function soon(at) {
  return when(at).slice(5);
}

function untilShow(at, now) {
  const left = Date.parse(at) - now;
  return left > 0 ? say('还有 ', 'in ') + long(left) : say('已开场 ', 'began ') + long(-left) + say('', ' ago');
}

/** Of a deadline today the time is enough, of one at the end of a day the day. */
function untilDeadline({ at, overdue, text }, now) {
  if (overdue) { return text; }
  const today = new Date(now + 8 * 60 * MINUTE).toISOString().slice(0, 10) === at.slice(0, 10);
  const endsDay = at.slice(11, 16) === '23:59';
  const until = today ? at.slice(11, 16) : endsDay ? soon(at).slice(0, -6) : soon(at);
  return text + say('，' + until + ' 截止', ', until ' + until);
}

function line(...parts) {
  return el('div', { class: 'card-line' }, ...parts);
}

function mark(code, text) {
  return el('span', { class: 'card-mark card-mark-' + code }, text);
}

/** Who works for one cinema knows which it is; the others read it instead of the reason, which then is a mark. */
function cardOf({ card, now }, person) {
  const refund = card.refund;
  const knowsTheCinema = person.roles.every(role => role === 'REVIEWER');
  const marks = card.marks.map(each => mark(each.code, each.text));
  if (refund && !knowsTheCinema) { marks.unshift(mark('REASON', refund.reasonText)); }
  const due = card.deadline
    ? el('span', { class: 'card-due' + (card.deadline.overdue ? ' late' : ''), title: when(card.deadline.at) },
      untilDeadline(card.deadline, now))
    : el('span', {});
  return el('div', { class: 'desk-card', lang: english ? 'en' : 'zh-CN' },
    refund ? [
      line(el('span', {}, el('strong', { class: 'words' }, refund.filmTitle), ' ', el('span', { class: 'variable-value' }, refund.orderNo)),
        el('strong', { class: 'card-sum' }, yuan(refund.refundAmount))),
      line(el('span', { title: when(refund.showTime) }, soon(refund.showTime), ' · ', untilShow(refund.showTime, now)),
        el('span', { class: 'words' }, knowsTheCinema ? refund.reasonText : refund.cinema))
    ] : null,
    line(due, el('span', { class: 'card-marks' }, ...marks)));
}

function draw(node, answer) {
  return me().then(person => node.replaceChildren(...(answer.card ? [cardOf(answer, person)] : [])));
}

const card = {
  id: 'desk-card',
  pluginPoint: 'tasklist.card',
  priority: 300,
  render: (node, { taskId }) => {
    const before = known.get(taskId);
    if (before) { draw(node, before.answer); }
    if (!before || Date.now() - before.at > FRESH) {
      // A card that cannot be read leaves the task's name, by which it is opened.
      ask(taskId).then(answer => draw(node, answer)).catch(() => {});
    }
  }
};

const MAY_WAIT_FOR_EVIDENCE = ['REVIEWER', 'SUPERVISOR'];
let waits = false;

/** The lists are stored once, in the language of most who read them. */
const IN_ENGLISH = {
  待审核: 'To review', 我的任务: 'My tasks', 今天到期: 'Due today', 已超时: 'Overdue', 待第二人: 'Second person', 申诉: 'Appeals',
  影院问题: 'Claims', 抽查: 'Samples', 待处理退款: 'Refunds to resolve', 待复核: 'To confirm', 资金异常: 'Alarms', 商户账户: 'Merchant account'
};

function namesInEnglish() {
  document.querySelectorAll('.task-filters .task-filter .name > a').forEach(link => {
    const name = link.firstChild && IN_ENGLISH[link.firstChild.textContent.trim()];
    if (name) { link.firstChild.textContent = name; }
  });
}

/** Below the lists: while the moviegoer is asked, a case has no task that a list could hold. */
function waitingForEvidence() {
  if (english) { namesInEnglish(); }
  const lists = document.querySelector('.task-filters .content .list-unstyled');
  const there = lists && lists.querySelector('.desk-evidence');
  if (there && !waits) { there.remove(); }
  if (lists && !there && waits) {
    lists.append(el('div', { class: 'item task-filter desk-evidence' }, el('h4', { class: 'name' },
      el('a', { href: '#/cases?status=EVIDENCE_REQUESTED' }, say('待顾客补充', 'Waiting for evidence')))));
  }
}

function look() {
  me().then(person => {
    document.body.dataset.roles = person.roles.join(' ');
    waits = person.roles.some(role => MAY_WAIT_FOR_EVIDENCE.includes(role));
    waitingForEvidence();
  }, () => {
    delete document.body.dataset.roles;
    waits = false;
  });
}

let watch = null;

const roles = {
  id: 'desk-roles',
  pluginPoint: 'tasklist.navbar.action',
  priority: 1,
  render: () => {
    look();
    window.addEventListener('hashchange', look);
    watch = new MutationObserver(waitingForEvidence);
    watch.observe(document.body, { childList: true, subtree: true });
  },
  unmount: () => {
    window.removeEventListener('hashchange', look);
    if (watch) { watch.disconnect(); }
  }
};

export default [card, roles];
